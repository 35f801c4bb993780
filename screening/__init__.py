"""Takes the listed documents through fetching, reading and finding, and stores what each one gave."""
