"""The side navigation: which pages exist, who may open them, and how much waits on each."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import NoReverseMatch, get_resolver, get_urlconf, reverse
from django.utils.translation import gettext_lazy as _

from . import access, as_of


@dataclass(frozen=True)
class Entry:
    """One page of the navigation; `act` is what a person must be allowed to do to see it."""

    url_name: str
    label: str
    act: str = ""
    dated: bool = False  # can be asked for a day, so the days go along


@dataclass(frozen=True)
class Shown:
    """An entry as one person sees it on one page."""

    url: str
    label: str
    count: int
    current: bool


SECTIONS: tuple[tuple[str, tuple[Entry, ...]], ...] = (
    (
        "",
        (
            Entry("home", _("To do today")),
            Entry("pool", _("Quota pool"), "read_pool", dated=True),
            Entry("alerts", _("Alerts"), "read_pool"),
            Entry("analysis", _("Analysis"), "read_pool"),
        ),
    ),
    (
        _("People"),
        (
            Entry("roster", _("Roster"), "read_staff", dated=True),
            Entry("start-work", _("Start work"), "hire"),
            Entry("filings", _("Filings"), "read_filings", dated=True),
            Entry("transfers", _("Transfers"), "read_staff"),
            Entry("recruitments", _("Recruiting"), "read_pool"),
            Entry("imports", _("Imports"), "read_staff"),
        ),
    ),
    (
        _("Heads"),
        (
            Entry("ledger", _("Ledger"), "read_ledger", dated=True),
            Entry("grants", _("Grant heads"), "read_pool", dated=True),
            Entry("requests", _("Mobile requests"), "read_requests"),
            Entry("mobile-ledger", _("Mobile ledger"), "read_pool"),
            Entry("emergencies", _("Emergencies"), "read_requests"),
            Entry("gifts", _("Heads given"), "read_pool"),
            Entry("freezes", _("Freezes"), "read_pool"),
        ),
    ),
    (
        _("Money"),
        (
            Entry("envelopes", _("Envelopes"), "read_money"),
            Entry("standards", _("Standards per head"), "read_money"),
            Entry("cost-sheets", _("Cost sheets"), "read_money"),
            Entry("task-transfers", _("Task transfers"), "read_tasks"),
            Entry("post-demands", _("Demands for posts"), "read_tasks"),
            Entry("pay-schemes", _("Pay schemes"), "read_schemes"),
            Entry("pay-runs", _("Pay runs"), "read_pay"),
            Entry("savings", _("Savings"), "read_money"),
            Entry("recoveries", _("Recovery by services"), "read_money"),
            Entry("declarations", _("Monthly declarations"), "read_declarations"),
            Entry("payroll-actuals", _("Paid by finance"), "read_pay"),
            Entry("reconciliation", _("Reconciliation"), "read_differences"),
        ),
    ),
    (
        _("Basis"),
        (
            Entry("papers", _("Papers"), "read_documents"),
            Entry("documents", _("Documents"), "read_documents"),
            Entry("rules", _("Rules and calendar"), "read_rules"),
            Entry("audit", _("Audit"), "read_audit"),
        ),
    ),
    (
        _("System"),
        (
            Entry("substitutes", _("Hand over")),
            Entry("api-guide", _("API")),
            Entry("members", _("People and tokens"), "manage_members"),
            Entry("webhooks", _("Webhooks"), "manage_webhooks"),
        ),
    ),
)

_counters: list[Callable] = []


def counter(count: Callable) -> Callable:
    """Register `count(user) -> {url_name: n}`; a floor answers for all its pages with one query."""
    _counters.append(count)
    return count


def address(url_name: str) -> str:
    """Find a page without arguments by its name, on whichever floor; nothing where there is none."""
    return _address(url_name, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _address(url_name: str, _urlconf) -> str:
    """Found once: each name of an upper floor costs an exception before it is found."""
    for prefix in ("", *(f"{floor}:" for floor in get_resolver().namespace_dict)):
        try:
            return reverse(prefix + url_name)
        except NoReverseMatch:
            continue
    return ""


def sections(request) -> list[tuple[str, list[Shown]]]:
    """List what this person may open, by section; empty sections fall away."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    counts = _counts(user)
    asked = as_of.of_page(request)
    days = asked.query if asked else ""
    shown = ((title, _shown(entries, user, request.path, counts, days)) for title, entries in SECTIONS)
    return [(title, entries) for title, entries in shown if entries]


def _counts(user) -> dict[str, int]:
    counts: dict[str, int] = {}
    for count in _counters:
        counts.update(count(user))
    return counts


def _shown(entries, user, path: str, counts, days: str) -> list[Shown]:
    found = ((entry, address(entry.url_name)) for entry in entries if _may_open(user, entry))
    return [
        Shown(
            url + days if entry.dated else url,
            entry.label,
            counts.get(entry.url_name, 0),
            _is_current(url, path),
        )
        for entry, url in found
        if url
    ]


def _is_current(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))


def _may_open(user, entry: Entry) -> bool:
    return not entry.act or access.can(user, entry.act)
