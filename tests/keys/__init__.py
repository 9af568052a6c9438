"""People's keys: how they are kept, who is given which, and what is gone with them."""
