"""Forms about work: starting, changing terms, leaving, calling off, taking a seat."""

import re
from dataclasses import replace

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from quota_pool import figures
from quota_pool.calendar import today
from quota_pool.models import Pool, Unit
from staffing.dictionaries import (
    COUNTING,
    EXIT_LEGAL_NOTES,
    ContractType,
    EntryChannel,
    ExitReason,
    FundingSource,
    Mode,
    PostCategory,
)
from staffing.forms.fields import (
    NOT_CHOSEN,
    DayField,
    YuanField,
    coded,
    key_field,
    reason_field,
    text,
    version_field,
    yuan,
)
from staffing.forms.people import ASKED_AT_ONCE, IdentityFields, RecordFields
from staffing.models import Engagement, Recruitment, Term
from staffing.roster.money import MOST_YUAN
from staffing.selectors import PoolRow
from staffing.services.terms import TERM_FIELDS
from staffing.services.work import Work

SEPARATORS = re.compile(r"[、，,;；/\n]+")


# The calendar strip follows the first day; an address carries the day and the unit, nothing of the person.
CLOCKED = {
    "hx-get": reverse_lazy("staffing:filing-clock"),
    "hx-trigger": "change",
    "hx-target": "#clock",
    "hx-include": "[name=unit],[name=start_date],[name=mode]",
    "hx-params": "unit,start_date,mode",
}


def several(written: str) -> list[str]:
    """Posts written one after the other, with any of the marks people put between them."""
    return [post.strip() for post in SEPARATORS.split(written) if post.strip()]


class GrantField(forms.ModelChoiceField):
    """A grant to sit on, named with the heads that are free on it."""

    def __init__(self, **more):
        super().__init__(queryset=Pool.objects.none(), **more)
        self.rows: dict[int, PoolRow] = {}

    def offer(self, rows: list[PoolRow], *, by_unit: bool = False) -> None:
        """Offer these pools, in the order in which they are used."""
        self.rows = {row.pool.pk: row for row in rows}
        self.by_unit = by_unit
        self.queryset = Pool.objects.filter(pk__in=self.rows).select_related("unit").order_by("unit_id", "pk")

    def label_from_instance(self, pool: Pool) -> str:
        row = self.rows[pool.pk]
        words = _("%(grant)s · granted %(granted)s, free %(free)s") % {
            "grant": pool,
            "granted": row.granted,
            "free": row.free,
        }
        if pool.valid_to:
            words = _("%(grant)s, until %(day)s") % {"grant": words, "day": figures.day(pool.valid_to)}
        return f"{pool.unit.name} · {words}" if self.by_unit else words


class TermFields(forms.Form):
    """The work itself: what may change later in dated rows (domain.md 6.6)."""

    mode = coded(Mode.choices, _("employment mode"), required=True)
    post_category = coded(PostCategory.choices, _("post category"), required=True)
    primary_post = text(_("post"), 60, required=True)
    other_posts = text(_("further posts"), 200, help_text=_("Several posts, one head. Put 、 between them."))
    department = text(_("department"), 60)
    community = text(_("community"), 60, help_text=_("The community or village this person works in."))
    supervisor = text(_("supervisor"), 40, help_text=_("Who leads this person’s work."))
    monthly_pay = YuanField(label=_("monthly pay (yuan)"), required=False, max_value=MOST_YUAN)
    contract_no = text(_("contract number"), 40)
    contract_type = coded(ContractType.choices, _("contract type"))
    contract_start = DayField(label=_("contract from"), required=False)
    contract_end = DayField(label=_("contract to"), required=False)
    probation_end = DayField(label=_("probation ends"), required=False)

    def clean_other_posts(self) -> list[str]:
        return several(self.cleaned_data["other_posts"])

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("contract_start"), cleaned.get("contract_end")
        if start and end and end < start:
            self.add_error("contract_end", _("The contract cannot end before it starts."))
        probation = cleaned.get("probation_end")
        if start and probation and probation < start:
            self.add_error("probation_end", _("Probation cannot end before the contract starts."))
        return cleaned

    def terms(self) -> dict:
        """The terms in the words of the service; pay in fen."""
        typed = {name: self.cleaned_data[name] for name in TERM_FIELDS if name in self.cleaned_data}
        return typed | {"monthly_pay_fen": self.cleaned_data["monthly_pay"]}


class EntryFields(TermFields):
    """A start: the terms, the day, and how and on whose money the person came in."""

    unit = forms.ModelChoiceField(label=_("unit"), queryset=Unit.objects.none(), empty_label=NOT_CHOSEN[1])
    start_date = DayField(label=_("first day at work"), initial=today)
    entry_channel = coded(EntryChannel.choices, _("way of entry"))
    funding_source = coded(FundingSource.choices, _("funding source"))
    legal_employer = text(
        _("legal employer"), 80, help_text=_("For dispatched staff: the name of the agency.")
    )
    old_assistant_kind = text(_("old assistant kind"), 60)
    as_on_file = forms.BooleanField(
        label=_("Go on with the record on file"),
        required=False,
        widget=forms.HiddenInput,
        help_text=_("I compared the card: it is the person on record; the name there is kept."),
    )
    key = key_field()

    def __init__(self, *args, units, **more):
        super().__init__(*args, **more)
        if self.is_bound and self.data.get("as_on_file"):
            self.offer_record()
        offered = Unit.objects.filter(pk__in=[unit.pk for unit in units]).select_related("district")
        self.fields["unit"].queryset = offered
        for name in ("start_date", "mode"):
            self.fields[name].widget.attrs.update(CLOCKED)
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0].pk

    def offer_record(self) -> None:
        """Show the tick that goes on with the person on file, once the names were told to differ."""
        self.fields["as_on_file"].widget = forms.CheckboxInput()

    chosen_unit = first_day = None  # as typed; a refusal that faults the field does not take them away

    def clean(self):
        cleaned = super().clean()
        self.chosen_unit, self.first_day = cleaned.get("unit"), cleaned.get("start_date")
        return cleaned

    def work(self, pool: Pool | None = None) -> Work:
        rest = ("start_date", "entry_channel", "funding_source", "legal_employer", "old_assistant_kind")
        terms = self.terms()
        terms["other_posts"] = tuple(terms["other_posts"])
        return Work(**terms, **{name: self.cleaned_data[name] for name in rest}, pool=pool)


