"""A company's documents come in: what was asked for, how it was fetched, and the bytes kept by their hash."""
