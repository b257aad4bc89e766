"""Reasons this floor gives when an act may not be done; one module a noun, as in the other rooms."""
