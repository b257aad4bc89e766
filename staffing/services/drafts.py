"""Drafts: put aside, taken up again by their writer alone, dropped when sent or when they grow old."""

import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from quota_pool import access
from quota_pool.calendar import now
from quota_pool.models import Unit
from staffing.models import Draft

KEPT_DAYS = 30  # personal data of somebody who was not hired is not kept longer than a month


@transaction.atomic
def save_draft(*, unit: Unit, typed: dict, actor, uid: UUID | None = None) -> Draft:
    """Put a half-filled form aside; with the `uid` of a draft of one's own, that one is written over."""
    access.require(actor, "hire", unit)
    Draft.objects.filter(updated_at__lt=now() - timedelta(days=KEPT_DAYS)).delete()
    draft = mine(actor).filter(uid=uid).first() if uid else None
    draft = draft or Draft(owner=actor)
    draft.district_id, draft.unit, draft.updated_at = unit.district_id, unit, now()
    draft.payload = json.dumps(typed, ensure_ascii=False)
    draft.save()
    return draft


def drop_draft(*, uid: UUID, actor) -> None:
    """Throw a draft of one's own away; one that is gone already is no matter."""
    mine(actor).filter(uid=uid).delete()


def mine(actor):
    """The drafts of this person, where they may still hire."""
    return Draft.objects.visible_to(actor).filter(owner=actor)


def typed(draft: Draft) -> dict:
    """What was typed, field by field."""
    return json.loads(draft.payload)
