"""Alerts about money: each module registers its kinds with those of the floor below."""

from . import (  # noqa: F401 - registers its kinds
    declarations,
    envelopes,
    recoveries,
    task_transfers,
)
