"""Alerts about money: each module registers its kinds with those of the floor below."""

from . import recoveries, task_transfers  # noqa: F401 - registers its kinds
