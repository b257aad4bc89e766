"""REST of the floor of money."""
