"""Reserved heads over REST: every head set aside on a day, for people sought and for starts to come."""

from quota_pool.api import pages
from quota_pool.api.resources import ListedResource, Rows
from quota_pool.api.shapes import Shape
from quota_pool.models import Hold
from staffing.filters import ReservationFilter
from staffing.selectors import set_aside


class Reservations(ListedResource):
    """Heads set aside; together they are what the position says is reserved that day."""

    model = Hold
    shape = Shape(
        Hold,
        "id",
        "purpose",
        "note",
        "created_at",
        unit="unit_id",
        pool="pool_id",
        engagement="subject_id",
        recruitment="recruitment__id",
    )
    filterset_class = ReservationFilter
    acts = {"list": "read_pool"}

    def visible(self):
        """What still stood on the day asked for, without a day now."""
        asked = pages.as_of(self.request.query_params)
        return set_aside(super().visible(), asked.day, asked.known_on)

    def completed(self, rows: Rows) -> Rows:
        """How many heads of each stood that day."""
        asked = pages.as_of(self.request.query_params)
        holds = set_aside(Hold.objects.filter(pk__in=[row["id"] for row in rows]), asked.day, asked.known_on)
        heads = dict(holds.values_list("pk", "stood"))
        return [row | {"heads": heads[row["id"]]} for row in rows]
