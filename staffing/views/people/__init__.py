"""Pages of people: the roster, one person with the timeline, the record, one sealed field revealed."""

from .person import EditPerson, PersonPage, RevealField
from .roster import RosterPage

__all__ = ["EditPerson", "PersonPage", "RevealField", "RosterPage"]
