"""A row of each kind that a page of the matrix is about, of one street."""

from datetime import date

from quota_pool.calendar import now
from quota_pool.models import (
    AuditEvent,
    Document,
    Enclosure,
    Job,
    Member,
    Pool,
    Substitute,
    Unit,
)
from staffing.models import BulkChange, Filing, ImportBatch, ImportRow
from tests.budgets import door
from tests.budgets import matrix as money
from tests.factories import attached, document, freeze, issued, unit
from tests.kept import asked_in_full, enclosed, lifted_halt

TODAY = date(2026, 10, 30)


def row_of(office, kind, street):
    """The key of a row of that street, as it stands in an address."""
    if key := money.row(office, kind, street):
        return key
    engagement = street.engagements.select_related("person").first()
    found = {
        "unit": lambda: street.pk,
        "act": lambda: engagement.act_id,
        "grant": lambda: street.grants.first().pk,
        "freeze": lambda: (street.freezes.first() or freeze(office, street)).pk,
        "request": lambda: (street.mobile_requests.first() or office.request(street=street)).pk,
        "gift": lambda: office.gift(1, street, elsewhere(office)).pk,
        "transfer": lambda: (street.transfers_out.first() or office.offer(engagement, elsewhere(office))).pk,
        "recruitment": lambda: (street.recruitments.first() or office.recruit(1, street)).pk,
        "mobile": lambda: street.pools.get(kind=Pool.Kind.MOBILE).pk,
        "emergency": lambda: (street.emergencies.first() or office.emergency(street)).pk,
        "kind": lambda: Pool.Kind.LUMP_SUM,
        "person": lambda: engagement.person.number,
        "engagement": lambda: engagement.pk,
        "filing": lambda: Filing.objects.get(engagement=engagement).pk,
        "document": lambda: (Document.objects.first() or document(office.district)).pk,
        "rule": lambda: "hire_filing_limit",
        "event": lambda: AuditEvent.objects.filter(unit=street).first().pk,
        "member": lambda: Member.objects.get(user=office.clerk).pk,
        "token": lambda: 999_999,
        "view": lambda: 999_999,
        "enclosure": lambda: _enclosed(office).pk,
        "full": lambda: asked_in_full(office, street).pk,
        "halt": lambda: lifted_halt(street).pk,
        "bulk": lambda: _bulk(office, street, engagement).pk,
        "substitute": lambda: _lent(office).pk,
        "job": lambda: (
            Job.objects.create(
                district=office.district,
                unit=street,
                kind="imports.read",
                actor=office.clerk,
                payload={"batch": 1},
            ).pk
        ),
        "attachment": lambda: attached(office, engagement).pk,
        "paper": lambda: "documents",
        "printed": lambda: issued(office, street, office.clerk_of(street.pk)).number,
        **door.rows_of(office, engagement),
        "batch": lambda: _batch(office, street).pk,
        "line": lambda: _line(office, street).pk,
    }[kind]
    return found()


def _enclosed(office):
    return Enclosure.objects.first() or enclosed(office, document(office.district))


def _bulk(office, street, engagement):
    return BulkChange.objects.create(
        district=office.district,
        unit=street,
        key=f"bulk{BulkChange.objects.count()}",
        on=TODAY,
        changes={"department": "党政办"},
        reason="改设",
        created_by=office.clerk,
        created_at=engagement.created_at,
    )


def elsewhere(office):
    """A third street, in nobody's own sight."""
    return Unit.objects.filter(name="丙街道").first() or unit(office.district, "丙街道")


def _lent(office):
    held = Member.objects.get(user=office.clerk)
    lent = {
        "district": office.district,
        "member": held,
        "user": office.street_lead,
        "created_by": office.clerk,
    }
    return Substitute.objects.create(from_day=TODAY, to_day=TODAY, recorded_at=now(), **lent)


def _batch(office, street):
    return ImportBatch.objects.create(
        district=office.district, unit=street, kind="roster", file_name="a.xlsx", sha256="0" * 64
    )


def _line(office, street):
    return ImportRow.objects.create(batch=_batch(office, street), line=2, status="faulty")
