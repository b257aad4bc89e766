"""Pages of the ground floor; each writes through a service and never on its own."""
