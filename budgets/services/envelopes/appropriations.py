"""Money that the district is given for a year, and the sum that envelopes may not pass (P3)."""

from django.db import transaction
from django.db.models import Sum

from budgets.codes.envelopes import ABOVE_APPROPRIATION
from budgets.models import Appropriation, Envelope, EnvelopeChange
from quota_pool import access, audit, ledger
from quota_pool.figures import money
from quota_pool.models import Act, District, Document
from quota_pool.refusals import Reason, raise_any
from staffing import codes

State = Envelope.State
GIVEN = (State.APPROVED, State.IN_FORCE, State.CLOSING, State.CLOSED)
# What changes the district's own money; task money comes with its task and carried money was given before.
OWN_CHANGES = (
    EnvelopeChange.Kind.MOBILE_GRANT,
    EnvelopeChange.Kind.STANDARD_CHANGE,
    EnvelopeChange.Kind.CUT,
    EnvelopeChange.Kind.CORRECTION,
)


@transaction.atomic
def appropriate(
    *, district: District, year: int, amount_fen: int, document: Document, actor, key: str
) -> Appropriation:
    """Enter what the district is given for a year, or what of it is taken back (a negative amount)."""
    access.require(actor, "appropriate")
    books = ledger.lock(district.pk, [])
    purse = ledger.Purse(books)
    purse.appropriation  # noqa: B018 - the district's accounts are locked before anything is read
    if done := Appropriation.objects.filter(district=district, act__key=key).first():
        return done
    found = []
    if document.voided_at:
        found.append(codes.DOCUMENT_VOIDED.reason(field="document", number=document.number))
    if amount_fen < 0:
        found += above_appropriation(district, year, 0, less=-amount_fen)
    raise_any(found)
    purse.appropriate(amount_fen)
    act = purse.post(kind=Act.Kind.APPROPRIATE, actor=actor, key=key, document=document)
    entered = Appropriation.objects.create(
        district=district,
        year=year,
        amount_fen=amount_fen,
        document=document,
        act=act,
        entered_by=actor,
        recorded_at=books.moment,
    )
    after = {"year": year, "amount_fen": amount_fen, "document": document.number}
    audit.record(actor, "appropriation.enter", entered, after=after)
    return entered


def appropriated(district: District, year: int) -> int:
    """What the district has been given for the year."""
    rows = Appropriation.objects.filter(district=district, year=year)
    return rows.aggregate(sum=Sum("amount_fen"))["sum"] or 0


def given_out(district: District, year: int) -> int:
    """What envelopes of the year and their changes have been given of it."""
    envelopes = Envelope.objects.filter(district=district, year=year, state__in=GIVEN)
    changes = EnvelopeChange.objects.filter(
        envelope__in=envelopes, state=EnvelopeChange.State.POSTED, kind__in=OWN_CHANGES
    )
    total = envelopes.aggregate(sum=Sum("total_fen"))["sum"] or 0
    return total + (changes.aggregate(sum=Sum("amount_fen"))["sum"] or 0)


def above_appropriation(district: District, year: int, wanted: int, *, less: int = 0) -> list[Reason]:
    """The sum over streets stays within what the district was given; asked under its accounts' lock."""
    has, given = appropriated(district, year) - less, given_out(district, year)
    if given + wanted <= has:
        return []
    return [
        ABOVE_APPROPRIATION.reason(
            year=year,
            appropriated=money(has),
            given=money(given),
            wanted=money(wanted),
            missing=money(given + wanted - has),
            field="amount",
        )
    ]
