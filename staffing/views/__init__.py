"""Pages of heads and people; each writes through a service and never on its own."""
