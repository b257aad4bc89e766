"""The panel of alerts: how many of each level are for this person; their page tells which."""

from collections import Counter
from collections.abc import Iterator

from quota_pool import figures
from staffing.agenda.desk import PRESSING, Desk, Line, told
from staffing.alerts import Level, Scope, alerts, sides
from staffing.links import list_url


@told(PRESSING, "see_alerts")
def mine(desk: Desk) -> Iterator[Line]:
    """Alerts for this person's side, by level; only those that cost next to nothing."""
    scope = Scope(desk.user)
    scope.units, scope.positions = desk.units, desk.rows
    found = Counter(one.level for one in alerts(scope, at_home=True, to=sides(desk.user)))
    for level in Level:
        if found[level]:
            url = list_url("alerts", level=level, mine="on")
            yield Line(level.label, figures.number(found[level]), url)
