"""Each source's own page: what it sent, what became of each row, what is not visible yet, how it keeps its timing."""
