"""Tables read once a process for each district and configuration, and forgotten when an edit is rolled back.

A dry run bumps `config_version`, reads, and rolls back; the next edit gets the same number. What was read
under a number that never came true must not answer for the one that did.
"""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection, transaction
from django.db.models import F

from quota_pool.models import District

Table = TypeVar("Table")
Key = tuple[int, int]

# Versions made by this process whose transaction has not ended yet, with the hook that awaits its commit.
_awaiting: dict[Key, Callable[[], None]] = {}
_kinds: list["Remembered"] = []
_MOST = 256


class Remembered(Generic[Table]):
    """One kind of table, loaded for a district when its `config_version` is first met."""

    def __init__(self, load: Callable[[District], Table]):
        self._load = load
        self._tables: dict[Key, Table] = {}
        _kinds.append(self)

    def of(self, district: District) -> Table:
        """The district's table as of the version this instance carries; no query when it is known."""
        key = (district.pk, district.config_version)
        if _was_rolled_back(key):
            self.forget(key)
            return self._load(district)
        found = self._tables.get(key)
        if found is None:
            if len(self._tables) >= _MOST:
                self._tables.clear()
            found = self._tables[key] = self._load(district)
        return found

    def forget(self, key: Key) -> None:
        """Drop what was read under this version, if anything was."""
        self._tables.pop(key, None)


def touch(district: District) -> None:
    """Say that rules or calendar of the district have changed in this transaction."""
    District.objects.filter(pk=district.pk).update(config_version=F("config_version") + 1)
    district.refresh_from_db(fields=["config_version"])
    key = (district.pk, district.config_version)
    for kind in _kinds:
        kind.forget(key)

    def came_true():
        _awaiting.pop(key, None)

    _awaiting[key] = came_true
    transaction.on_commit(came_true)


def _was_rolled_back(key: Key) -> bool:
    """The hook still awaits a commit that this connection will never make."""
    hook = _awaiting.get(key)
    return hook is not None and all(entry[1] is not hook for entry in connection.run_on_commit)
