"""Faust's transport, handing an agent one partition's records at a time instead of one record at a time."""
