"""Nouns of the tests about what is kept and proven: halts, enclosures, papers with full ID numbers."""

from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import enclosures, full_papers
from quota_pool.calendar import now
from quota_pool.models import Halt, Unit
from quota_pool.papers import REGISTRY, Ask
from tests.factories import PDF

_serial = count(1)


def lifted_halt(street: Unit) -> Halt:
    """A halt of a street's books that was lifted again: it keeps nobody from anything."""
    return Halt.objects.create(
        district=street.district,
        unit=street,
        source="verify",
        found=["[balance] pool 1 free (account 1): holds 3, entries give 2"],
        halted_at=now(),
        lifted_at=now(),
        lift_reason="已按备份恢复并核对",
    )


def enclosed(office, paper, title: str = "附件1 分配表"):
    """A scan beside a document's own."""
    content = PDF.replace(b"startxref", b"%%%d\nstartxref" % next(_serial))
    [kept] = enclosures.add(
        document=paper,
        files=[SimpleUploadedFile("附件.pdf", content)],
        title=title,
        actor=office.bureau,
    )
    return kept


def asked_in_full(office, street, actor=None, key: str = "roster"):
    """A paper with full ID numbers that somebody of the street has asked for."""
    actor = actor or office.clerk_of(street.pk)
    ask = Ask(user=actor, district=office.district, unit=street, is_full=True)
    return full_papers.ask(paper=REGISTRY[key], ask=ask, reason="派遣公司参保", actor=actor)


def issued_in_full(office, street):
    """The same, approved by the street's leader and issued by the clerk."""
    asked = asked_in_full(office, street)
    approved = full_papers.approve(row=asked, actor=office.lead_of(street.pk))
    return full_papers.issue(row=approved, actor=asked.asked_by)
