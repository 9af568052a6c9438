"""What became of every row that came in, kept for its source: no personal data, a record's keyed hash only."""
