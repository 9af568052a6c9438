"""Looking at what could not be applied: which, why, and, with the operators' private key, what it was."""
