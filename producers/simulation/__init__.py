"""Five agencies' source systems, invented: repeatable by seed, with the faults real registers have."""
