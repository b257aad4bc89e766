"""Pages of people: the roster, one person with the timeline, the record, one found or revealed."""

from .finding import FindPerson
from .person import EditPerson, PersonPage, RevealField
from .roster import RosterPage

__all__ = ["EditPerson", "FindPerson", "PersonPage", "RevealField", "RosterPage"]