class StartWorkForm(IdentityFields, RecordFields, EntryFields):
    """招用登记: the person, the work, and the grant whose head is taken."""

    pool = GrantField(
        label=_("grant used"),
        required=False,
        empty_label=_("the first with a free head: lump-sum, then mobile"),
    )

    recruitment = forms.ModelChoiceField(
        Recruitment.objects.none(),
        label=_("out of a recruitment"),
        required=False,
        empty_label=_("none: a free head"),
    )

    def __init__(self, *args, units, rows: list[PoolRow], **more):
        super().__init__(*args, units=units, **more)
        self.fields["pool"].offer(rows, by_unit=len(units) > 1)
        seeking = Recruitment.objects.filter(unit__in=units, state=Recruitment.State.OPEN, hold__left__gt=0)
        self.fields["recruitment"].queryset = seeking.order_by("planned_for", "id")
        self.fields["id_no"].widget.attrs.update(ASKED_AT_ONCE)

    def clean(self):
        cleaned = super().clean()
        pool, unit = cleaned.get("pool"), cleaned.get("unit")
        if pool and unit and pool.unit_id != unit.pk:
            self.add_error("pool", _("This grant belongs to another unit."))
        seeking = cleaned.get("recruitment")
        if seeking and unit and seeking.unit_id != unit.pk:
            self.add_error("recruitment", _("This recruitment belongs to another unit."))
        if seeking and pool and seeking.pool_id != pool.pk:
            self.add_error("recruitment", _("This recruitment is on another grant."))
        return cleaned

    def work(self, pool: Pool | None = None) -> Work:
        return replace(super().work(pool), recruitment=self.cleaned_data["recruitment"])

    def person(self) -> dict:
        return self.record() | self.identity()


class UnseatedForm(IdentityFields, RecordFields, EntryFields):
    """无指标登记: a person found on post without a head, and why."""

    WHY = [
        (reason.value, reason.label)
        for reason in (Engagement.UnseatedReason.UNAUTHORISED, Engagement.UnseatedReason.EMERGENCY)
    ]
    why = coded(WHY, _("why without a head"), required=True)
    note = reason_field(_("what was found"), hint=_("Who found it, and when."))

    def person(self) -> dict:
        return self.record() | self.identity()


class TermsForm(TermFields):
    """变更: the terms as they will be from a day on."""

    on = DayField(label=_("from which day"), initial=today, help_text=_("Today or an earlier day."))
    reason = reason_field()
    version = version_field()

    field_order = (
        "on",
        "mode",
        "post_category",
        "primary_post",
        "other_posts",
        "department",
        "community",
        "supervisor",
        "contract_start",
        "contract_end",
        "contract_no",
        "contract_type",
        "monthly_pay",
        "probation_end",
    )

    def __init__(self, *args, term: Term, version: int, initial=None, **more):
        self.term = term
        now = {name: getattr(term, name) for name in TERM_FIELDS}
        now |= {"other_posts": "、".join(term.other_posts), "monthly_pay": yuan(term.monthly_pay_fen)}
        super().__init__(*args, initial={**now, "version": version}, **more)
        self.fields["mode"].choices = [
            choice for choice in Mode.choices if _uses_as_many(choice[0], term.mode)
        ]

    def changes(self) -> dict:
        """What differs from the terms that hold."""
        return {name: value for name, value in self.terms().items() if value != getattr(self.term, name)}


def _uses_as_many(mode: str, now: str) -> bool:
    """Whether a change between two ways of employment moves no head; the others are an exit and a start."""
    offered, held = COUNTING[Mode(mode)], COUNTING[Mode(now)]
    return (offered.counts, offered.mobile_only) == (held.counts, held.mobile_only)


class ExitForm(forms.Form):
    """退出: the last day and the ground; a ground that is not lawful is listed so that it can be refused."""

    last_day = DayField(label=_("last day at work"), initial=today)
    exit_reason = coded(ExitReason.choices, _("reason for leaving"), required=True)
    compensation = YuanField(label=_("compensation (yuan)"), required=False)
    note = reason_field(_("note on leaving"), required=False)
    key = key_field()
    version = version_field()

    @property
    def legal_notes(self) -> list[tuple[str, str]]:
        """What the law asks for with some grounds, shown beside the list."""
        return [(reason.label, note) for reason, note in EXIT_LEGAL_NOTES.items()]


class CancelForm(forms.Form):
    """Calling off a start that has not come."""

    reason = reason_field()
    key = key_field()


class SeatForm(forms.Form):
    """Taking a head of a grant, from today."""

    pool = GrantField(label=_("grant used"))
    key = key_field()
    version = version_field()

    def __init__(self, *args, rows: list[PoolRow], **more):
        super().__init__(*args, **more)
        self.fields["pool"].offer(rows)


class ClockForm(forms.Form):
    """A unit and a first day: when would the filing be due?"""

    unit = forms.ModelChoiceField(queryset=Unit.objects.none())
    start_date = DayField()
    mode = coded(Mode.choices, _("employment mode"))

    def __init__(self, *args, units, **more):
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units
