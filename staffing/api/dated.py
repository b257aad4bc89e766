"""Resources that can be asked as of two days: `on` and `known_on`, in the list and of one row."""

from functools import cached_property

from quota_pool.api import pages
from quota_pool.as_of import AsOf

from .searching import SearchedByPerson

DAYS = {"on": "date", "known_on": "date"}


class Dated(SearchedByPerson):
    """Rows that tell what held on the day `on`, as known at the end of the closed day `known_on`."""

    asks_of_one = DAYS

    @cached_property
    def as_of(self) -> AsOf:
        return pages.as_of(self.request.query_params)
