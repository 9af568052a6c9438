"""Who may send: sources, their keys, the people who sign in for them, and whose a record is."""
