"""The edge an agency runs at home: it asks who is in the population by pseudonym, and nobody else's row leaves."""
