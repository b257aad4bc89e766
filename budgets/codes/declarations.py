"""Why a month is not confirmed, checked or locked."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

MONTH_LOCKED = code(
    "month_locked",
    _("{month} was locked on {on}; a locked month never changes."),
    _("Correct the roster as of its day: the difference sheet of the month tells it."),
)
MONTH_AHEAD = code(
    "month_ahead",
    _("{month} has not begun."),
    _("Confirm it between its first day and the {due}."),
)
NIL_DIFFERS = code(
    "nil_differs",
    _("A nil return says nothing changed; in {month} {joined} joined, {left} left and {changed} changed."),
    _("Confirm without the nil return, or correct the roster first."),
)
NOT_NIL = code(
    "not_nil",
    _("Nothing changed in {month}: nobody joined, left or changed."),
    _("Confirm it as a nil return."),
)
CHECKED_ALREADY = code(
    "declaration_checked",
    _("The bureau has checked {month} already."),
    _("Ask the bureau to return it."),
)
NOT_CONFIRMED = code(
    "declaration_not_confirmed",
    _("The street has not confirmed {month}."),
    _("Remind the street's leader."),
)
NOT_YET = code(
    "month_not_over",
    _("{month} is locked from {on} on."),
    _("Lock it on {on}."),
)
