"""The disclosure ledger: what is recorded, what is signed over it, and that nothing in it changes unseen."""
