"""What a document already carries: a paper that decides on one thing is seldom the paper of another."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from quota_pool import rules
from quota_pool.calendar import today
from quota_pool.models import Act, District, Document, Pool
from quota_pool.refusals import Reason
from staffing import codes
from staffing.checks import Check
from staffing.models import Freeze, HeadGift, ImportBatch, QuotaGrant, Transfer

GIFT, TRANSFER, FREEZE, ISSUE = "gift", "transfer", "freeze", "issue"
EXTENSION = QuotaGrant.Purpose.EXTENSION
WORDS: dict[str, Any] = {
    Pool.Kind.LUMP_SUM: _("a lump-sum number"),
    Pool.Kind.MOBILE: _("a mobile grant"),
    EXTENSION: _("an extension"),
    GIFT: _("heads given"),
    TRANSFER: _("a transfer with the head"),
    FREEZE: _("a freeze"),
    ISSUE: _("heads for the reserve"),
    "opening": _("an opening roster"),
}


def kind_of(grant: QuotaGrant) -> str:
    """What a paper of heads does: opens or changes a number, or lets a grant end later."""
    return EXTENSION if grant.purpose == EXTENSION else grant.kind


def check_carried(
    document: Document, kind: str, district: District, unit_id: int | None = None
) -> list[Check]:
    """Whether the paper of this act already carries an act of another kind."""
    ruling = rules.ruling("document_once", district, today(), unit_id)
    return [Check(ruling, _carries(document, kind, ruling))] if ruling.is_on else []


def _carries(document: Document, kind: str, ruling: rules.Ruling) -> Reason | None:
    others = sorted({one for one in acts_on(document) if one != kind})
    if not others:
        return None
    return codes.DOCUMENT_CARRIES.reason(
        number=document.number,
        count=len(others),
        acts="、".join(str(WORDS.get(one, one)) for one in others),
        field="document",
        rule=ruling.rule.code,
        document=ruling.document,
    )


def acts_on(document: Document) -> Iterator[str]:
    """The kinds of acts that rest on a document, whoever may see them: a paper is the district's."""
    moved = (Act.Kind.GIVE, Act.Kind.TRANSFER)  # their numbers are told as what they are
    grants = QuotaGrant.objects.filter(document=document, purpose__in=(QuotaGrant.Purpose.GRANT, EXTENSION))
    grants = grants.exclude(state=QuotaGrant.State.REFUSED).exclude(act__kind__in=moved)
    for kind, purpose in grants.order_by().values_list("kind", "purpose").distinct():
        yield EXTENSION if purpose == EXTENSION else kind
    here = {
        GIFT: HeadGift.objects.exclude(state=HeadGift.State.REFUSED),
        TRANSFER: Transfer.objects.filter(state=Transfer.State.DONE),
        FREEZE: Freeze.objects.exclude(state=Freeze.State.REFUSED),
        ISSUE: Act.objects.filter(kind=Act.Kind.ISSUE),
        "opening": ImportBatch.objects.filter(kind=ImportBatch.Kind.OPENING, state=ImportBatch.State.APPLIED),
    }
    for kind, rows in here.items():
        if rows.filter(document=document).exists():
            yield kind
