"""Alerts about the books themselves: numbers disagree, and nothing is written until somebody lifts it."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from quota_pool.models import Halt
from staffing.alerts.kinds import Found, Level, Scope, Side, alert


@alert(
    "books_halted",
    _("books halted"),
    _("books that disagree and are halted; nothing is written to them: {n}"),
    Level.RED,
    Side.STREET,
    Side.BUREAU,
    Side.ADMIN,
    act="read_rules",
    at_home=True,
)
def books_halted(scope: Scope):
    """Halts nobody has lifted; asked of the table only where the memberships say that there is one."""
    if not any(grip.sees_halt for grip in scope.grips):
        return
    for halt in Halt.objects.visible_to(scope.user).filter(lifted_at=None).order_by("pk"):
        yield Found(scope.units.get(halt.unit_id), 1, {}, reverse("halt", args=[halt.pk]))
