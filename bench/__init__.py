"""What the platform costs, beside what others cost for the same work, in one run."""
