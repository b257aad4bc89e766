"""The shell and the ground floor: who, where it counts, what was done, by when, under which rule."""

from . import sqlite

# Before Django imports its SQLite backend: the system's library may carry the WAL-reset fault.
sqlite.swap_in()
