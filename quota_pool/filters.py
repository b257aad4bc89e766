"""Conditions of the ground floor's lists, one declaration for the page and the API.

A condition that names another row (a unit, a document) offers only rows the asker may see, so a stranger's
id is answered like one that does not exist.
"""

import re
from datetime import date, datetime, time, timedelta
from functools import cached_property

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import words
from quota_pool.as_of import AsOf
from quota_pool.calendar import SHANGHAI, today
from quota_pool.models import Act, AuditEvent, Book, Document, Enclosure, Entry, Job, Member, Pool, Role, Unit

DIGITS = re.compile("[0-9]{1,19}")
NO = {"false": False, "False": False, False: False}
SAID = {"true": True, "True": True, True: True, "unknown": None, "": None, None: None} | NO


def act_choices() -> list[tuple[str, str]]:
    """Every act that has words, in the order of its words."""
    return sorted(((code, str(label)) for code, label in words.ACTS.items()), key=lambda pair: pair[1])


def start_of(day: date) -> datetime:
    """The first moment of a day in the office."""
    return datetime.combine(day, time(), SHANGHAI)


def visible_units(request):
    """Units whose rows the asker may filter by."""
    return Unit.objects.visible_to(request.user)


def visible_pools(request):
    """Quota pools whose rows the asker may filter by."""
    return Pool.objects.visible_to(request.user).select_related("unit")


def visible_documents(request):
    """Documents the asker may filter by."""
    return Document.objects.visible_to(request.user)


class DayField(forms.DateField):
    """A day as 2026-03-05, in the address and from the browser's date box alike."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, **kwargs):
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class DayFilter(filters.DateFilter):
    """A condition on one day."""

    field_class = DayField


class KnownDayField(DayField):
    """A day at whose end something was known: never one to come."""

    def clean(self, value):
        day = super().clean(value)
        if day is not None and day > today():
            words = _("What will be known on a day to come nobody can say.")
            raise forms.ValidationError(words, code="known_in_future")
        return day


class KnownDayFilter(filters.DateFilter):
    """A condition on the day at whose end something was known."""

    field_class = KnownDayField


class WholeField(forms.IntegerField):
    """A number in plain digits: no other script's, no sign, no underscore."""

    def to_python(self, value):
        if isinstance(value, str) and value and not DIGITS.fullmatch(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class WholeFilter(filters.Filter):
    """A condition on a row's number or a year; no fractions, nothing a column could not hold."""

    field_class = WholeField

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"min_value": 1, "max_value": 2**63 - 1, **kwargs})


class RowField(filters.fields.ModelChoiceField):
    """A row by its id in plain digits."""

    def to_python(self, value):
        if isinstance(value, str) and value and not DIGITS.fullmatch(value):
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class RowFilter(filters.ModelChoiceFilter):
    """A condition on a row the asker may see."""

    field_class = RowField


class TruthSelect(forms.NullBooleanSelect):
    """Yes, no or either; what else was sent is kept, so that it can be refused."""

    def value_from_datadict(self, data, files, name):
        return data.get(name)


class TruthField(forms.NullBooleanField):
    """true or false; anything else is refused: taking it for “either” would answer another question."""

    widget = TruthSelect

    def to_python(self, value):
        if value not in SAID:
            raise forms.ValidationError(_("This is true or false."), code="invalid")
        return SAID[value]


class TruthFilter(filters.BooleanFilter):
    """A condition that holds or does not."""

    field_class = TruthField


class SetFilter(TruthFilter):
    """Whether a moment is set: said so that an index of the few rows where it is can be read."""

    def filter(self, qs, value):
        return qs if value is None else qs.filter(**{f"{self.field_name}__isnull": not value})


class Several(filters.MultipleChoiceFilter):
    """Any of some codes; written as a repeated parameter."""

    def __init__(self, *args, **kwargs):
        # The column is the row's own, so nothing is doubled that would have to be made distinct.
        super().__init__(*args, distinct=False, **kwargs)


def day_from(column: str, label) -> DayFilter:
    """The earliest day, itself included."""
    return DayFilter(column, "gte", label=label)


def day_to(column: str, label) -> DayFilter:
    """The latest day, itself included."""
    return DayFilter(column, "lte", label=label)


class DatedFilterSet(filters.FilterSet):
    """A list that can be asked as of a day, as it was known at the end of a closed day."""

    on = DayFilter(label=_("on"), method="as_asked")
    known_on = KnownDayFilter(label=_("as known on"), method="as_asked")

    def as_asked(self, rows, name, day):
        """The two days belong together: `as_it_was` reads both."""
        return rows

    @cached_property
    def as_of(self) -> AsOf:
        """The two days, once they have been found to be days."""
        said = self.form.cleaned_data
        return AsOf.asked(said.get("on"), said.get("known_on"))

    def filter_queryset(self, queryset):
        return super().filter_queryset(self.as_it_was(queryset))

    def as_it_was(self, rows):
        """The rows there were on that day, as they were known then."""
        raise NotImplementedError


