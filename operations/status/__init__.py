"""What an operator asks first: what is late, stalled, silent or refused, and whose it is."""
