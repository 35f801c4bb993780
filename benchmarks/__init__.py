"""What is measured beside what nobody can save; each module is a program."""
