"""Lists with people's data in them: an export leaves a trace, a street's people need no column for it."""

from quota_pool import access, audit
from quota_pool.listing import ListPage
from quota_pool.models import District


class TracedList(ListPage):
    """A list with people's data in it."""

    def get_columns(self):
        if access.unit_of(self.request.user) is None:
            return self.columns
        return [column for column in self.columns if column.key != "unit"]

    def exported(self, count: int) -> None:
        """Who took how many rows, under which conditions; their values are not repeated."""
        district = District.objects.filter(pk=access.district_of(self.request.user)).first()
        if district is None:
            return
        after = {"list": self.export_name, "rows": count, "conditions": sorted(self.request.GET)}
        audit.record(self.request.user, "list.export", district, after=after)
