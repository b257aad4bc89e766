"""What lists of the floor of money are narrowed by."""
