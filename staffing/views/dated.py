"""Lists that can be asked as of two days: links stay on them, and nothing in the past can be changed."""

from functools import cached_property

from quota_pool.as_of import NAMES, AsOf
from quota_pool.listing.conditions import field_names
from staffing.views.traced import TracedList


class DatedList(TracedList):
    """A list whose header asks for the two days."""

    is_dated = True
    conditions_by_link: tuple[str, ...] = NAMES

    @cached_property
    def as_of(self) -> AsOf:
        """The days asked for; what is wrong with them, the conditions say."""
        return AsOf.read(self.request.GET)

    @cached_property
    def allowed_acts(self):
        return super().allowed_acts if self.as_of.is_now else []

    def prepare(self, rows: list) -> list:
        """Give rows of another day what held then, and the days their links carry."""
        rows = super().prepare(rows)
        if self.as_of.is_now:
            return rows
        told = self.told([row["pk"] for row in rows])
        days = {"day": self.as_of.day, "days": self.as_of.query}
        return [row | told.get(row["pk"], {}) | days for row in rows]

    def told(self, ids: list[int]) -> dict[int, dict]:
        """What held then of these rows, by the names the columns read."""
        return {}

    def context(self, shown, wish) -> dict:
        found = super().context(shown, wish)
        found["clear_url"] = self.cleared(name for name in field_names(self.filterset) if name not in NAMES)
        return found if self.as_of.is_now else found | {"first_step": None}
