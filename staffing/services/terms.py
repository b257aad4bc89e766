"""Terms: what holds about an engagement between two days; rows are replaced, never edited."""

from datetime import date, timedelta

from django.db.models import Q

from quota_pool.loading import Fresh
from quota_pool.statements import Insert
from staffing.models import Engagement, Term

TERM_FIELDS = (
    "mode",
    "post_category",
    "primary_post",
    "other_posts",
    "department",
    "monthly_pay_fen",
    "contract_no",
    "contract_type",
    "contract_start",
    "contract_end",
    "probation_end",
)
CURRENT_FIELDS = ("mode", "post_category", "primary_post", "department", "monthly_pay_fen", "contract_end")

INSERT_TERM, NEW_TERM = Insert(Term), Fresh(Term)


def term(engagement, terms: dict, from_day: date, moment, *, to_day=None, reason="") -> Term:
    """One dated row, not yet written; `terms` has every field of TERM_FIELDS."""
    return NEW_TERM(
        district_id=engagement.district_id,
        engagement=engagement,
        from_day=from_day,
        to_day=to_day,
        recorded_at=moment,
        reason=reason,
        **terms,
    )


def enter_term(engagement, terms: dict, from_day: date, moment, *, to_day=None, reason="") -> Term:
    """Write one dated row; see `term`."""
    row = term(engagement, terms, from_day, moment, to_day=to_day, reason=reason)
    INSERT_TERM(row)
    return row


def replace_terms(engagement: Engagement, on: date, changes: dict, moment, reason: str) -> None:
    """Close the term of that day and the later ones; write the same again with the change from `on`."""
    standing = engagement.terms.filter(replaced_at=None).filter(Q(to_day=None) | Q(to_day__gte=on))
    for old in list(standing):
        Term.objects.filter(pk=old.pk).update(replaced_at=moment)
        terms = {name: getattr(old, name) for name in TERM_FIELDS}
        if old.from_day < on:
            enter_term(
                engagement, terms, old.from_day, moment, to_day=on - timedelta(days=1), reason=old.reason
            )
        from_day = max(old.from_day, on)
        enter_term(engagement, terms | changes, from_day, moment, to_day=old.to_day, reason=reason)


def mirror_terms(engagement: Engagement, then, moment) -> None:
    """Take back the change of one moment: what it wrote ends, what it ended is written again."""
    written = engagement.terms.filter(recorded_at=then, replaced_at=None)
    for row in list(written):
        Term.objects.filter(pk=row.pk).update(replaced_at=moment)
    for old in list(engagement.terms.filter(replaced_at=then).order_by("from_day", "id")):
        terms = {name: getattr(old, name) for name in TERM_FIELDS}
        enter_term(engagement, terms, old.from_day, moment, to_day=old.to_day, reason=old.reason)


def term_on(engagement: Engagement, on: date) -> Term:
    """The row that holds on a day, as known now."""
    standing = engagement.terms.filter(replaced_at=None, from_day__lte=on)
    return standing.order_by("-from_day", "-id").first()


def close_terms(engagement: Engagement, last_day: date, moment) -> None:
    """The terms end with the person; terms that would begin later fall away."""
    for old in list(
        engagement.terms.filter(replaced_at=None).filter(Q(to_day=None) | Q(to_day__gt=last_day))
    ):
        Term.objects.filter(pk=old.pk).update(replaced_at=moment)
        if old.from_day <= last_day:
            terms = {name: getattr(old, name) for name in TERM_FIELDS}
            enter_term(engagement, terms, old.from_day, moment, to_day=last_day, reason=old.reason)
