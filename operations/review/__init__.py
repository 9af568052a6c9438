"""What a steward has to look at: who may be one person, who can't be, and where registers disagree."""
