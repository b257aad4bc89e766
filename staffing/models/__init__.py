"""Tables of the first floor: grants, freezes, people, engagements with dated terms, filings, imports."""

from .alerts import AlertSeen
from .attachments import Attachment
from .bulk_changes import BulkChange, BulkChangeRow
from .deadline_moves import DeadlineMove
from .drafts import Draft
from .emergencies import Emergency, EmergencyPerson
from .engagements import Engagement, Term
from .filings import Filing, FilingEvent
from .freezes import Freeze, FreezeEvent
from .grants import GrantOrigin, QuotaGrant
from .imports import ImportBatch, ImportRow
from .people import Person
from .recruitments import Recruitment
from .requests import MobileRequest, RequestEvent
from .transfers import HeadGift, Transfer
from .urges import Urge

__all__ = [
    "AlertSeen",
    "Attachment",
    "BulkChange",
    "BulkChangeRow",
    "DeadlineMove",
    "Draft",
    "Emergency",
    "EmergencyPerson",
    "Engagement",
    "Filing",
    "FilingEvent",
    "Freeze",
    "FreezeEvent",
    "GrantOrigin",
    "HeadGift",
    "ImportBatch",
    "ImportRow",
    "MobileRequest",
    "Person",
    "QuotaGrant",
    "RequestEvent",
    "Recruitment",
    "Term",
    "Transfer",
    "Urge",
]
