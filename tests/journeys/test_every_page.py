"""Every page of the house, for every role that may see it: accessible in light and dark, fit for a phone.

The addresses come from the resolver. A page nobody has put on the table below fails, and so does a table
line whose page is gone.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import URLResolver, get_resolver
from playwright.sync_api import Page

from quota_pool.models import Role
from tests.journeys import envelope_pages, pay_pages, plan_pages
from tests.journeys.addresses import at, listed, of, plain
from tests.journeys.world import World

pytestmark = pytest.mark.journey
PARTS = 2
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WHOLE = {"type": "tag", "values": STANDARD}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
AXE = Axe().axe_script
# A dozen: the API guide has hundreds that are all made alike.
OPEN_FOLDS = """
[...document.querySelectorAll("details:not(.menu)")].slice(0, 12).forEach(fold => { fold.open = true })
"""
DESK = {"width": 1280, "height": 720}
PHONE_WIDTH, PHONE_HEIGHT = 390, 844
TAG = re.compile(r"<([a-z][a-z0-9]*)((?:\s[^<>]*)?)>")
NAME = re.compile(r"\s([a-z-]+)(?:=|\s|$)")
CLASS = re.compile(r'class="([^"]*)"')


PAGES: dict[str, Callable[[World], list[str]]] = {
    "account_login": plain("account_login"),
    "account_logout": plain("account_logout"),
    "account_change_password": plain("account_change_password"),
    "account_reauthenticate": plain("account_reauthenticate"),
    "api-guide": plain("api-guide"),
    "audit": listed("audit", "?q=nothing-like-this", "?size=x"),
    "audit-event": of("audit-event", lambda world: world.event.pk),
    "calendar": plain("calendar", "?year=2031"),
    "document": lambda world: [
        at("document", world.act_on_paper.document_id),
        at("document", world.scanned.pk),
    ],
    "document-enter": plain("document-enter"),
    "enclosure-void": of("enclosure-void", lambda world: world.enclosure.pk),
    "documents": listed("documents", "?q=nothing-like-this"),
    "full-papers": listed("full-papers"),
    "full-paper": of("full-paper", lambda world: world.full_paper.pk),
    "halts": listed("halts"),
    "halt": of("halt", lambda world: world.halt.pk),
    "job": of("job", lambda world: world.job.pk),
    "member": of("member", lambda world: world.people[Role.CLERK].memberships.get().pk),
    "member-add": plain("member-add"),
    "member-new": plain("member-new"),
    "members": listed("members"),
    "saved-views": plain("saved-views"),
    "rule": lambda world: [at("rule", code) for code in world.rules],
    "rules": plain("rules"),
    "token": of("token", lambda world: world.token.pk),
    "token-issue": plain("token-issue"),
    "tokens": lambda world: [at("tokens", query="" if world.token else "")],
    "unit-edit": of("unit-edit", lambda world: world.street.pk),
    "unit-enter": plain("unit-enter"),
    "substitutes": plain("substitutes"),
    "units": listed("units"),
    "papers": plain("papers"),
    "paper": lambda world: [
        at("paper", "roster"),
        at("paper", "structure"),
        at("paper", "turnover"),
        at("paper", "leavers", query="?since=2999-01-01"),
        at("paper", "filing-form", query=f"?record={world.filings()[0].pk}"),
    ],
    "paper-prove": plain("paper-prove"),
    "printed-papers": plain("printed-papers"),
    "printed-paper": of("printed-paper", lambda world: world.printed.number),
    "webhooks": plain("webhooks"),
    "webhook-enter": plain("webhook-enter"),
    "webhook": lambda world: [at("webhook", row.pk) for row in world.webhooks()],
    "budgets:declarations": plain("budgets:declarations", "?month=2026-01"),
    "budgets:declaration": of("budgets:declaration", lambda world: world.street.pk),
    "budgets:snapshot": lambda world: [
        at("budgets:snapshot", f"{row.month:%Y%m}") for row in world.locked_months()
    ],
    "budgets:snapshot-lines": lambda world: [
        at("budgets:snapshot-lines", row.pk, query="?size=20") for row in world.locked_months()
    ],
    "budgets:reconciliation": plain("budgets:reconciliation", "?month=2026-01"),
    "budgets:pay-differences": listed("budgets:pay-differences", "?month=2026-01"),
    "budgets:difference": lambda world: [at("budgets:difference", row.pk) for row in world.differences()],
    "budgets:payroll-actuals": listed("budgets:payroll-actuals", "?month=2026-10"),
    "staffing:analysis": plain("staffing:analysis"),
    "staffing:act": of("staffing:act", lambda world: world.act.pk),
    "staffing:attach": of("staffing:attach", lambda world: world.on_post.pk),
    "staffing:attachment-void": of("staffing:attachment-void", lambda world: world.attachment.pk),
    "staffing:bulk-changes": listed("staffing:bulk-changes"),
    "staffing:bulk-change": of("staffing:bulk-change", lambda world: world.bulk_change.pk),
    "staffing:cancel-start": of("staffing:cancel-start", lambda world: world.to_come.pk),
    "staffing:change-terms": of("staffing:change-terms", lambda world: world.on_post.pk),
    "staffing:counting": plain("staffing:counting"),
    "staffing:entry-correct": of("staffing:entry-correct", lambda world: world.on_post.pk),
    "staffing:exit-last-day": of("staffing:exit-last-day", lambda world: world.gone.pk),
    "staffing:exit-take-back": of("staffing:exit-take-back", lambda world: world.gone.pk),
    "staffing:exit-work": of("staffing:exit-work", lambda world: world.on_post.pk),
    "staffing:differences": plain(
        "staffing:differences",
        "?from=2026-01-05",
        "?from=2026-01-05&known_from=2026-03-05",
        "?known_from=2099-01-01",
    ),
    "staffing:document-heads": lambda world: [
        at("staffing:document-heads", world.grants()[0].document_id),
        at("staffing:document-heads", world.scanned.pk),
    ],
    "staffing:alerts": plain("staffing:alerts", "?level=red"),
    "staffing:deadline-moves": listed("staffing:deadline-moves"),
    "staffing:filing": lambda world: [at("staffing:filing", row.pk) for row in world.filings()],
    "staffing:filings": listed("staffing:filings", "?overdue=true", "?state=refused", "?page=no"),
    "staffing:freeze": lambda world: [at("staffing:freeze", row.pk) for row in world.freezes()],
    "staffing:freeze-propose": plain("staffing:freeze-propose"),
    "staffing:freezes": listed("staffing:freezes"),
    "staffing:grant": lambda world: [at("staffing:grant", row.pk) for row in world.grants()],
    "staffing:grant-propose": of("staffing:grant-propose", lambda _: "lump_sum", lambda _: "mobile"),
    "staffing:grants": listed("staffing:grants", "?on=2026-11-02"),
    "staffing:heads-issue": plain("staffing:heads-issue"),
    "staffing:home": plain("staffing:home"),
    "staffing:import": lambda world: [
        *(at("staffing:import", batch.pk, query="?size=20") for batch in world.batches),
        at("staffing:import", world.batches[0].pk, query="?status=faulty"),
    ],
    "staffing:import-columns": of("staffing:import-columns", lambda world: world.batches[0].pk),
    "staffing:import-new": plain("staffing:import-new"),
    "staffing:import-row": of("staffing:import-row", lambda world: world.faulty_row.pk),
    "staffing:imports": listed("staffing:imports"),
    "staffing:ledger": listed("staffing:ledger", "?columns=effective&columns=reason&columns=grant"),
    "staffing:emergencies": listed("staffing:emergencies", "?overdue=true"),
    "staffing:emergency": of("staffing:emergency", lambda world: world.emergency.pk),
    "staffing:emergency-open": plain("staffing:emergency-open"),
    "staffing:emergency-register": of("staffing:emergency-register", lambda world: world.emergency.pk),
    "staffing:mobile": lambda world: [at("staffing:mobile", row.pk) for row in world.mobile_pools()],
    "staffing:mobile-streets": listed("staffing:mobile-streets"),
    "staffing:mobile-ledger": listed("staffing:mobile-ledger", "?term=expiring", "?term=overrun"),
    "staffing:origin": of(
        "staffing:origin",
        lambda world: world.on_post.pk,
        lambda world: world.unseated.pk,
        lambda world: world.gone.pk,
    ),
    "staffing:person": of(
        "staffing:person",
        lambda world: world.on_post.person.number,
        lambda world: world.unseated.person.number,
        lambda world: world.gone.person.number,
    ),
    "staffing:person-find": plain("staffing:person-find"),
    "staffing:person-edit": of("staffing:person-edit", lambda world: world.on_post.person.number),
    "staffing:pool": plain("staffing:pool", "?on=2026-11-02&known_on=2026-11-03", "?known_on=2099-01-01"),
    "staffing:recruitment": lambda world: [
        at("staffing:recruitment", row.pk) for row in world.recruitments()
    ],
    "staffing:recruitment-open": plain("staffing:recruitment-open"),
    "staffing:recruitments": listed("staffing:recruitments"),
    "staffing:register-unseated": plain("staffing:register-unseated"),
    "staffing:request": lambda world: [at("staffing:request", row.pk) for row in world.requests()],
    "staffing:request-edit": of("staffing:request-edit", lambda world: world.drafted.pk),
    "staffing:request-new": plain("staffing:request-new"),
    "staffing:requests": listed("staffing:requests", "?state=draft", "?state=withdrawn"),
    "staffing:gift": of("staffing:gift", lambda world: world.gift.pk),
    "staffing:gift-propose": plain("staffing:gift-propose"),
    "staffing:gifts": listed("staffing:gifts"),
    "staffing:transfer": of("staffing:transfer", lambda world: world.transfer.pk),
    "staffing:transfer-offer": of("staffing:transfer-offer", lambda world: world.on_post.pk),
    "staffing:transfers": listed("staffing:transfers"),
    "staffing:reserved": listed("staffing:reserved", "?on=2026-11-02"),
    "staffing:roster": listed(
        "staffing:roster", "?voided=false&size=20&columns=name&columns=age&columns=phone"
    ),
    "staffing:start-work": plain("staffing:start-work"),
    "staffing:street": of(
        "staffing:street", lambda world: world.street.pk, lambda world: world.other_unit.pk
    ),
    "staffing:take-seat": of("staffing:take-seat", lambda world: world.unseated.pk),
    **envelope_pages.PAGES,
    **plan_pages.PAGES,
    **pay_pages.PAGES,
}
# Answered to a form or to htmx, or a file: no page of their own.
NO_PAGES = {
    "api-schema",
    "budgets:declaration-check",
    "budgets:declaration-confirm",
    "budgets:declaration-return",
    "budgets:difference-explain",
    "budgets:difference-hand",
    "budgets:month-lock",
    "calendar-close",
    "calendar-day",
    "calendar-load",
    "delivery-resend",
    "document-attach",
    "document-scan",
    "document-void",
    "enclosure",
    "enclosures-add",
    "full-paper-approve",
    "full-paper-issue",
    "full-paper-refuse",
    "halt-lift",
    "job-cancel",
    "job-file",
    "member-end",
    "member-reset",
    "paper-issue",
    "printed-workbook",
    "saved-view-change",
    "saved-view-drop",
    "saved-view-save",
    "saved-views-menu",
    "set-text-size",
    "substitute-end",
    "webhook-start",
    "webhook-stop",
    "webhook-test",
    "set_language",
    "staffing:attachment",
    "staffing:bulk-change-new",
    "staffing:bulk-change-undo",
    "staffing:alert-seen",
    "staffing:filing-accept",
    "staffing:filing-clock",
    "staffing:heads-over-time",
    "staffing:filing-refuse",
    "staffing:filing-return",
    "staffing:filing-submit",
    "staffing:filing-urge",
    "staffing:filing-withdraw",
    "staffing:filings-accept",
    "staffing:filings-return",
    "staffing:filings-submit",
    "staffing:filings-urge",
    "staffing:freeze-approve",
    "staffing:freeze-lift",
    "staffing:freeze-refuse",
    "staffing:grant-approve",
    "staffing:grant-effect",
    "staffing:grant-refuse",
    "staffing:id-check",
    "staffing:import-accept",
    "staffing:import-bad-rows",
    "staffing:import-discard",
    "staffing:import-form",
    "staffing:import-undo",
    "staffing:emergency-close",
    "staffing:emergency-seat",
    "staffing:mobile-extend",
    "staffing:mobile-reclaim",
    "staffing:mobile-return",
    "staffing:person-reveal",
    "staffing:request-advise",
    "staffing:request-check",
    "staffing:request-grant",
    "staffing:request-refuse",
    "staffing:request-return",
    "staffing:request-submit",
    "staffing:request-withdraw",
    "staffing:gift-approve",
    "staffing:gift-refuse",
    "staffing:recruitment-approve",
    "staffing:transfer-accept",
    "staffing:transfer-approve",
    "staffing:transfer-decline",
    "staffing:transfer-withdraw",
    "staffing:recruitment-cancel",
    "staffing:recruitment-refuse",
    "staffing:recruitment-submit",
    *envelope_pages.NO_PAGES,
    *plan_pages.NO_PAGES,
    *pay_pages.NO_PAGES,
}


def names(resolver: URLResolver, space: str = "", route: str = "") -> Iterator[str]:
    """Every named address outside the REST resources, with its namespace."""
    for pattern in resolver.url_patterns:
        path = route + str(pattern.pattern)
        if path.startswith("api/v1/"):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from names(pattern, space + inner, path)
        elif pattern.name:
            yield space + pattern.name


def test_every_page_is_on_the_table():
    known = set(names(get_resolver()))
    assert known - set(PAGES) - NO_PAGES == set(), "a page nobody looks at: give it a line above"
    assert (set(PAGES) | NO_PAGES) - known - {"api-schema"} == set(), "a line without its page"


@pytest.fixture
def world(transactional_db) -> World:
    return World()


@pytest.fixture
def clients(world) -> dict[str, Client]:
    found = {"nobody": Client()}
    for role, user in world.people.items():
        found[role] = Client()
        found[role].force_login(user)
    return found


def shape(html: str) -> set:
    """Which kinds of elements a page is made of: what axe judges, whatever the words and numbers are."""
    return {
        (tag, frozenset(NAME.findall(rest)), (CLASS.search(rest) or [""])[0])
        for tag, rest in TAG.findall(html)
    }


def worth_a_look(clients, path: str, seen: set) -> Iterator[str]:
    """The roles that may see the page and find something on it that was not `seen` before."""
    some = False
    for role, client in clients.items():
        answer = client.get(path)
        if answer.status_code in (403, 404, 302):
            continue
        assert answer.status_code in (200, 400), f"{path} answers {role} with {answer.status_code}"
        some, found = True, shape(answer.content.decode())
        if not found <= seen:
            seen |= found
            yield role
    assert some, f"nobody may see {path}"


def faults(page, rules: dict) -> list[tuple[str, str]]:
    """What axe finds against these rules; the script is put into the page beforehand."""
    options = {"runOnly": rules, "resultTypes": ["violations"], "selectors": False}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [(fault["id"], node["html"][:160]) for fault in found for node in fault["nodes"][:3]]


@pytest.mark.parametrize("part", range(PARTS))
def test_pages(part, world, clients, visit, subtests):
    """In parts, so that each worker of the test run takes its share; each part has a district of its own.

    Of one page's many addresses, those made of the same elements are looked at once.
    """
    windows: dict[str, Page] = {}
    for name in sorted(PAGES)[part::PARTS]:
        seen: set = set()
        for path in PAGES[name](world):
            with subtests.test(path):
                for role in worth_a_look(clients, path, seen):
                    window = windows.get(role) or visit(world.people.get(role))
                    windows[role] = window
                    window.set_viewport_size(DESK)
                    window.emulate_media(color_scheme="light")
                    window.goto(path)
                    look_at(window, f"{path} for {role}")


def look_at(page, where: str) -> None:
    """Folds opened, then axe by day and by night, then the phone."""
    page.evaluate(OPEN_FOLDS)
    page.evaluate(AXE)
    assert faults(page, WHOLE) == [], where
    page.emulate_media(color_scheme="dark")
    assert faults(page, COLOURS) == [], f"{where}, dark"
    page.set_viewport_size({"width": PHONE_WIDTH, "height": PHONE_HEIGHT})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE_WIDTH, f"{where} is {wide} wide on a phone"
