"""Addresses of the page sweep: plain pages, lists, pages about a row."""

from collections.abc import Callable

from django.urls import reverse

from tests.journeys.world import World


def at(name: str, *args, query: str = "") -> str:
    return reverse(name, args=args) + query


def plain(name: str, *queries: str) -> Callable[[World], list[str]]:
    """A page without a sample, opened bare and with each of these queries."""
    return lambda _world: [at(name), *(at(name, query=query) for query in queries)]


def listed(name: str, *queries: str) -> Callable[[World], list[str]]:
    """A list: a short page of it, and each of these queries."""
    return lambda _world: [at(name, query=query) for query in ("?size=20", *queries)]


def of(name: str, *samples: Callable[[World], object]) -> Callable[[World], list[str]]:
    """A page about a row, opened for each sample."""
    return lambda world: [at(name, sample(world)) for sample in samples]
