"""The gateway: rows in, receipts out."""
