"""What people do with the evidence: the store with its decision log, the findings, the web page."""
