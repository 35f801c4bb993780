"""For those who write lexicons: faults, a trial of a text, what an edit changes, and how often entries decide."""
