"""What goes out: alerts to the placement service, and the desk that receives them."""
