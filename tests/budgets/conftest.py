"""The clock and the office of this floor's tests are those of the floor below."""

from tests.staffing.conftest import clock, import_office, office

__all__ = ["clock", "import_office", "office"]
