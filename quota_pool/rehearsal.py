"""A rehearsal: the real work is done, looked at, and taken back (dry run, preview)."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rehearsed() -> Iterator[None]:
    """Whatever is written inside is taken back at the end; what is refused inside is refused as ever."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
