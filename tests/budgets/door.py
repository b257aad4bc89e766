"""The finance door and webhooks for the tests that walk every address: pages, routes, a row of each."""

from datetime import date

from budgets.models import Declaration, Difference, Snapshot
from budgets.services import declarations
from quota_pool.calendar import now
from quota_pool.models import Delivery, Role, Webhook
from quota_pool.webhooks import send_test, signing
from tests.factories import member

MONTH = date(2026, 9, 1)
# name: (act the page asks for, kind of row it is about, act that makes the row visible)
PAGES = {
    "payroll-actuals": ("read_pay", None, None),
    "declarations": ("read_declarations", None, None),
    "month-lock": ("lock_month", None, None),
    "declaration": ("read_declarations", "unit", "read_declarations"),
    "declaration-confirm": ("declare_month", "unit", "read_declarations"),
    "declaration-check": ("check_declaration", "unit", "read_declarations"),
    "declaration-return": ("check_declaration", "unit", "read_declarations"),
    "snapshot": ("read_declarations", "month", None),
    "snapshot-lines": ("read_declarations", "locked", None),
    "reconciliation": ("read_differences", None, None),
    "pay-differences": ("read_differences", None, None),
    "difference": ("read_differences", "pay-difference", "read_differences"),
    "difference-explain": ("settle_difference", "pay-difference", "read_differences"),
    "difference-hand": ("settle_difference", "pay-difference", "read_differences"),
    "webhooks": ("manage_webhooks", None, None),
    "webhook-enter": ("manage_webhooks", None, None),
    "webhook": ("manage_webhooks", "webhook", "manage_webhooks"),
    "webhook-stop": ("manage_webhooks", "webhook", "manage_webhooks"),
    "webhook-start": ("manage_webhooks", "webhook", "manage_webhooks"),
    "webhook-test": ("manage_webhooks", "webhook", "manage_webhooks"),
    "delivery-resend": ("manage_webhooks", "delivery", "manage_webhooks"),
}
OPEN_TO_DISTRICT = {"month", "locked"}  # kinds of rows everybody of the district may ask for
ROUTES = {
    "GET payroll-actuals/": "read_pay",
    "POST payroll-actuals/": "post_actuals",
    "GET declarations/": "read_declarations",
    "POST declarations/": "declare_month",
    "GET declarations/{declaration}/": "read_declarations",
    "POST declarations/{declaration}/check/": "check_declaration",
    "POST declarations/{declaration}/return/": "check_declaration",
    "GET snapshots/": "read_declarations",
    "POST snapshots/": "lock_month",
    "GET snapshots/{snapshot}/": "read_declarations",
    "GET snapshots/{snapshot}/corrections/": "read_declarations",
    "GET snapshots/{snapshot}/lines/": "read_declarations",
    "GET differences/": "read_differences",
    "GET differences/{difference}/": "read_differences",
    "POST differences/{difference}/explain/": "settle_difference",
    "POST differences/{difference}/hand/": "settle_difference",
    "GET webhooks/": "manage_webhooks",
    "POST webhooks/": "manage_webhooks",
    "GET webhooks/{webhook}/": "manage_webhooks",
    "POST webhooks/{webhook}/stop/": "manage_webhooks",
    "POST webhooks/{webhook}/start/": "manage_webhooks",
    "POST webhooks/{webhook}/test/": "manage_webhooks",
    "GET webhook-deliveries/": "manage_webhooks",
    "POST webhook-deliveries/{delivery}/resend/": "manage_webhooks",
}
NOUNS = {
    "declarations": "declaration",
    "snapshots": "snapshot",
    "differences": "difference",
    "webhooks": "webhook",
    "webhook-deliveries": "delivery",
}


def declaration(office, street) -> Declaration:
    """A nil return of September."""
    return declarations.confirm_month(unit=street, month=MONTH, nil=True, actor=office.lead_of(street.pk))


def locked_month(office) -> Snapshot:
    """August, locked long ago."""
    return declarations.lock_month(district=office.district, month=date(2026, 8, 1))


def difference(office, engagement) -> Difference:
    """Somebody paid and not filed."""
    facts = {"district": office.district, "person": engagement.person, "month": MONTH, "paid_fen": 600_000}
    found, _is_new = Difference.objects.get_or_create(
        unit=engagement.unit,
        kind=Difference.Kind.PAID_NOT_FILED,
        owner=Difference.Owner.STREET,
        **facts,
        defaults={"opened_at": now(), "updated_at": now()},
    )
    return found


def webhook(office) -> Webhook:
    """An address that nobody listens at."""
    return Webhook.objects.create(
        district=office.district,
        name="财政系统",
        url="https://finance.example.com/hook",
        secret=signing.new_secret(),
        after_seq=0,
        created_by=office.bureau,
        created_at=now(),
    )


def delivery(office) -> Delivery:
    """A message waiting for that address."""
    return send_test(webhook=webhook(office), actor=member(Role.ADMIN, office.district))


def rows_of(office, engagement) -> dict:
    """How the rows of the page matrix stand in an address, each made when it is asked for."""
    return {
        "month": lambda: f"{locked_month(office).month:%Y%m}",
        "locked": lambda: locked_month(office).pk,
        "pay-difference": lambda: difference(office, engagement).pk,
        "webhook": lambda: webhook(office).pk,
        "delivery": lambda: delivery(office).pk,
    }


def ids_of(office, street, engagement) -> dict:
    """A row of each noun of the API matrix."""
    return {
        "declaration": declaration(office, street).pk,
        "snapshot": f"{locked_month(office).month:%Y%m}",
        "difference": difference(office, engagement).pk,
        "webhook": webhook(office).pk,
        "delivery": delivery(office).pk,
    }
