"""What the floors above play in the demonstration once the people stand."""

from collections.abc import Callable

from staffing.demo.scene import Scene

_acts: list[Callable[[Scene], None]] = []


def then(play: Callable[[Scene], None]) -> Callable[[Scene], None]:
    """Register `play(scene)`, which a floor above has happen after the acts of this one."""
    if play not in _acts:
        _acts.append(play)
    return play


def play(scene: Scene) -> None:
    """Play them in the order in which they were registered."""
    for act in _acts:
        act(scene)
