"""机动指标使用分析: asked for, granted, used and lying idle by street, so that hoarding is seen."""

from django.utils.translation import gettext_lazy as _

from quota_pool.as_of import NAMES, AsOf
from quota_pool.listing import Column, ListPage
from quota_pool.models import Unit
from staffing.filters import MobileStreetFilter
from staffing.links import list_url
from staffing.mobile import by_street
from staffing.positions_table import street_url


def _figure(key: str, label) -> Column:
    """One figure of a street; what a street has none of is a dash."""
    return Column(key, label, value=lambda row: row["mobile"][key] or None, numeric=True)


class MobileStreets(ListPage):
    """One row a street: how many heads were asked for, granted, used, and how many stand unused too long."""

    model = Unit
    act = "read_pool"
    title = _("Mobile quota by street")
    subtitle = _("asked for, granted, used, unused")
    filterset_class = MobileStreetFilter
    is_dated = True
    conditions_by_link = NAMES
    order = ("code",)
    export_name = "mobile-by-street"
    purpose = _("Streets stand here once they are entered.")
    columns = [
        Column(
            "name",
            _("Street or town"),
            sort="code",
            link=lambda row: street_url(row["pk"], row["as_of"].day, row["as_of"].known_on),
        ),
        Column(
            "grants",
            _("number of grants"),
            value=lambda row: row["mobile"]["grants"] or None,
            link=lambda row: row["grants_url"],
            numeric=True,
        ),
        _figure("requested", _("Requested")),
        _figure("first_granted", _("Granted at first")),
        _figure("granted", _("Granted now")),
        _figure("used", _("Used")),
        _figure("reserved", _("Reserved")),
        _figure("free", _("Free")),
        _figure("over", _("Over")),
        _figure("idle", _("unused too long")),
        _figure("hoarded_percent", _("unused, %")),
    ]

    def get_queryset(self):
        return super().get_queryset().pool_owners()

    def prepare(self, rows):
        as_of = AsOf.read(self.request.GET)
        found = by_street([row["pk"] for row in rows], as_of)
        for row in rows:
            row |= {"mobile": found[row["pk"]], "as_of": as_of, "grants_url": ""}
            if row["mobile"]["grants"]:
                days = {} if as_of.is_now else {"on": as_of.day, "known_on": as_of.known_on}
                row["grants_url"] = list_url("mobile-ledger", unit=row["pk"], **days)
        return rows
