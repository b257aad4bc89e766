"""预留: every head set aside on a day, for people sought and for starts to come; its total is the figure."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quota_pool.listing import Column, ListPage, coded
from quota_pool.models import Hold
from staffing.filters import ReservationFilter
from staffing.filters.grants import HEADS_FOR
from staffing.models import Engagement
from staffing.models.recruitments import sought


class ReservationsPage(ListPage):
    """Heads set aside, the newest first."""

    model = Hold
    act = "read_pool"
    title = _("Reserved heads")
    subtitle = _("set aside for people sought and for starts to come")
    filterset_class = ReservationFilter
    conditions_in_front = ("unit", "purpose", "on", "known_on")
    conditions_by_link = ("pool",)
    order = ("-id",)
    fields = (
        "whole",
        "subject_id",
        "recruitment__pk",
        "recruitment__post_category",
        "recruitment__primary_post",
    )
    export_name = "reserved"
    purpose = _("Nothing is set aside on this day.")
    columns = [
        Column("unit", _("Street or town"), value="unit__name", sort="unit__code"),
        coded("purpose", _("set aside for"), HEADS_FOR),
        Column("who", _("whom"), value=lambda row: row.get("who", ""), link=lambda row: row.get("place", "")),
        Column("heads", _("Heads"), value="stood", numeric=True),
    ]

    def prepare(self, rows):
        """Say for whom: a person where they may be seen, or the recruitment."""
        self.whole = rows[0]["whole"] if rows else 0
        people = Engagement.objects.visible_to(self.request.user, "read_staff")
        people = people.filter(pk__in=[row["subject_id"] for row in rows if row["subject_id"]])
        known = {one.pk: one.person for one in people.select_related("person")}
        for row in rows:
            person = known.get(row["subject_id"])
            row["who"], row["place"] = "", ""
            if person is not None:
                row["who"], row["place"] = person.name, reverse("staffing:person", args=[person.number])
            elif row["recruitment__pk"]:
                row["who"] = sought(row["recruitment__post_category"], row["recruitment__primary_post"])
                row["place"] = reverse("staffing:recruitment", args=[row["recruitment__pk"]])
        return rows

    def totals(self, rows):
        return {"heads": self.whole or 0}
