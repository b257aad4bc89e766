"""今天要办: what a person has to do, each kind of row told by its own module.

A new kind of row is one function under `@tasks("act")` in a module imported below; what is due, returned or
waited for is one under `@told(RETURNED, "act")`; what comes next on an empty day, under `@upcoming("act")`.
Each asks the desk for what is shared (`desk.once(reading)`) and costs a fixed number of queries.
"""

from staffing.agenda import (  # noqa: F401 - each registers its rows
    alerts,
    calendars,
    filings,
    freezes,
    grants,
    mobile,
    papers,
    people,
    recruitments,
    requests,
    substitutes,
    transfers,
)
from staffing.agenda.desk import (
    DUE,
    MOST,
    PRESSING,
    READ,
    RETURNED,
    WAITING,
    Desk,
    Line,
    Next,
    Panel,
    Task,
    in_order,
    tasks,
    told,
    upcoming,
)

__all__ = [
    "DUE",
    "MOST",
    "PRESSING",
    "READ",
    "RETURNED",
    "WAITING",
    "Desk",
    "Line",
    "Next",
    "Panel",
    "Task",
    "in_order",
    "tasks",
    "told",
    "upcoming",
]
