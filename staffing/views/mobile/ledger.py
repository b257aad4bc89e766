"""The mobile ledger: asked, granted, used, free and over side by side, days left, how idle, whose request."""

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from quota_pool import access, marks
from quota_pool.as_of import NAMES, AsOf
from quota_pool.listing import Column, ListPage, address, day_of
from quota_pool.models import Pool
from staffing.filters import MobileFilter
from staffing.mobile import TONES, Life, mobile_rows

GONE = (Life.ENDED, Life.GIVEN_BACK)


def life_mark(row) -> SafeString:
    """Where the pool stands, with whether it was extended."""
    life = row["mobile"].life
    pairs = [(life.label, TONES[life])]
    if row["mobile"].is_extended:
        pairs.append((_("extended"), "blue"))
    return marks.badges(pairs)


def left_mark(row) -> SafeString:
    """Days left, as long as they matter."""
    mobile = row["mobile"]
    if mobile.life in GONE or mobile.life == Life.TO_COME:
        return marks.deadline(None)
    return marks.deadline(mobile.days_left, mobile.valid_to, near=mobile.warning)


def request_url(row) -> str:
    request = _request(row)
    return reverse("staffing:request", args=[request.pk]) if request else ""


def _request(row):
    return getattr(row["mobile"].first, "request", None)


def _heads(key: str, label, name: str = "") -> Column:
    """A figure of the pool's heads."""
    return Column(key, label, value=lambda row: getattr(row["mobile"].heads, name or key), numeric=True)


class MobileLedger(ListPage):
    """机动指标台账."""

    model = Pool
    act = "read_pool"
    title = _("Mobile ledger")
    subtitle = _("heads for a task and a time: asked, granted, used")
    filterset_class = MobileFilter
    is_dated = True
    conditions_in_front = ("unit", "term")
    conditions_by_link = NAMES
    order = ("-valid_to",)
    export_name = "mobile-ledger"
    paper_key = "mobile-ledger"
    template_name = "staffing/mobile_ledger.html"
    purpose = _(
        "Mobile heads come on a request or a grant, for a task and a time; here each of them is followed."
    )
    columns = [
        Column(
            "unit",
            _("Street or town"),
            value="unit__name",
            sort="unit__code",
            link=lambda row: address("staffing:mobile", row["pk"]) + row["days"],
        ),
        Column("document", _("Document"), value="label"),
        Column("life", _("state"), value=life_mark, export=lambda row: str(row["mobile"].life.label)),
        Column(
            "left",
            _("time left"),
            value=left_mark,
            export=lambda row: row["mobile"].days_left,
            sort="valid_to",
            css="day",
        ),
        day_of("valid_from", _("Valid from"), sort="valid_from"),
        day_of("valid_to", _("Valid to"), value=lambda row: row["mobile"].valid_to, sort="valid_to"),
        Column(
            "requested",
            _("Requested"),
            value=lambda row: row["mobile"].requested,
            link=request_url,
            numeric=True,
        ),
        Column("first", _("Granted at first"), value=lambda row: row["mobile"].first_granted, numeric=True),
        _heads("granted", _("Granted now")),
        _heads("used", _("Used")),
        _heads("reserved", _("Reserved")),
        _heads("free", _("Free")),
        _heads("over", _("Over")),
        Column("idle", _("unused too long"), value=lambda row: row["mobile"].idle.heads, numeric=True),
        Column(
            "hoarded",
            _("unused, %"),
            value=lambda row: row["mobile"].hoarded,
            numeric=True,
            optional=True,
        ),
        day_of("since", _("unused since"), value=lambda row: row["mobile"].idle.since, optional=True),
        Column(
            "peak", _("most used"), value=lambda row: row["mobile"].idle.peak, numeric=True, optional=True
        ),
    ]

    def get_queryset(self):
        return super().get_queryset().filter(kind=Pool.Kind.MOBILE)

    def prepare(self, rows):
        as_of = AsOf.read(self.request.GET)
        found = mobile_rows((row["pk"] for row in rows), as_of)
        return [row | {"mobile": found[row["pk"]], "days": as_of.query} for row in rows]

    def row_class(self, row) -> str:
        life = row["mobile"].life
        return "is-late" if life == Life.OVERRUN else "is-quiet" if life in GONE else ""

    def more_context(self) -> dict:
        user = self.request.user
        if not AsOf.read(self.request.GET).is_now:
            return {"may_see_requests": access.can(user, "read_requests")}
        return {
            "may_draft": access.can(user, "draft_request"),
            "may_see_requests": access.can(user, "read_requests"),
            "may_propose": access.can(user, "propose_grant"),
        }
