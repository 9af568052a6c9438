"""Who may send: sources, their keys, accounts, and whose a record is."""
