"""Rows of the home page about money: each module registers its own with the desk of the floor below."""

from . import (  # noqa: F401 - each registers its rows
    declarations,
    envelopes,
    pay,
    recoveries,
    savings,
    standards,
    task_transfers,
)
