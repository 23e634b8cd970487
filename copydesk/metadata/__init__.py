"""What a page says of its article: headline, authors, agency, dates and the rest, each with its evidence."""
