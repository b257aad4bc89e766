"""Alerts about people on post: contracts, retirement, rehired terms, posts, duplicates, turnover.

Each kind names the rows it counts, and the roster lists the same rows under the condition `alert`.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.models import District
from staffing.alerts.kinds import Counted, Found, Level, Scope, Side, alert, part
from staffing.checks import add_months
from staffing.dictionaries import Mode, Sex, lookup
from staffing.identity import retirement
from staffing.links import list_url
from staffing.models import Engagement, Person, Term

NEAR = timedelta(days=30)
EXEMPT_FROM_CONTRACT = (Mode.SHORT_TERM, Mode.REHIRED_RETIREE, Mode.NO_PAPERS)
MOST_TWINS = 100
TURNOVER = 20  # percent a year
YEAR = -12
WENT, CAME = "went", "came"
Rows = Callable[[object, District, date], object]
ROWS: dict[str, Rows] = {}


def people(code: str, label, words, level: str, *to: str, rule: str = "", parts=None):
    """Register `function(engagements, district, on) -> engagements`: the people an alert counts.

    `parts`: how they are counted where it costs less than to ask for the rows themselves.
    """

    def register(rows: Rows) -> Rows:
        ROWS[code] = rows

        def counted(scope: Scope):
            if scope.district is not None:
                found = rows(scope.on_post(), scope.district, scope.on)
                yield part(found, code, count=Count("id", distinct=True))

        @alert(code, label, words, level, *to, rule=rule, parts=parts or counted)
        def find(scope: Scope):
            limit = rules.value(rule, scope.district, scope.on) if rule and scope.district else None
            for unit_id, count in _by_unit(scope.counted(code)).items():
                url = list_url("roster", unit=unit_id, alert=code, on=scope.on)
                yield Found(scope.units.get(unit_id), count, {"limit": limit}, url)

        return rows

    return register


def _by_unit(counted: list[Counted]) -> dict[int, int]:
    """How many of each unit; of posts only those that are forbidden were asked for by their words."""
    found: dict[int, int] = defaultdict(int)
    for one in counted:
        if not one.text or lookup("forbidden_post", one.text):
            found[one.unit_id] += one.count
    return found


@people(
    "contract_ending",
    _("contract ending"),
    _("{n} contracts end within {limit} days"),
    Level.AMBER,
    Side.STREET,
    rule="contract_alert",
)
def contract_ending(engagements, district: District, on: date):
    """Contracts that end within the days of the rule."""
    last = on + timedelta(days=rules.value("contract_alert", district, on))
    return engagements.filter(contract_end__gte=on, contract_end__lte=last)


@people(
    "contract_ending_30",
    _("contract ending within 30 days"),
    _("{n} contracts end within 30 days: renew them or record the exits"),
    Level.RED,
    Side.STREET,
    rule="contract_alert",
)
def contract_ending_soon(engagements, district: District, on: date):
    """Contracts that end within thirty days, or have ended while the person goes on working."""
    return engagements.filter(contract_end__lte=on + NEAR)


@people(
    "no_contract",
    _("no written contract"),
    _("{n} people on post for more than {limit} month without a written contract"),
    Level.RED,
    Side.STREET,
    rule="written_contract",
)
def no_contract(engagements, district: District, on: date):
    """No contract entered so many months after the first day (double pay is owed).

    Whoever's contract has a last day has one; only of the few others each term is looked at.
    """
    since = add_months(on, -rules.value("written_contract", district, on))
    signed = Term.objects.filter(engagement=OuterRef("pk"), replaced_at=None, contract_start__isnull=False)
    rows = engagements.filter(contract_end=None, start_date__lte=since).exclude(mode__in=EXEMPT_FROM_CONTRACT)
    return rows.filter(~Exists(signed))


@people(
    "third_fixed_term",
    _("third fixed term"),
    _("{n} people after {limit} fixed terms: an open-ended contract is owed"),
    Level.RED,
    Side.STREET,
    rule="fixed_terms",
)
def third_fixed_term(engagements, district: District, on: date):
    """A fixed contract beyond the number of fixed terms the rule allows."""
    limit = rules.value("fixed_terms", district, on)
    return engagements.filter(renewals__gte=limit, contract_end__isnull=False)


@people(
    "retirement_age",
    _("retirement age reached"),
    _("{n} people have reached retirement age and are not rehired retirees"),
    Level.AMBER,
    Side.STREET,
    rule="retirement_age",
)
def retirement_age(engagements, district: District, on: date):
    """Whoever reaches the sliding age this month or has passed it (domain.md M20)."""
    at_50 = rules.value("women_at_50", district, on)
    men, women_50, women_55 = (_born_before(on, *who) for who in (("1", 55), ("2", 50), ("2", 55)))
    women = Q(post_category__in=at_50, person__birth_date__lt=women_50)
    women |= ~Q(post_category__in=at_50) & Q(person__birth_date__lt=women_55)
    reached = Q(person__sex=Sex.MALE, person__birth_date__lt=men) | Q(person__sex=Sex.FEMALE) & women
    oldest = Q(person__birth_date__lt=max(men, women_50, women_55))  # by this an index finds them
    return engagements.filter(oldest, reached).exclude(mode=Mode.REHIRED_RETIREE)


@lru_cache(maxsize=64)
def _born_before(on: date, sex: str, women_age: int) -> date:
    """Whoever was born before this day has reached retirement age in the month of `on`."""
    month = date(on.year - 64, on.month, 1)
    while True:
        found = retirement(month, sex, women_age)
        if (found.year, found.month) > (on.year, on.month):
            return month
        month = add_months(month, 1)


@people(
    "rehired_too_long",
    _("rehired retiree too long"),
    _("{n} rehired retirees on post for more than {limit} years"),
    Level.AMBER,
    Side.STREET,
    rule="rehired_term",
)
def rehired_too_long(engagements, district: District, on: date):
    """Rehired retirees beyond the longest term."""
    since = add_months(on, -12 * rules.value("rehired_term", district, on))
    return engagements.filter(mode=Mode.REHIRED_RETIREE, start_date__lte=since)


@people(
    "duplicate_person",
    _("one person twice"),
    _("{n} people on post twice at once"),
    Level.RED,
    Side.BUREAU,
    rule="duplicate_engagement",
)
def duplicate_person(engagements, district: District, on: date):
    """People with two engagements at once; two that count are refused, one that does not count may hide."""
    here = Engagement.objects.filter(district=district).on_post(on).order_by()
    hidden = here.filter(standing=Engagement.Standing.UNCOUNTED).values("person_id")
    twice = here.filter(person__in=hidden).values("person_id").annotate(n=Count("id")).filter(n__gt=1)
    return engagements.filter(person__in=twice.values("person_id"))


@people(
    "identity_doubt",
    _("one person under two numbers"),
    _("{n} people share name and date of birth with another ID number"),
    Level.RED,
    Side.BUREAU,
    rule="identity",
)
def identity_doubt(engagements, district: District, on: date):
    """Same name, same date of birth, two ID numbers: one of them is likely wrong."""
    twins = Person.objects.filter(district=district).order_by().values("name", "birth_date")
    found, wanted = twins.annotate(n=Count("id")).filter(n__gt=1)[:MOST_TWINS], Q(pk__in=())
    for twin in found:
        wanted |= Q(person__name=twin["name"], person__birth_date=twin["birth_date"])
    return engagements.filter(wanted)


def _by_post(scope: Scope):
    """People by the words of their post: which of them are forbidden a dictionary knows."""
    yield part(scope.on_post().exclude(primary_post=""), "forbidden_post", text=F("primary_post"))


@people(
    "forbidden_post",
    _("forbidden post"),
    _("{n} people in posts contract staff may not hold"),
    Level.RED,
    Side.BUREAU,
    rule="forbidden_post",
    parts=_by_post,
)
def forbidden_post(engagements, district: District, on: date):
    """People whose post is one of the forbidden kinds, however it is written."""
    posts = engagements.order_by().values_list("primary_post", flat=True).distinct()
    return engagements.filter(primary_post__in=[post for post in posts if lookup("forbidden_post", post)])


def _went_and_came(scope: Scope):
    """Who left within a year, and of them who was there before it; who came within it and is here."""
    then = add_months(scope.on, YEAR)
    rows = Engagement.objects.visible_to(scope.user, "read_staff").filter(voided_at=None)
    rows = rows.exclude(standing=Engagement.Standing.UNCOUNTED)
    went = rows.filter(end_date__gte=then, end_date__lt=scope.on)
    came = rows.filter(start_date__gt=then, start_date__lte=scope.on).filter(end_date__lasts=scope.on)
    were = Count("id", filter=Q(start_date__lte=then))
    yield part(went, "turnover", text=Value(WENT, output_field=CharField()), one=were)
    yield part(came, "turnover", text=Value(CAME, output_field=CharField()))


@alert(
    "turnover",
    _("high turnover"),
    _("{n} left within a year, {percent}% of {average} on average"),
    Level.INFO,
    Side.BUREAU,
    parts=_went_and_came,
)
def turnover(scope: Scope):
    """Leavers of a year over the average of the heads then and now (domain.md M19).

    Who was there then is told from who is there now and who came and went since: nobody else is counted.
    """
    then, counted = add_months(scope.on, YEAR), scope.counted("turnover")
    left = {one.unit_id: (one.count, one.one) for one in counted if one.text == WENT}
    new = {one.unit_id: one.count for one in counted if one.text == CAME}
    for row in scope.positions:
        gone, were = left.get(row.unit.pk, (0, 0))
        now = row.total("used") + row.unseated
        both = now + now + were - new.get(row.unit.pk, 0)
        if both and gone * 200 > TURNOVER * both:
            facts = {"percent": round(gone * 200 / both, 1), "average": both / 2}
            yield Found(row.unit, gone, facts, list_url("roster", unit=row.unit.pk, on=then))
