"""Evidence: what an HTML page says of its article in markup, read once, each saying with its source."""
