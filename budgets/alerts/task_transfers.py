"""Alerts about tasks handed down: taken over and not paid for, dedicated posts demanded."""

from collections import defaultdict

from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from budgets.models import PostDemand, TaskTransfer
from quota_pool import rules
from staffing.alerts.kinds import Counted, Found, Level, Scope, Side, alert, part
from staffing.links import list_url

ACCEPTED, OBJECTED = TaskTransfer.State.ACCEPTED, PostDemand.State.OBJECTED


def _taken_over(scope: Scope):
    """Tasks by the day they were taken over: how long one may wait is each unit's own rule."""
    rows = TaskTransfer.objects.visible_to(scope.user).filter(state=ACCEPTED)
    yield part(rows, "task_unfunded", first=F("accepted_on"))


def _demanded(scope: Scope):
    rows = PostDemand.objects.visible_to(scope.user).filter(state=OBJECTED)
    yield part(rows, "post_demanded", unit="district_id", first=Min("found_on"))


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
    parts=_taken_over,
)
def task_unfunded(scope: Scope):
    """Tasks in the hands of a street for longer than the rule allows, their money not posted."""
    late: dict[int, list[Counted]] = defaultdict(list)
    for row in scope.counted("task_unfunded"):
        if row.unit_id in scope.units and (scope.on - row.first).days > _patience(scope, row.unit_id):
            late[row.unit_id].append(row)
    for unit_id, rows in late.items():
        first = min(row.first for row in rows)
        facts = {"days": _patience(scope, unit_id), "first": first.isoformat()}
        url = list_url("task-transfers", unit=unit_id, state=ACCEPTED)
        yield Found(scope.units[unit_id], sum(row.count for row in rows), facts, url)


def _patience(scope: Scope, unit_id: int) -> int:
    """How many days the money may come after the task, by the unit's rule."""
    return rules.value("task_unfunded", scope.units[unit_id].district, scope.on, unit_id)


@alert(
    "post_demanded",
    _("dedicated post demanded"),
    _("{n} demands of departments for dedicated posts are open, the first of {first}"),
    Level.RED,
    Side.BUREAU,
    act="read_tasks",
    parts=_demanded,
)
def post_demanded(scope: Scope):
    """Demands on the register that nobody has settled."""
    for row in scope.counted("post_demanded"):
        url = list_url("post-demands", state=OBJECTED)
        yield Found(None, row.count, {"first": row.first.isoformat()}, url)
