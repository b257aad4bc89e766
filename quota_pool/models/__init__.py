"""Tables of the ground floor: who, where it counts, what was done, by when, under which rule."""

from .audit import AuditEvent, AuditHead
from .calendar import CalendarChange, CalendarDay, CalendarYear
from .documents import Document
from .enclosures import Enclosure
from .full_papers import FullPaper
from .halts import Halt
from .jobs import Job, StoredAnswer
from .ledger import Account, Act, Book, Entry, Fund, Hold, Measure, Pool, ScheduledAct
from .members import ApiToken, Member, Role, Substitute, User
from .papers import PrintedPaper
from .reads import PersonalRead
from .rules import RuleLevel, RuleValue
from .saved_views import SavedView
from .scoping import ScopedModel, ScopedQuerySet
from .units import District, Unit, UnitRevenue
from .webhooks import Delivery, Webhook

__all__ = [
    "Account",
    "Act",
    "ApiToken",
    "AuditEvent",
    "AuditHead",
    "Book",
    "CalendarChange",
    "CalendarDay",
    "CalendarYear",
    "Delivery",
    "District",
    "Document",
    "Enclosure",
    "Entry",
    "FullPaper",
    "Fund",
    "Halt",
    "Hold",
    "Job",
    "Measure",
    "Member",
    "PersonalRead",
    "Pool",
    "PrintedPaper",
    "Role",
    "RuleLevel",
    "RuleValue",
    "SavedView",
    "ScheduledAct",
    "ScopedModel",
    "ScopedQuerySet",
    "StoredAnswer",
    "Substitute",
    "Unit",
    "UnitRevenue",
    "User",
    "Webhook",
]
