"""Mobile quota by street over REST: asked for, granted, used, and how much of it stands unused too long."""

from quota_pool.api import pages
from quota_pool.api.resources import ListedResource, Rows
from quota_pool.api.shapes import Shape
from quota_pool.models import Unit
from staffing.filters import MobileStreetFilter
from staffing.mobile import by_street


class MobileStreets(ListedResource):
    """One row a street, on the day `on` (default today), as known at the end of the day `known_on`."""

    model = Unit
    shape = Shape(Unit, "id", "code", "name").called("MobileStreet")
    filterset_class = MobileStreetFilter
    order = ("code", "id")
    acts = {"list": "read_pool"}
    keeps_time = False

    def visible(self):
        """The streets and towns that own a pool."""
        return super().visible().pool_owners()

    def completed(self, rows: Rows) -> Rows:
        """The figures of their mobile grants."""
        found = by_street([row["id"] for row in rows], pages.as_of(self.request.query_params))
        return [row | found[row["id"]] for row in rows]
