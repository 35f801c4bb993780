"""One file for each change to the tables, in the order of their numbers."""
