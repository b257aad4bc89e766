"""Alerts about money: each module registers its kinds with those of the floor below."""

from . import recoveries  # noqa: F401 - registers its kinds
