"""What leaves the house: tables for other programs, and explanations and summaries for people."""
