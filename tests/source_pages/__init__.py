"""A source's own page and `saphan source status`."""
