"""Headcounts: people on post on a day by unit and post category, as the terms of that day say."""

from django.db.models import Count, Q

from quota_pool.as_of import AsOf
from staffing import then
from staffing.models import Engagement, Term

Standing = Engagement.Standing
NAMES = ("unit", "post_category", "filed", "unfiled", "unseated", "uncounted")


def headcounts(engagements, as_of: AsOf, post_category: str | None = None) -> list[dict]:
    """One row a unit and category over the engagements given; one query, whatever their number."""
    if as_of.is_now:
        rows = Term.objects.filter(engagement__in=engagements.on_post(as_of.day).order_by())
        rows = rows.filter(as_of.stands())
        by, standing = ("engagement__unit_id", "post_category"), "engagement__standing"
        filed = Q(engagement__filing_state=Engagement.FilingState.FILED)
    else:
        rows = then.with_terms(then.on_post(engagements, as_of), as_of)
        rows = then.with_seat(then.with_filing_state(rows, as_of), as_of)
        by, standing = ("unit_id", "held__post_category"), "stood_then"
        filed = Q(filing_then=Engagement.FilingState.FILED)
    if post_category is not None:
        rows = rows.filter(**{by[1]: post_category})
    seated = Q(**{standing: Standing.SEATED})
    counted = (
        rows.order_by(*by)
        .values_list(*by)
        .annotate(
            filed=Count("id", filter=seated & filed),
            unfiled=Count("id", filter=seated & ~filed),
            unseated=Count("id", filter=Q(**{standing: Standing.UNSEATED})),
            uncounted=Count("id", filter=Q(**{standing: Standing.UNCOUNTED})),
        )
    )
    return [dict(zip(NAMES, row, strict=True)) for row in counted]
