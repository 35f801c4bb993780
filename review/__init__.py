"""The web page on which people judge the evidence, sign the scores off and read for a second time."""
