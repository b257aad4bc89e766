"""Forms of heads and people: the shape of what a person types; the services decide on the rest."""

from .corrections import CorrectEntryForm, LastDayForm, TakeBackExitForm
from .engagements import CancelForm, ClockForm, ExitForm, SeatForm, StartWorkForm, TermsForm, UnseatedForm
from .filings import AcceptForm, DecideForm, SubmitForm
from .people import IdCheckForm, PersonForm, RevealForm

__all__ = [
    "AcceptForm",
    "CancelForm",
    "ClockForm",
    "CorrectEntryForm",
    "DecideForm",
    "ExitForm",
    "IdCheckForm",
    "LastDayForm",
    "PersonForm",
    "RevealForm",
    "SeatForm",
    "StartWorkForm",
    "SubmitForm",
    "TakeBackExitForm",
    "TermsForm",
    "UnseatedForm",
]
