"""The publisher: rows of a register go in, a receipt for each comes out."""
