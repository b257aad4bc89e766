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
    "community",
    "supervisor",
    "monthly_pay_fen",
    "contract_no",
    "contract_type",
    "contract_start",
    "contract_end",
    "probation_end",
)
CURRENT_FIELDS = (
    "mode",
    "post_category",
    "primary_post",
    "department",
    "community",
    "supervisor",
    "monthly_pay_fen",
    "contract_end",
)

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


def reopen_terms(engagement: Engagement, moment) -> None:
    """The terms an exit closed run on; those that fell away with it are written again."""
    end = engagement.end_date
    fallen = engagement.terms.filter(from_day__gt=end).exclude(replaced_at=None)
    latest = fallen.order_by("-replaced_at").values_list("replaced_at", flat=True).first()
    again = list(fallen.filter(replaced_at=latest).order_by("from_day", "id")) if latest else []
    closed = engagement.terms.filter(replaced_at=None, to_day=end).order_by("-from_day", "-id").first()
    to_day = again[0].from_day - timedelta(days=1) if again else None
    _write_again(closed, moment, to_day=to_day)
    for old in again:
        _enter_again(old, moment, old.from_day, old.to_day)


def shift_terms(engagement: Engagement, start: date, moment) -> None:
    """The terms begin on another first day; those that were over before it fall away."""
    for place, old in enumerate(list(engagement.terms.filter(replaced_at=None))):
        if old.to_day is not None and old.to_day < start:
            Term.objects.filter(pk=old.pk).update(replaced_at=moment)
        elif old.from_day < start or place == 0:
            _write_again(old, moment, from_day=start, to_day=old.to_day)


def _write_again(old: Term, moment, *, from_day: date | None = None, to_day: date | None) -> None:
    Term.objects.filter(pk=old.pk).update(replaced_at=moment)
    _enter_again(old, moment, from_day or old.from_day, to_day)


def _enter_again(old: Term, moment, from_day: date, to_day: date | None) -> None:
    terms = {name: getattr(old, name) for name in TERM_FIELDS}
    enter_term(old.engagement, terms, from_day, moment, to_day=to_day, reason=old.reason)
