"""The workspace: what was screened and found, and the log of what people decided."""
