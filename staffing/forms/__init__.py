"""Forms of heads and people: the shape of what a person types; the services decide on the rest."""

from .alerts import AlertsForm, SeenForm
from .corrections import CorrectEntryForm, LastDayForm, TakeBackExitForm
from .engagements import CancelForm, ClockForm, ExitForm, SeatForm, StartWorkForm, TermsForm, UnseatedForm
from .filings import AcceptForm, DecideForm, ReturnManyForm, SubmitForm, UrgeForm, WithdrawForm
from .people import IdCheckForm, PersonForm, RevealForm

__all__ = [
    "AcceptForm",
    "AlertsForm",
    "CancelForm",
    "ClockForm",
    "CorrectEntryForm",
    "DecideForm",
    "ExitForm",
    "IdCheckForm",
    "LastDayForm",
    "PersonForm",
    "ReturnManyForm",
    "RevealForm",
    "SeatForm",
    "SeenForm",
    "StartWorkForm",
    "SubmitForm",
    "TakeBackExitForm",
    "TermsForm",
    "UnseatedForm",
    "UrgeForm",
    "WithdrawForm",
]
