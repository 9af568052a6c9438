"""The gateway: an agency's way in over HTTP, which answers each row with a receipt of its own."""
