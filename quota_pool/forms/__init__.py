"""Forms of the ground floor: the shape of what a person types; the services decide on the rest."""
