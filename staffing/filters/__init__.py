"""Conditions of the lists of people and heads, one declaration for the page and the API."""

from .emergencies import EmergencyFilter
from .filings import DeadlineMoveFilter, FilingFilter
from .grants import (
    FreezeFilter,
    GrantFilter,
    LedgerFilter,
    MobileFilter,
    MobileStreetFilter,
    RecruitmentFilter,
    RequestFilter,
    ReservationFilter,
)
from .imports import ImportFilter, ImportRowFilter
from .people import AttachmentFilter, HeadsFilter, PersonFilter, RosterFilter
from .searching import is_whole_id, people_like
from .transfers import GiftFilter, TransferFilter

__all__ = [
    "AttachmentFilter",
    "DeadlineMoveFilter",
    "EmergencyFilter",
    "FilingFilter",
    "FreezeFilter",
    "GiftFilter",
    "GrantFilter",
    "HeadsFilter",
    "ImportFilter",
    "ImportRowFilter",
    "LedgerFilter",
    "MobileFilter",
    "MobileStreetFilter",
    "PersonFilter",
    "RecruitmentFilter",
    "RequestFilter",
    "ReservationFilter",
    "RosterFilter",
    "TransferFilter",
    "is_whole_id",
    "people_like",
]
