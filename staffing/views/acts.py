"""Act pages of this floor: as on the ground floor, and an ID number that is none stands at its field."""

from collections.abc import Iterable

from django.urls import reverse

from quota_pool.models import Unit
from quota_pool.views import acts
from quota_pool.views.acts import Guard, warn
from staffing.forms.people import in_words
from staffing.identity import IdFault
from staffing.positions_table import FIGURES, value_of
from staffing.selectors import unit_positions

__all__ = ["ActPage", "Guard", "heads_of", "person_url", "warn"]


def person_url(person) -> str:
    """A person's page, by the number that says nothing about them."""
    return reverse("staffing:person", args=[person.number])


def heads_of(units: Iterable[Unit]) -> dict[str, int]:
    """The heads of these units together as they stand today, by their words: what a trial compares."""
    rows = unit_positions(units)
    return {str(label): sum(value_of(row, name) for row in rows) for name, label in FIGURES.items()}


class ActPage(acts.ActPage):
    """One form, one act; a fault of the ID number is a fault of shape."""

    def figures(self):
        """The heads of the unit, as they stand today."""
        unit = self.unit()
        return heads_of([unit]) if unit is not None else {}

    def form_valid(self, form):
        try:
            return super().form_valid(form)
        except IdFault as fault:
            form.add_error("id_no", in_words(fault.reason))
            return self.form_invalid(form)
