"""预警 (domain.md section 10): what presses, by street, worked out when it is asked and never stored.

A kind is one function under `@alert(...)` that yields rows for the units in scope. What it counts it names
in `parts`: one statement counts for all kinds together, so a new kind costs none of its own. A new module
with kinds of its own is imported below.
"""

from staffing.alerts import books, calendars, emergencies, filings, heads, people  # noqa: F401 - each registers its kinds
from staffing.alerts.kinds import KINDS, Alert, Kind, Level, Scope, Side, alert, alerts, sides

__all__ = ["KINDS", "Alert", "Kind", "Level", "Scope", "Side", "alert", "alerts", "sides"]
