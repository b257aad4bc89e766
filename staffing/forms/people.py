"""Forms about a person: the fields of the record, the check of an ID number, the reason for a reveal."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from quota_pool import characters, sealed
from quota_pool.refusals import Reason
from staffing import identity
from staffing.dictionaries import (
    Degree,
    Education,
    Ethnic,
    Household,
    IdType,
    Political,
    Sex,
    SkillLevel,
    TitleLevel,
)
from staffing.forms.fields import DayField, coded, reason_field, text, version_field
from staffing.models import Person
from staffing.services.people import EDITABLE, REVEALABLE

SEXES = [(Sex.MALE.value, Sex.MALE.label), (Sex.FEMALE.value, Sex.FEMALE.label)]
# The number is asked about in the body of a POST: it never stands in an address.
ASKED_AT_ONCE = {
    "hx-post": reverse_lazy("staffing:id-check"),
    "hx-trigger": "change",
    "hx-target": "#id-check",
    "hx-params": "csrfmiddlewaretoken,id_no,id_type,sex,birth_date,post_category",
}
KEEP = _("Now %(masked)s. Leave empty to keep it.")


def in_words(reason: Reason) -> str:
    """A fault with its way out in one line, for the field it belongs to."""
    detail = reason.detail
    if reason.remedy and not detail.endswith((".", "。")):
        detail += " — "
    return f"{detail}{reason.remedy}".strip()


def checked(check, *values):
    """Read a value strictly; its fault becomes the field's."""
    try:
        return check(*values)
    except identity.IdFault as fault:
        raise forms.ValidationError(in_words(fault.reason)) from None


class RecordFields(forms.Form):
    """What the record of a person holds beside the number (domain.md 6.5)."""

    name = text(_("full name"), 60, required=True)
    education = coded(Education.choices, _("education"))
    phone = forms.CharField(
        label=_("mobile phone"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    ethnic = coded(Ethnic.choices, _("ethnic group"))
    native_place = text(_("native place"), 60)
    household_type = coded(Household.choices, _("household registration"))
    political = coded(Political.choices, _("political status"))
    political_joined_on = DayField(label=_("joined on"), required=False)
    degree = coded(Degree.choices, _("degree"))
    fulltime_education = coded(Education.choices, _("full-time education"))
    school = text(_("school"), 80)
    major = text(_("major"), 80)
    graduated_on = DayField(label=_("graduated"), required=False)
    title_level = coded(TitleLevel.choices, _("professional title"))
    skill_level = coded(SkillLevel.choices, _("skill level"))
    certificates = text(_("certificates"), 200)
    first_work_date = DayField(label=_("first worked"), required=False)
    address = forms.CharField(
        label=_("address"),
        max_length=200,
        required=False,
        validators=[characters.check_line],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    bank = text(_("bank"), 60)
    bank_card = forms.CharField(
        label=_("bank card"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    kin_avoidance = text(
        _("declaration of relatives"), 200, help_text=_("Relatives who lead this unit, or “none”.")
    )
    remark = text(_("remark"), 300, lines=2)

    def clean_name(self) -> str:
        return checked(identity.check_name, self.cleaned_data["name"])

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return checked(identity.check_phone, phone) if phone else ""

    def clean_bank_card(self) -> str:
        card = self.cleaned_data["bank_card"]
        return checked(identity.check_card, card).canonical if card else ""

    def record(self) -> dict:
        """The fields of the record as the service takes them; days left out stay unknown."""
        return {field: self.cleaned_data[field] for field in EDITABLE if field in self.cleaned_data}


class IdentityFields(forms.Form):
    """The paper a person is known by. Other papers than the resident card carry no sex and no birth date."""

    id_type = forms.ChoiceField(
        label=_("kind of identity document"), choices=IdType.choices, initial=IdType.RESIDENT
    )
    id_no = forms.CharField(
        label=_("ID number"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    sex = coded(SEXES, _("sex"), help_text=_("Only where the number does not say it."))
    birth_date = DayField(
        label=_("date of birth"), required=False, help_text=_("Only where the number does not say it.")
    )

    number = ""  # the canonical number once it holds; it stays when the field gets a fault of another kind

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("id_no") and cleaned.get("id_type"):
            self._read_number(cleaned)
        return cleaned

    def _read_number(self, cleaned: dict) -> None:
        try:
            number = checked(identity.check_id, cleaned["id_no"], cleaned["id_type"])
        except forms.ValidationError as fault:
            self.add_error("id_no", fault)
            return
        cleaned["id_no"] = self.number = number.canonical
        said = {"birth_date": number.birth_date, "sex": "" if number.sex == Sex.UNKNOWN else number.sex}
        for field, value in said.items():
            cleaned[field] = value or cleaned.get(field)
            if not cleaned[field]:
                self.add_error(field, _("This number does not say it, so enter it here."))

    def identity(self) -> dict:
        return {field: self.cleaned_data[field] for field in ("id_type", "id_no", "sex", "birth_date")}


class IdCheckForm(IdentityFields):
    """One ID number asked about while the rest is still being typed."""

    post_category = forms.CharField(required=False, max_length=4)

    def __init__(self, *args, **more):
        super().__init__(*args, **more)
        self.fields["id_type"].required = False

    def clean_id_type(self) -> str:
        return self.cleaned_data["id_type"] or IdType.RESIDENT


class FindForm(forms.Form):
    """A whole ID number, asked for in the body of a POST."""

    id_no = forms.CharField(
        label=_("ID number"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_id_no(self) -> str:
        return checked(identity.check_id, self.cleaned_data["id_no"]).canonical


class PersonForm(RecordFields):
    """The record of a person already known; sealed fields are shown masked and kept when left empty."""

    reason = reason_field()
    version = version_field()

    def __init__(self, *args, person: Person, **more):
        kept = {field: getattr(person, field) for field in EDITABLE if field not in REVEALABLE}
        super().__init__(*args, initial={**kept, "version": person.version}, **more)
        for field in REVEALABLE:
            masked = sealed.shown_of(person, field)
            if field in self.fields and masked:
                self.fields[field].help_text = KEEP % {"masked": masked}

    def changes(self) -> dict:
        """What differs from the record as it was drawn; an empty sealed field changes nothing."""
        typed = self.record()
        return {
            field: value
            for field, value in typed.items()
            if value != self.initial.get(field) and (field not in REVEALABLE or value)
        }


class RevealForm(forms.Form):
    """Which sealed field to show, and why."""

    field = forms.ChoiceField(choices=[(name, name) for name in REVEALABLE], widget=forms.HiddenInput)
    reason = text(_("Why do you need to see it?"), 200, required=True)
