"""Forms of heads and people: the shape of what a person types; the services decide on the rest."""

from .engagements import CancelForm, ClockForm, ExitForm, SeatForm, StartWorkForm, TermsForm, UnseatedForm
from .filings import AcceptForm, DecideForm, SubmitForm
from .people import IdCheckForm, PersonForm, RevealForm

__all__ = [
    "AcceptForm",
    "CancelForm",
    "ClockForm",
    "DecideForm",
    "ExitForm",
    "IdCheckForm",
    "PersonForm",
    "RevealForm",
    "SeatForm",
    "StartWorkForm",
    "SubmitForm",
    "TermsForm",
    "UnseatedForm",
]
