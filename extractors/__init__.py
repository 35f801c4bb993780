"""Documents in, evidence out. Read `records.py` first; the stages follow in the order that it names."""
