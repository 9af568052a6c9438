"""The disclosure ledger: signed heads for both parties, a check that is not the writer's, a breach's clock."""
