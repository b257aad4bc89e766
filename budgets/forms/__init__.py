"""Forms of the floor of money."""
