"""Pages of the floor of money."""
