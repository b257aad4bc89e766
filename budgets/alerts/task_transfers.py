"""Alerts about tasks handed down: taken over and not paid for, dedicated posts demanded."""

from collections import defaultdict
from datetime import date

from django.utils.translation import gettext_lazy as _

from budgets.models import PostDemand, TaskTransfer
from quota_pool import rules
from staffing.alerts.kinds import Found, Level, Scope, Side, alert
from staffing.links import list_url


@alert(
    "task_unfunded",
    _("task without its money"),
    _("{n} tasks taken over more than {days} days ago have no money yet, the first on {first}"),
    Level.AMBER,
    Side.STREET,
    Side.BUREAU,
    Side.FINANCE,
    act="read_tasks",
    rule="task_unfunded",
    at_home=True,
)
def task_unfunded(scope: Scope):
    """Tasks in the hands of a street for longer than the rule allows, their money not posted."""
    rows = TaskTransfer.objects.visible_to(scope.user).filter(state=TaskTransfer.State.ACCEPTED)
    late: dict[int, list[date]] = defaultdict(list)
    for unit_id, taken in rows.order_by("accepted_on").values_list("unit_id", "accepted_on"):
        unit = scope.units.get(unit_id)
        if unit and (scope.on - taken).days > rules.value("task_unfunded", unit.district, scope.on, unit_id):
            late[unit_id].append(taken)
    for unit_id, days in late.items():
        unit = scope.units[unit_id]
        limit = rules.value("task_unfunded", unit.district, scope.on, unit_id)
        url = list_url("task-transfers", unit=unit_id, state=TaskTransfer.State.ACCEPTED)
        yield Found(unit, len(days), {"days": limit, "first": days[0].isoformat()}, url)


@alert(
    "post_demanded",
    _("dedicated post demanded"),
    _("{n} demands of departments for dedicated posts are open, the first of {first}"),
    Level.RED,
    Side.BUREAU,
    act="read_tasks",
)
def post_demanded(scope: Scope):
    """Demands on the register that nobody has settled."""
    rows = PostDemand.objects.visible_to(scope.user).filter(state=PostDemand.State.OBJECTED)
    days = list(rows.order_by("found_on").values_list("found_on", flat=True))
    if days:
        url = list_url("post-demands", state=PostDemand.State.OBJECTED)
        yield Found(None, len(days), {"first": days[0].isoformat()}, url)
