"""Pay runs (P10): a month opened, calculated from roster and scheme, checked, approved by another, posted."""

from .calculating import PAYS, calculate_run, charged_lines
from .checking import approve_run, check_run, found, lines_of, money_reasons
from .opening import IN_MAKING, cancel_run, enter_item, open_run, return_run
from .posting import post_run, reverse_run

__all__ = [
    "IN_MAKING",
    "PAYS",
    "approve_run",
    "calculate_run",
    "cancel_run",
    "charged_lines",
    "check_run",
    "enter_item",
    "found",
    "lines_of",
    "money_reasons",
    "open_run",
    "post_run",
    "return_run",
    "reverse_run",
]
