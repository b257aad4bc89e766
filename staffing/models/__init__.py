"""Tables of the first floor: grants, freezes, people, engagements with dated terms, filings, imports."""

from .attachments import Attachment
from .bulk_changes import BulkChange, BulkChangeRow
from .drafts import Draft
from .engagements import Engagement, Term
from .filings import Filing, FilingEvent
from .freezes import Freeze, FreezeEvent
from .grants import GrantOrigin, QuotaGrant
from .imports import ImportBatch, ImportRow
from .people import Person
from .recruitments import Recruitment
from .requests import MobileRequest, RequestEvent

__all__ = [
    "Attachment",
    "BulkChange",
    "BulkChangeRow",
    "Draft",
    "Engagement",
    "Filing",
    "FilingEvent",
    "Freeze",
    "FreezeEvent",
    "GrantOrigin",
    "ImportBatch",
    "ImportRow",
    "MobileRequest",
    "Person",
    "QuotaGrant",
    "RequestEvent",
    "Recruitment",
    "Term",
]
