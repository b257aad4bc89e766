"""Alerts about a year's money: what is held and not covered, and money that runs before time."""

from django.utils.translation import gettext_lazy as _

from budgets.landing import ahead_of_time
from budgets.models import Envelope
from budgets.selectors import Money, envelope_money
from quota_pool.calendar import today
from quota_pool.models import Account, Book, Fund
from staffing.alerts.kinds import Found, Level, Scope, Side, alert, part
from staffing.links import list_url

CARRIED_YEARS = 2


def in_force(scope: Scope) -> list[tuple[Envelope, Money]]:
    """This year's envelopes with their figures, read once for both kinds."""
    if "money_in_force" not in vars(scope):
        vars(scope)["money_in_force"] = _read(scope)
    return vars(scope)["money_in_force"]


def _read(scope: Scope) -> list[tuple[Envelope, Money]]:
    rows = Envelope.objects.visible_to(scope.user).filter(year=today().year, state=Envelope.State.IN_FORCE)
    envelopes = list(rows.order_by("unit_id"))
    found = envelope_money(envelopes)
    return [(one, found[one.pk]) for one in envelopes]


@alert(
    "money_short",
    _("money short"),
    _("{n} envelopes do not cover what their people cost to the end of the year"),
    Level.RED,
    Side.STREET,
    Side.FINANCE,
    act="read_money",
)
def money_short(scope: Scope):
    """Envelopes whose holds are not covered: nobody is hired there."""
    for envelope, money in in_force(scope):
        if money.short or money.overspent:
            url = list_url("envelopes", unit=envelope.unit_id, year=envelope.year)
            yield Found(scope.units.get(envelope.unit_id), 1, {}, url)


@alert(
    "money_before_time",
    _("money runs before time"),
    _("{n} envelopes are spent faster than the year goes by"),
    Level.AMBER,
    Side.STREET,
    Side.FINANCE,
    act="read_money",
)
def money_before_time(scope: Scope):
    """More of the money is spent than of the year is over, by more than five points."""
    for envelope, money in in_force(scope):
        if ahead_of_time(envelope, money):
            url = list_url("envelopes", unit=envelope.unit_id, year=envelope.year)
            yield Found(scope.units.get(envelope.unit_id), 1, {}, url)


def _carried(scope: Scope):
    """Books of carried money that still have something free, by the year it first came from."""
    last = str(scope.on.year - CARRIED_YEARS)
    books = Account.objects.visible_to(scope.user, "read_money").filter(book=Book.FREE, balance__gt=0)
    books = books.filter(fund__kind=Fund.Kind.CARRIED, fund__closed_at=None, fund__label__lte=last)
    yield part(books, "money_carried_long")


@alert(
    "money_carried_long",
    _("money carried for long"),
    _("{n} books of carried money are older than two years: to be returned"),
    Level.AMBER,
    Side.STREET,
    Side.FINANCE,
    act="read_money",
    parts=_carried,
)
def money_carried_long(scope: Scope):
    """Carried money unused two years running is taken back (domain.md finding 5)."""
    for row in scope.counted("money_carried_long"):
        url = list_url("envelope-entries", unit=row.unit_id)
        yield Found(scope.units.get(row.unit_id), row.count, {}, url)
