"""What the agreement says, shown and checked: what may flow, whether everything else says the same, and the record."""
