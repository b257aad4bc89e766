"""Code lists of the work itself: how a person is employed, counted, paid for, filed and let go."""

from typing import NamedTuple

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Mode(TextChoices):
    """How a person is employed (用工方式); decides whether a head is used."""

    DIRECT = "DIRECT", _("Direct contract")
    DISPATCH = "DISPATCH", _("Labour dispatch")
    REHIRED_RETIREE = "REHIRED_RETIREE", _("Rehired retiree")
    PROJECT = "PROJECT", _("Until a task is done")
    SHORT_TERM = "SHORT_TERM", _("Short-term or hourly")
    OUTSOURCED = "OUTSOURCED", _("Purchase of service")
    PUBLIC_WELFARE = "PUBLIC_WELFARE", _("Public-welfare post")
    SECONDED = "SECONDED", _("Seconded or intern")
    NO_PAPERS = "NO_PAPERS", _("Without papers")
    COMMUNITY = "COMMUNITY", _("Community worker")

    @property
    def number(self) -> str:
        """The two-digit code other registers write for this mode."""
        return _MODE_NUMBERS[self.value]


_MODE_NUMBERS = {
    "DIRECT": "10",
    "DISPATCH": "20",
    "REHIRED_RETIREE": "30",
    "PROJECT": "40",
    "SHORT_TERM": "50",
    "OUTSOURCED": "60",
    "PUBLIC_WELFARE": "70",
    "SECONDED": "80",
    "NO_PAPERS": "90",
    "COMMUNITY": "95",
}


class Counting(NamedTuple):
    """One line of the counting table (口径): does this mode use a head, and who pays."""

    counts: bool
    charged: bool
    mobile_only: bool = False
    separate_pool: bool = False
    flagged: bool = False
    note: str = ""


COUNTING = {
    Mode.DIRECT: Counting(True, True),
    Mode.DISPATCH: Counting(True, True, note=_("with agency fee and its tax")),
    Mode.REHIRED_RETIREE: Counting(True, True, note=_("service pay, no pension insurance")),
    Mode.PROJECT: Counting(True, False, mobile_only=True, note=_("paid by the task transfer")),
    Mode.SHORT_TERM: Counting(False, True, note=_("labour fee; hours are kept")),
    Mode.OUTSOURCED: Counting(False, False, note=_("a service line of its own")),
    Mode.PUBLIC_WELFARE: Counting(False, False, note=_("employment subsidy; the top-up is charged")),
    Mode.SECONDED: Counting(False, False, note=_("kept on the register only")),
    Mode.NO_PAPERS: Counting(True, True, flagged=True, note=_("unlawful, flagged until settled")),
    Mode.COMMUNITY: Counting(False, False, separate_pool=True, note=_("counts in a pool of its own")),
}


class PostCategory(TextChoices):
    """Default scheme of post categories; a district may map its own names onto it."""

    ADMIN = "10", _("General administration support")
    TECHNICAL = "20", _("Technical")
    ENFORCEMENT = "30", _("Enforcement support")
    COUNTER = "40", _("Counter service")
    GRID = "50", _("Grid and general assistants")
    TRADES = "60", _("Special trades")
    LOGISTICS = "70", _("Logistics")
    OTHER = "90", _("Other posts")


class ForbiddenPost(TextChoices):
    """Posts contract staff may not hold."""

    LEADERSHIP = "LEADERSHIP", _("Leadership post")
    CIVIL_SERVANT = "CIVIL_SERVANT", _("Civil-servant post")
    ENFORCEMENT = "ENFORCEMENT", _("Administrative enforcement decision")
    SECRETS = "SECRETS", _("State secrets")
    PERSONNEL = "PERSONNEL", _("Personnel matters")
    FINANCE = "FINANCE", _("Finance")
    MANAGEMENT = "MANAGEMENT", _("Administrative management")


class FundingSource(TextChoices):
    """Where the money for a person comes from."""

    ENVELOPE = "11", _("Lump-sum envelope")
    MOBILE = "12", _("Mobile quota money")
    TASK = "13", _("Task transfer money")
    UPPER = "14", _("Grant from above")
    RUNNING = "15", _("Unit's running costs")
    OWN = "16", _("Own funds")
    SUBSIDY = "17", _("Employment subsidy")
    PENDING = "99", _("Other, to be verified")


class EconomicSubject(TextChoices):
    """Budget subjects that carry contract staff."""

    WAGE = "301", _("Wage and welfare")
    OTHER_WAGE = "30199", _("Other wage and welfare")
    LABOUR_FEE = "30226", _("Labour fee")
    ENTRUSTED = "30227", _("Entrusted business")


class ContractType(TextChoices):
    """Term of a labour contract."""

    FIXED = "FIXED", _("Fixed term")
    OPEN_ENDED = "OPEN_ENDED", _("Open-ended")
    TASK = "TASK", _("Until the task is done")


class EntryChannel(TextChoices):
    """How a person came in."""

    OPEN = "OPEN", _("Open recruitment")
    SIMPLIFIED = "SIMPLIFIED", _("Simplified recruitment")
    MERGED = "MERGED", _("Merged from an assistant team")
    TRANSFER = "TRANSFER", _("Transfer from another street")
    AGENCY_CHANGE = "AGENCY_CHANGE", _("Change of dispatch agency")
    VETERAN = "VETERAN", _("Veteran placement")
    FROM_WELFARE = "FROM_WELFARE", _("From a public-welfare post")
    LEGACY = "LEGACY", _("Carried over from the past")
    EMERGENCY = "EMERGENCY", _("Emergency, started first")


