"""Headcounts: people on post on a day by unit and post category, as the terms of that day say."""

from datetime import date

from django.db.models import Count, Q

from quota_pool.calendar import today
from staffing.models import Engagement, Term

Standing = Engagement.Standing


def headcounts(engagements, on: date, post_category: str | None = None) -> list[dict]:
    """One row a unit and category over the engagements given; one query, whatever their number."""
    terms = Term.objects.filter(engagement__in=engagements.on_post(on).order_by(), replaced_at=None)
    terms = terms.filter(Q(to_day=None) | Q(to_day__gte=on), from_day__lte=on)
    if post_category is not None:
        terms = terms.filter(post_category=post_category)
    seated, filed = Q(engagement__standing=Standing.SEATED), _is_filed(on)
    rows = terms.order_by("engagement__unit_id", "post_category").values_list(
        "engagement__unit_id", "post_category"
    )
    counted = rows.annotate(
        filed=Count("id", filter=seated & filed),
        unfiled=Count("id", filter=seated & ~filed),
        unseated=Count("id", filter=Q(engagement__standing=Standing.UNSEATED)),
        uncounted=Count("id", filter=Q(engagement__standing=Standing.UNCOUNTED)),
    )
    names = ("unit", "post_category", "filed", "unfiled", "unseated", "uncounted")
    return [dict(zip(names, row, strict=True)) for row in counted]


def _is_filed(on: date) -> Q:
    if on >= today():
        return Q(engagement__filing_state=Engagement.FilingState.FILED)
    return Q(engagement__filed_on__isnull=False, engagement__filed_on__lte=on)
