"""REST over heads and people, on the base of the ground floor."""