class UnitFilter(filters.FilterSet):
    """Units by kind, code, name and place in the tree."""

    q = filters.CharFilter(label=_("name or code"), method="search", max_length=60)
    unit_type = Several(label=_("kind"), choices=Unit.Type.choices)
    code = filters.CharFilter("code", label=_("code"), max_length=12)
    parent = RowFilter(label=_("belongs to"), queryset=visible_units)

    class Meta:
        model = Unit
        fields = ()

    def search(self, rows, name, text):
        """By the beginning of the name, of its pinyin or of the code."""
        plain = text.strip()
        begins = Q(name__startswith=plain) | Q(short_name__startswith=plain) | Q(code__startswith=plain)
        return rows.filter(begins | Q(name_key__startswith=plain.lower()))


class DocumentFilter(filters.FilterSet):
    """Documents by kind, number and date."""

    q = filters.CharFilter(label=_("number or title"), method="search", max_length=60)
    kind = Several(label=_("kind"), choices=Document.Kind.choices)
    issued_from = day_from("issued_on", _("issued from"))
    issued_to = day_to("issued_on", _("issued to"))
    voided = SetFilter("voided_at", label=_("voided"))

    class Meta:
        model = Document
        fields = ()

    def search(self, rows, name, text):
        """A part of the number or the title: a district has hundreds of papers, not millions."""
        plain = text.strip()
        return rows.filter(Q(number__contains=plain) | Q(title__contains=plain))


class EnclosureFilter(filters.FilterSet):
    """Enclosures of one document, and whether they stand."""

    document = RowFilter(label=_("document"), queryset=visible_documents)
    voided = SetFilter("voided_at", label=_("voided"))

    class Meta:
        model = Enclosure
        fields = ()


class EntryFilter(filters.FilterSet):
    """Movements of the ledger by unit, act, account, document, day and the engagement they are about."""

    unit = RowFilter(label=_("unit"), queryset=visible_units)
    kind = Several("act__kind", label=_("act"), choices=Act.Kind.choices)
    document = RowFilter("act__document", label=_("document"), queryset=visible_documents)
    pool = RowFilter(label=_("on which grant"), queryset=visible_pools, method="in_pool")
    book = filters.ChoiceFilter(label=_("book"), choices=Book.choices, method="in_book")
    effective_from = day_from("effective", _("true from"))
    effective_to = day_to("effective", _("true to"))
    subject = WholeFilter("subject_id", label=_("engagement"))

    class Meta:
        model = Entry
        fields = ()

    def in_pool(self, rows, name, pool):
        """Movements out of or into any account of the pool."""
        return rows.filter(Q(source__pool=pool) | Q(target__pool=pool))

    def in_book(self, rows, name, book):
        """Movements out of or into accounts of one kind."""
        return rows.filter(Q(source__book=book) | Q(target__book=book))


class JobFilter(filters.FilterSet):
    """Background work by state, kind and unit."""

    state = Several(label=_("state"), choices=Job.State.choices)
    kind = filters.CharFilter("kind", label=_("kind"), max_length=40)
    unit = RowFilter(label=_("unit"), queryset=visible_units)

    class Meta:
        model = Job
        fields = ()


class AuditFilter(filters.FilterSet):
    """Audit events by act, person, unit, row and day."""

    q = filters.CharFilter(label=_("person, or what it is about"), method="search", max_length=60)
    act = filters.ChoiceFilter("act", label=_("act"), choices=act_choices)
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    recorded_from = DayFilter(label=_("recorded from"), method="from_day")
    recorded_to = DayFilter(label=_("recorded to"), method="to_day")
    object_type = filters.CharFilter("object_type", label=_("kind of row"), max_length=40)
    object_id = filters.CharFilter("object_id", label=_("row"), max_length=40)
    request_id = filters.CharFilter("request_id", label=_("request"), max_length=40)

    class Meta:
        model = AuditEvent
        fields = ()

    def search(self, rows, name, text):
        """By who acted, or by the label of the row."""
        plain = text.strip()
        who = Q(actor__username=plain) | Q(actor__full_name__startswith=plain)
        return rows.filter(who | Q(object_label__startswith=plain))

    def from_day(self, rows, name, day):
        return rows.filter(recorded_at__gte=start_of(day))

    def to_day(self, rows, name, day):
        """The whole day counts."""
        return rows.filter(recorded_at__lt=start_of(day + timedelta(days=1)))


class MemberFilter(filters.FilterSet):
    """Members by name, role and unit."""

    q = filters.CharFilter(label=_("name or user name"), method="search", max_length=60)
    role = Several("role", label=_("role"), choices=Role.choices)
    unit = RowFilter(label=_("unit"), queryset=visible_units)
    ended = SetFilter("ended_at", label=_("ended"))

    class Meta:
        model = Member
        fields = ()

    def search(self, rows, name, text):
        plain = text.strip()
        return rows.filter(Q(user__username__startswith=plain) | Q(user__full_name__startswith=plain))
