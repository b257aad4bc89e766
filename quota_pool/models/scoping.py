"""Every row belongs to a district and mostly to a unit; it is looked up only through `visible_to`."""

from django.db import models


class ScopedQuerySet(models.QuerySet):
    """Rows narrowed to what one user may see or act on."""

    def visible_to(self, user, act: str | None = None) -> "ScopedQuerySet":
        """Keep the rows on which `user` may do `act` (default: the model's own reading act)."""
        from quota_pool import access  # access reads the Member table, which is itself a scoped model

        return access.narrow(self, user, act or self.model.read_act)


class ScopedModel(models.Model):
    """A row that carries its district; `unit_path` names the column that says whose it is.

    `open_to_district` marks what a whole district reads (documents, rules), whatever the reader's unit.
    """

    unit_path = "unit_id"
    district_path = "district_id"
    read_act = "read_pool"
    open_to_district = False
    remarks: tuple | list = ()  # what the act that has just written the row warned of; it is kept elsewhere

    objects = ScopedQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def of_unit(cls, unit_id: int) -> models.Q:
        """The condition that a row is one of this unit's."""
        return models.Q(**{cls.unit_path: unit_id}) if cls.unit_path else models.Q(pk__in=())