class ExitReason(TextChoices):
    """Why a person leaves; the last one is listed only so that it can be refused by name."""

    EXPIRED = "11", _("Contract ended and not renewed")
    AGREED = "12", _("Ended by agreement")
    RESIGNED = "13", _("Resigned")
    PROBATION = "14", _("Failed probation")
    NOT_COMPETENT = "15", _("Not competent after training or transfer")
    MISCONDUCT = "16", _("Serious breach of discipline")
    CRIMINAL = "17", _("Criminal liability")
    MEDICAL = "18", _("Medical treatment period ended")
    POST_ABOLISHED = "19", _("Circumstances changed or post abolished")
    REDUCTION = "20", _("Staff reduction")
    RETIRED = "31", _("Reached retirement age")
    DECEASED = "32", _("Deceased")
    TO_INSTITUTION = "41", _("Recruited by a public institution")
    TO_COMMUNITY = "42", _("Recruited as community worker")
    TO_VILLAGE = "43", _("Recruited as village worker")
    TO_SERVICE = "44", _("Civil service, army or further study")
    BACK_TO_AGENCY = "51", _("Returned to the dispatch agency")
    TO_OTHER_STREET = "52", _("Moved to another street")
    TO_PURCHASED_SERVICE = "53", _("Moved to a service provider")
    MOBILE_EXPIRED = "54", _("Mobile quota expired")
    LAST_PLACE = "60", _("Ranked last")
    OTHER = "99", _("Other reason")


EXIT_LEGAL_NOTES = {
    ExitReason.LAST_PLACE: _(
        "Ranking last is no lawful ground to end a labour contract (Supreme People's Court, guiding "
        "case 18). The lawful path: found not competent, then training or a transfer, found not competent "
        "again, and only then an exit for that reason, with the papers of each step."
    ),
    ExitReason.NOT_COMPETENT: _("Keep the papers of the training or transfer and of both assessments."),
    ExitReason.EXPIRED: _("After two fixed-term contracts an open-ended one may be owed."),
}
UNLAWFUL_EXITS = frozenset({ExitReason.LAST_PLACE})


class MobileReason(TextChoices):
    """Why a mobile quota is granted."""

    DEMOLITION = "DEMOLITION", _("Demolition and land acquisition")
    TASK = "TASK", _("Task sunk from a department")
    EMERGENCY = "EMERGENCY", _("Emergency")
    CAMPAIGN = "CAMPAIGN", _("Campaign for a period")
    OTHER = "OTHER", _("Other mobile reason")


class ReturnReason(TextChoices):
    """Why the bureau returns a filing."""

    NO_QUOTA = "NO_QUOTA", _("Not enough quota")
    MATERIALS = "MATERIALS", _("Papers incomplete")
    IDENTITY = "IDENTITY", _("Identity papers do not agree")
    AGE_EDUCATION = "AGE_EDUCATION", _("Age or education does not fit")
    FORBIDDEN_POST = "FORBIDDEN_POST", _("Forbidden post")
    DUPLICATE = "DUPLICATE", _("Employed twice")
    PROCEDURE = "PROCEDURE", _("Procedure missing")
    PAY = "PAY", _("Pay above the standard")
    FUNDING = "FUNDING", _("Source of money unclear")
    CONTRACT = "CONTRACT", _("Contract faulty")
    LATE = "LATE", _("Overdue and not mended")


class Grade(TextChoices):
    """Result of an assessment."""

    EXCELLENT = "EXCELLENT", _("Excellent")
    QUALIFIED = "QUALIFIED", _("Qualified")
    BARELY = "BARELY", _("Barely qualified")
    NOT_QUALIFIED = "NOT_QUALIFIED", _("Not qualified")


class IssueType(TextChoices):
    """What an inspection may find."""

    OVER_QUOTA = "OVER_QUOTA", _("Staff beyond the quota")
    UNFILED = "UNFILED", _("Not filed")
    FILED_LATE = "FILED_LATE", _("Filed late")
    UNTRUE = "UNTRUE", _("Untrue data")
    TWO_PLACES = "TWO_PLACES", _("One person in several places")
    GHOST_PAY = "GHOST_PAY", _("Ghost pay")
    NO_CONTRACT = "NO_CONTRACT", _("No contract")
    NO_PROCEDURE = "NO_PROCEDURE", _("Recruitment procedure missing")
    FORBIDDEN_POST = "FORBIDDEN_POST", _("Contract staff in a forbidden post")
    PAY = "PAY", _("Pay beyond the standard")
    PROJECT_MONEY = "PROJECT_MONEY", _("Paid from project money")
    DISGUISED = "DISGUISED", _("Dispatch disguised as outsourcing")
    MIXED_SECONDMENT = "MIXED_SECONDMENT", _("Seconded across posts")
    DEDICATED_POST = "DEDICATED_POST", _("Dedicated post demanded")
    UNFUNDED_TASK = "UNFUNDED_TASK", _("Task came without money")
