"""What a person may ask: what is held, a copy, that it stops, that it is put right."""
