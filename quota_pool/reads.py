"""Writing down that a connected system read about people; the pages leave traces of their own."""

from quota_pool import audit
from quota_pool.calendar import now
from quota_pool.models import ApiToken, PersonalRead
from quota_pool.statements import Insert

INSERT = Insert(PersonalRead)


def note(token, resource: str, rows: int) -> None:
    """One answer with so many people in it; an empty answer tells of nobody."""
    if not rows or not isinstance(token, ApiToken):
        return
    origin = audit.origin()
    INSERT(
        PersonalRead(
            district_id=token.district_id,
            unit_id=token.unit_id,
            user_id=token.user_id,
            token=token,
            resource=resource,
            rows=rows,
            address=origin.address,
            request_id=origin.request_id,
            recorded_at=now(),
        )
    )
