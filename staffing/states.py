"""Why a step cannot be taken: the state a row is in, since when, and whether anything leads on from it."""

from quota_pool.calendar import SHANGHAI
from quota_pool.refusals import Reason
from staffing import codes

# From these nothing leads on, whatever the row is: filing, grant, request, freeze, transfer or plan.
SETTLED = frozenset(
    ("accepted", "applied", "cancelled", "closed", "declined", "discarded", "done", "filed", "filled")
    + ("granted", "lifted", "refused", "undone", "voided", "withdrawn")
)


def wrong_state(row, *wanted: str, state: str = "", states=None, code=codes.WRONG_STATE) -> Reason:
    """The row stands otherwise than the step wants; `state`: what counts where it is not the row's own."""
    states, now = states or type(row).State, state or row.state
    since = row.updated_at.astimezone(SHANGHAI).date()
    return code.reason(
        state=str(states(now).label),
        wanted=" / ".join(str(states(one).label) for one in wanted),
        since=since,
        **({"settled": since} if now in SETTLED else {}),
    )
