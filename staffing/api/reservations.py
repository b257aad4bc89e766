"""Reserved heads over REST: every head set aside on a day, for people sought and for starts to come."""

from rest_framework import serializers

from quota_pool.api import pages
from quota_pool.api.resources import ListedResource, Rows
from quota_pool.api.shapes import Piece, Shape
from quota_pool.models import Hold
from staffing.filters import ReservationFilter
from staffing.models.recruitments import sought
from staffing.selectors import set_aside


def _for_whom(note: str, post_category: str | None, primary_post: str | None) -> str:
    return sought(post_category, primary_post) if post_category else note


# What was noted stands in the language of whoever noted it; of a recruitment it is told anew.
NOTE = Piece(
    ("note", "recruitment__post_category", "recruitment__primary_post"),
    _for_whom,
    lambda: serializers.CharField(allow_blank=True, help_text="whom it is for, in the reader's language"),
)


class Reservations(ListedResource):
    """Heads set aside; together they are what the position says is reserved that day."""

    model = Hold
    shape = Shape(
        Hold,
        "id",
        "purpose",
        "created_at",
        note=NOTE,
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
