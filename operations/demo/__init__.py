"""The whole platform on one machine: a register is loaded, then life goes on until it is stopped and proved."""
