"""Who hears of a fault that broke work off, once the work was taken back."""

from collections.abc import Callable

_hearers: list[Callable] = []


def heard(hear: Callable) -> Callable:
    """Register `hear(fault, actor)`."""
    if hear not in _hearers:
        _hearers.append(hear)
    return hear


def tell(fault: Exception, actor) -> None:
    """Let every floor hear of it."""
    for hear in _hearers:
        hear(fault, actor)
