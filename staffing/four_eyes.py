"""Four eyes: whoever entered or submitted something does not decide on it, nor who stands in for them."""

from quota_pool import access
from quota_pool.refusals import Reason
from staffing import codes


def own_work(actor, *hands: int | None) -> list[Reason]:
    """Why this person does not decide on what these hands made; a handing over is named as the cause."""
    if not access.had_a_hand(actor, *hands):
        return []
    if actor.pk not in hands:
        for row in access.handed_over(actor):
            if row.member.user_id in hands:
                return [codes.STOOD_IN_FOR.reason(name=str(row.member.user))]
            if row.user_id in hands:
                return [codes.STANDS_IN.reason(name=str(row.user))]
    return [codes.OWN_WORK.reason()]
