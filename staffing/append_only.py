"""Which tables of this floor never change: see `quota_pool.append_only`."""

NEVER_CHANGED = (
    "staffing_filingevent",
    "staffing_freezeevent",
    "staffing_requestevent",
    "staffing_urge",
    "staffing_deadlinemove",
    "staffing_alertseen",
    "staffing_emergencyperson",
)
ATTACHMENTS = {"staffing_attachment": "voided_at"}
SET_ONCE = {"staffing_term": "replaced_at"} | ATTACHMENTS
