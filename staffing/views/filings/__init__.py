"""Pages of filings (备案): the list with its clock and bulk acts, and the sheet of one filing."""

from .bulk import AcceptMany, ReturnMany, SubmitMany, UrgeMany
from .lists import FilingsPage
from .sheet import (
    AcceptFiling,
    FilingPage,
    RefuseFiling,
    ReturnFiling,
    SubmitFiling,
    UrgeFiling,
    WithdrawFiling,
)

__all__ = [
    "AcceptFiling",
    "AcceptMany",
    "FilingPage",
    "FilingsPage",
    "RefuseFiling",
    "ReturnFiling",
    "ReturnMany",
    "SubmitFiling",
    "SubmitMany",
    "UrgeFiling",
    "UrgeMany",
    "WithdrawFiling",
]
