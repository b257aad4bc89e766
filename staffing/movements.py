"""Movements of the ledger as people read them: words of both books, balances before and after, whose head."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import figures
from quota_pool.models import Act, Book, Measure, Pool
from staffing.models import Engagement

SIDES = ("source", "target")
# Money is not vacant or seated: it is available, set aside, owed.
MONEY_BOOKS = {
    Book.OUTSIDE: gettext_lazy("outside the district's money"),
    Book.FREE: gettext_lazy("available"),
    Book.COMMITTED: gettext_lazy("set aside"),
    Book.RECALLED: gettext_lazy("owed"),
}
FIELDS = (
    "act_id",
    "act__kind",
    "act__document_id",
    "act__document__number",
    "act__actor__full_name",
    "act__actor__username",
    "unit__name",
    "source__measure",
    *(f"{side}__{name}" for side in SIDES for name in ("book", "pool__kind", "pool__label")),
    "amount",
    "subject_id",
    "effective",
    "recorded_at",
    "source_after",
    "target_after",
    "person",
    "person_number",
)


def with_people(rows, user, subject: str = "subject_id"):
    """The movements with the person each is about, in the same statement; only people the reader may see.

    Of money the hold says whose it is.
    """
    people = Engagement.objects.visible_to(user, "read_staff").filter(pk=OuterRef(subject))
    return rows.annotate(
        person=Subquery(people.values("person__name")),
        person_number=Subquery(people.values("person__number")),
    )


def read(rows, user, subject: str = "subject_id") -> list[dict]:
    """Some movements in words."""
    found = list(with_people(rows, user, subject).values("pk", *FIELDS))
    for row in found:
        row["word"], row["between"] = Act.Kind(row["act__kind"]).label, between(row)
        row["balances"], row["actor"], row["grant"] = balances(row), actor(row), grant(row)
        row["shown"] = counted(row, row["amount"])
    return found


def counted(row, amount: int) -> str:
    """Heads as a number, fen as yuan."""
    is_money = row["source__measure"] == Measure.FEN
    return _("%(amount)s yuan") % {"amount": figures.money(amount)} if is_money else figures.number(amount)


def book(row, side: str) -> str:
    """A book of heads or of money, in the words of each."""
    name = Book(row[f"{side}__book"])
    is_money = row["source__measure"] == Measure.FEN
    return str(MONEY_BOOKS[name] if is_money and name in MONEY_BOOKS else name.label)


def between(row) -> str:
    """From which book to which, in words."""
    return f"{book(row, 'source')} → {book(row, 'target')}"


def balances(row) -> str:
    """What each book held before and after; the outside has no balance worth telling."""
    sides = (("source", row["amount"]), ("target", -row["amount"]))
    told = [
        f"{book(row, side)} {counted(row, row[f'{side}_after'] + change)}"
        f" → {counted(row, row[f'{side}_after'])}"
        for side, change in sides
        if row[f"{side}__book"] != Book.OUTSIDE
    ]
    return " · ".join(told)


def actor(row) -> str:
    """Who did it; nobody where the system posted what came due."""
    return row["act__actor__full_name"] or row["act__actor__username"] or ""


def grant(row) -> str:
    """The grant whose heads moved."""
    for side in SIDES:
        if kind := row[f"{side}__pool__kind"]:
            return f"{Pool.Kind(kind).label} {row[f'{side}__pool__label']}".strip()
    return ""
