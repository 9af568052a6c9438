"""Agencies speak: a row of a register becomes an event, published with a receipt."""
