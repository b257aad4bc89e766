"""Template words of this floor."""
