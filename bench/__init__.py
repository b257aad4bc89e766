"""`make bench`: our figures, each beside a floor measured in the same run on the same machine (speed.md)."""
