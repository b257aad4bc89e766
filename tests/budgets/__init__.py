"""What proves the floor of money."""
