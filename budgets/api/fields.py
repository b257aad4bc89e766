"""Fields of requests that only this floor needs."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from budgets import monthly


class Month(serializers.RegexField):
    """A month as 2026-10."""

    default_error_messages = {"month": _("Write a month as 2026-10.")}

    def __init__(self, **how):
        super().__init__(r"^[0-9]{4}-[0-9]{2}$", **how)

    def run_validators(self, value):
        """The month is a day by now; what it is written like was looked at when it was read."""

    def to_internal_value(self, data):
        month = monthly.read(data)
        if month is None:
            self.fail("month")
        return month
