"""Fields of requests: strict about types, so that "1", 1 and true are never taken for one another (F29)."""

import re
import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from quota_pool import access, characters
from quota_pool.models import Unit
from quota_pool.refusals import Reason

YUAN = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
ROW_ID = re.compile(r"[0-9]{1,18}")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


_readers = threading.local()


class Facts(serializers.Serializer):
    """The body of one request: whatever it does not name is refused, never dropped (R-073, R-074)."""

    # Models whose columns of the same name say in words what a field is.
    words_of: tuple[type[Model], ...] = ()
    default_error_messages = {
        "unknown": _("There is no such field."),
        "not_an_object": _("An object is wanted here."),
    }

    @classmethod
    def word(cls, name: str) -> str:
        """What a field is called on the pages; nothing where no column bears its name."""
        columns = {column.name: column for model in cls.words_of for column in model._meta.concrete_fields}
        column = columns.get(name) or columns.get(f"{name}_fen")
        return str(column.verbose_name) if column else ""

    @classmethod
    def read(cls, data, context: dict) -> dict:
        """The checked facts of a body. Each thread keeps one reader a class: copying sixty fields for every
        request costs more than reading them."""
        reader = _readers.__dict__.get(cls.__qualname__, None)
        if type(reader) is not cls:
            reader = _readers.__dict__[cls.__qualname__] = cls()
        reader._context = context
        return reader.run_validation(data)

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise serializers.ValidationError({"non_field_errors": [self.fault("not_an_object")]})
        unknown = {str(name)[:60]: [self.fault("unknown")] for name in data if name not in self.fields}
        try:
            facts = super().to_internal_value(data)
        except serializers.ValidationError as faults:
            raise serializers.ValidationError({**faults.detail, **unknown}) from faults
        if unknown:
            raise serializers.ValidationError(unknown)
        return facts

    def fail_at(self, name: str, code: str, words) -> None:
        """A fault that only shows when several fields are read together."""
        raise serializers.ValidationError({name: [serializers.ErrorDetail(str(words), code)]})

    def fault(self, code: str) -> serializers.ErrorDetail:
        return serializers.ErrorDetail(str(self.default_error_messages[code]), code)


class Text(serializers.CharField):
    """A string, trimmed; numbers are not turned into one."""

    looked_at = staticmethod(characters.check_lines)

    def __init__(self, max_length: int = 200, **how):
        super().__init__(max_length=max_length, **how)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        if self.looked_at:
            try:
                self.looked_at(text)
            except ValidationError as fault:
                raise serializers.ValidationError(fault.message, fault.code) from fault
        return text


class Pasted(Text):
    """A number as somebody pasted it: whoever reads it takes away what cannot be seen."""

    looked_at = None


class Line(Text):
    """A string on one line that may be left out or empty."""

    looked_at = staticmethod(characters.check_line)

    def __init__(self, max_length: int = 200, **how):
        super().__init__(max_length, **{"required": False, "allow_blank": True, **how})


class Whole(serializers.IntegerField):
    """A whole number, written as a number."""

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class Truth(serializers.BooleanField):
    """true or false, nothing that looks like it."""

    def to_internal_value(self, data):
        if not isinstance(data, bool):
            self.fail("invalid", input="")
        return data


class Day(serializers.DateField):
    """A day as 2026-03-05, between 1900 and 2199: what lies outside is a slip of the finger."""

    default_error_messages = {"range": _("The year must lie between 1900 and 2199.")}

    def to_internal_value(self, data):
        if not isinstance(data, str) or not ISO_DAY.fullmatch(data):
            self.fail("invalid", format="YYYY-MM-DD")
        day = super().to_internal_value(data)
        if not 1900 <= day.year <= 2199:
            self.fail("range")
        return day


class Money(serializers.DecimalField):
    """Yuan with at most two decimals, as "6000.00"; kept and passed on in fen."""

    def __init__(self, **how):
        super().__init__(max_digits=14, decimal_places=2, min_value=Decimal(0), **how)

    def to_internal_value(self, data):
        if not isinstance(data, (str, int, Decimal)) or isinstance(data, bool):
            self.fail("invalid")
        if isinstance(data, str) and not YUAN.fullmatch(data):
            self.fail("invalid")
        return int(super().to_internal_value(data) * 100)


class Area(serializers.DecimalField):
    """Square kilometres with at most two decimals, as "12.50" or 12.5."""

    def __init__(self, **how):
        super().__init__(max_digits=9, decimal_places=2, min_value=Decimal(0), **how)

    def to_internal_value(self, data):
        if isinstance(data, bool) or not isinstance(data, (str, int, Decimal)):
            self.fail("invalid")
        if isinstance(data, str) and not YUAN.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Code(serializers.ChoiceField):
    """One code of a code list."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid_choice", input="")
        if data not in self.choice_strings_to_values and not (data == "" and self.allow_blank):
            # What was sent is not repeated: it may be what somebody pasted by mistake.
            self.fail("invalid_choice", input="…")
        return data


class Checked(Pasted):
    """Text that a reader of the field's kind understands; its own reason says why not."""

    def __init__(self, check: Callable[[str], str], max_length: int = 60, **how):
        super().__init__(max_length, **how)
        self.check = check

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        if not text:
            return text
        try:
            return self.check(text)
        except ValueError as fault:
            reason = getattr(fault, "reason", None)
            if not isinstance(reason, Reason):
                raise
            raise serializers.ValidationError(reason.detail, reason.code) from fault


class Row(serializers.PrimaryKeyRelatedField):
    """The id of a row the asker may see; another's is answered as one that does not exist (R-072)."""

    default_error_messages = {
        "does_not_exist": _("There is no such row that you may see."),
        "incorrect_type": _("The id of a row is a whole number."),
    }

    def __init__(self, model, *related: str, **how):
        self.model, self.related = model, related
        super().__init__(queryset=model.objects.none(), **how)

    def get_queryset(self):
        rows = self.model.objects.visible_to(self.context["request"].user)
        return rows.select_related(*self.related)

    def to_internal_value(self, data):
        if isinstance(data, str) and self.context["request"].FILES and ROW_ID.fullmatch(data):
            data = int(data)  # a form knows no numbers
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type")
        return super().to_internal_value(data)


class UnitToActIn(Row):
    """A unit for services that read it anew: the asker's own needs no query to be known as visible."""

    def __init__(self, **how):
        super().__init__(Unit, "district", **how)

    def to_internal_value(self, data):
        for grip in access.grips(self.context["request"].user):
            if grip.unit_id == data and type(data) is int and Unit.read_act in grip.acts:
                return Unit(pk=data, district_id=grip.district_id)
        return super().to_internal_value(data)


def parse_day(text: str) -> date | None:
    """A day from an address, or None."""
    if not ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
