"""The money of an office: a district's finance, its appropriation, and envelopes in force."""

from itertools import count

from budgets.models import Envelope, EnvelopeChange
from budgets.services import envelopes
from quota_pool.calendar import today
from quota_pool.models import Document, Entry, Role
from tests.factories import Office, document, member

_keys = count(1)
YUAN = 100


def key() -> str:
    return f"treasury{next(_keys)}"


class Treasury:
    """Finance at work beside an office."""

    def __init__(self, office: Office | None = None, appropriated: int = 0, year: int = 0):
        self.office = office or Office()
        self.year = year or today().year
        self.officer = self.office.finance
        self.lead = member(Role.FINANCE_LEAD, self.office.district)
        self.street_finance = member(Role.STREET_FINANCE, self.office.district, self.office.street)
        if appropriated:
            self.appropriate(appropriated)

    def paper(self) -> Document:
        return document(self.office.district)

    def appropriate(self, yuan: int, year: int = 0):
        return envelopes.appropriate(
            district=self.office.district,
            year=year or self.year,
            amount_fen=yuan * YUAN,
            document=self.paper(),
            actor=self.lead,
            key=key(),
        )

    def draft(self, street=None, **what) -> Envelope:
        facts = {"basis": Envelope.Basis.LUMP_SUM, "year": self.year} | what
        return envelopes.draft(unit=street or self.office.street, actor=self.officer, **facts)

    def calculated(self, yuan: int, street=None, category: str = "50", **what) -> Envelope:
        """An envelope of one line: one head at a standard of this much."""
        lines = [{"post_category": category, "heads": 1, "standard_fen": yuan * YUAN}]
        drafted = self.draft(street, **what)
        return envelopes.calculate(envelope=drafted, lines=lines, actor=self.officer)

    def approved(self, yuan: int, street=None, **what) -> Envelope:
        made = self.calculated(yuan, street, **what)
        return envelopes.approve(envelope=made, document=self.paper(), actor=self.lead)

    def in_force(self, yuan: int, street=None, **what) -> Envelope:
        """An envelope of so many yuan, appropriated for, approved and in force."""
        self.appropriate(yuan, what.get("year", 0))
        made = self.approved(yuan, street, **what)
        return envelopes.put_in_force(envelope=made, actor=self.lead, key=key())

    def change(self, envelope: Envelope, kind: str, yuan: int, **what) -> EnvelopeChange:
        """A change proposed and approved."""
        proposed = self.propose(envelope, kind, yuan, **what)
        return envelopes.approve_change(change=proposed, actor=self.lead, key=key())

    def propose(self, envelope: Envelope, kind: str, yuan: int, **what) -> EnvelopeChange:
        facts = {"document": self.paper(), "reason": "年中调整"} | what
        return envelopes.propose_change(
            envelope=envelope, kind=kind, amount_fen=yuan * YUAN, actor=self.officer, **facts
        )

    def closing(self, envelope: Envelope) -> Envelope:
        return envelopes.begin_close(envelope=envelope, actor=self.officer)

    def close(self, envelope: Envelope, policy: str, **what) -> Envelope:
        return envelopes.close_year(
            envelope=envelope, policy=policy, document=self.paper(), actor=self.lead, key=key(), **what
        )


def envelope_of(office: Office, street) -> Envelope:
    """The street's envelope, put in force where there is none."""
    return street.envelopes.first() or Treasury(office).in_force(1_000, street)


def change_of(office: Office, street) -> EnvelopeChange:
    """A change of it that waits for the leader."""
    made = envelope_of(office, street)
    return made.changes.first() or Treasury(office).propose(made, "cut", 1)


def movement_of(office: Office, street) -> Entry:
    """A movement of the street's fen."""
    return Entry.objects.filter(target__fund=envelope_of(office, street).fund).first()
