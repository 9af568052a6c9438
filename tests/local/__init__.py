"""The local stack: started, killed, found again and ended, for real."""
