"""Forms of imports: the file, what its columns mean, one row to be mended, what is agreed to."""

from collections.abc import Iterable, Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.calendar import today
from quota_pool.models import Document, Unit
from quota_pool.sealed import mask
from staffing import dictionaries
from staffing.models import ImportBatch
from staffing.roster import Fault, Kind
from staffing.roster.cells import ERROR, FORMULA
from staffing.roster.fields import ALL, READ, REQUIRED, REQUIRED_OF_LEAVERS, Shape
from staffing.services.imports.uploads import ACTS
from staffing.services.people import REVEALABLE

from .fields import DayField, coded, reason_field, version_field

NOT_READ = ("", _("– not read –"))
KEPT = _("what stands there is kept unless you type")


class UploadForm(forms.Form):
    """A roster and whose it is; the bureau opens a unit's roster on a document."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Unit"), empty_label=_("– choose –"))
    kind = coded((), _("Kind"), required=True)
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel workbook (.xlsx) or text table (.csv), at most 50 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )
    document = forms.ModelChoiceField(
        Document.objects.none(), label=_("Document"), required=False, empty_label=_("– choose –")
    )
    opening_day = DayField(
        label=_("Opening day"),
        required=False,
        help_text=_("Everybody in the roster stands as filed from this day."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [kind for kind, act in ACTS.items() if access.can(user, act)]
        units = Unit.objects.pool_owners().order_by("code")
        self.fields["unit"].queryset = units.visible_to(user, ACTS[kinds[0]]) if kinds else units.none()
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        if len(kinds) == 1:
            self.fields["kind"].widget = forms.HiddenInput()
        if kinds:
            self.fields["kind"].initial = kinds[0].value
        if ImportBatch.Kind.OPENING in kinds:
            papers = Document.objects.visible_to(user).filter(voided_at=None)
            self.fields["document"].queryset = papers.order_by("-issued_on", "-id")
        else:
            del self.fields["document"], self.fields["opening_day"]
        own = access.unit_of(user)
        if own:
            self.fields["unit"].initial = own


class ColumnsForm(forms.Form):
    """What each sheet lists, where its heading stands, and what each column means."""

    version = version_field()

    def __init__(self, *args, sheets: Iterable[dict], **kwargs):
        super().__init__(*args, **kwargs)
        self.sheets = list(sheets)
        for number, sheet in enumerate(self.sheets):
            self._add(number, sheet)

    def _add(self, number: int, sheet: dict) -> None:
        first, last = sheet["lines"] or (None, None)
        self.fields[f"kind_{number}"] = forms.ChoiceField(
            choices=KINDS, label=_("This sheet lists"), initial=sheet["kind"]
        )
        for name, label, line in (("first", _("Heading from line"), first), ("last", _("to line"), last)):
            self.fields[f"{name}_{number}"] = forms.IntegerField(
                label=label, required=False, min_value=1, max_value=40, initial=line
            )
        for column in sheet["columns"]:
            self.fields[f"column_{number}_{column['at']}"] = forms.ChoiceField(
                choices=MEANINGS,
                required=False,
                label=_("Column %(letter)s: %(text)s") % {"letter": column["letter"], "text": column["text"]},
                initial=column["field"] or "",
            )

    def parts(self):
        """Each sheet with its fields, as the page lays them out."""
        for number, sheet in enumerate(self.sheets):
            head = [self[f"{name}_{number}"] for name in ("kind", "first", "last")]
            columns = [self[f"column_{number}_{column['at']}"] for column in sheet["columns"]]
            yield sheet["name"], head, columns

    def clean(self):
        for number, sheet in enumerate(self.sheets):
            self._check_twice(number, sheet)
            first, last = (self.cleaned_data.get(f"{name}_{number}") for name in ("first", "last"))
            if (first is None) != (last is None) or (first and not first <= last <= first + 2):
                self.add_error(f"last_{number}", _("A heading spans one to three lines."))
        return self.cleaned_data

    def _check_twice(self, number: int, sheet: dict) -> None:
        seen: set[str] = set()
        for column in sheet["columns"]:
            name = f"column_{number}_{column['at']}"
            meaning = self.cleaned_data.get(name)
            if meaning and meaning in seen:
                self.add_error(name, _("Another column means this already."))
            seen.add(meaning)

    def mapping(self) -> dict:
        """The choice as the reader takes it: sheet name to kind, lines and columns."""
        return {sheet["name"]: self._chosen(number, sheet) for number, sheet in enumerate(self.sheets)}

    def _chosen(self, number: int, sheet: dict) -> dict:
        said = self.cleaned_data
        first, last = said[f"first_{number}"], said[f"last_{number}"]
        same = [first, last] == list(sheet["lines"] or (None, None))
        # Under another heading the columns stand for something else, so they are matched anew.
        chosen = {
            str(column["at"]): said[f"column_{number}_{column['at']}"] or None for column in sheet["columns"]
        }
        columns = chosen if same else {}
        return {"kind": said[f"kind_{number}"], "lines": [first, last] if first else None, "columns": columns}


KINDS = [
    (Kind.ROSTER.value, _("people on post")),
    (Kind.LEAVERS.value, _("leavers")),
    (Kind.OTHER.value, _("something else: not read")),
]
MEANINGS = [NOT_READ, *((name, field.label) for name, field in READ.items())]


class RowForm(forms.Form):
    """One bad row: its texts as written, its faults at the fields, sealed values hidden unless at fault."""

    version = version_field()

    def __init__(
        self, *args, texts: Mapping, faults: Iterable[Fault], headings: Mapping, leaves: bool, **kwargs
    ):
        super().__init__(*args, **kwargs)
        self.faults = list(faults)
        wrong = {fault.field for fault in self.faults}
        needed = REQUIRED_OF_LEAVERS if leaves else REQUIRED
        for name in READ:
            if name in texts or name in needed or name in wrong:
                self.fields[name] = self._field(name, texts.get(name, ""), headings.get(name), name in wrong)

    def _field(self, name: str, text: str, heading: str | None, is_wrong: bool) -> forms.Field:
        field = ALL[name]
        label = heading or str(field.label)
        if field.shape is Shape.CODE:
            return forms.ChoiceField(choices=_choices(field, text), required=False, label=label, initial=text)
        more = {"max_length": 500, "required": False, "label": label}
        if name in REVEALABLE and text and not is_wrong:
            shown = mask(REVEALABLE[name], text)
            widget = forms.TextInput(attrs={"placeholder": shown, "autocomplete": "off"})
            return forms.CharField(widget=widget, help_text=KEPT, **more)
        return forms.CharField(initial="" if text in (FORMULA, ERROR) else text, **more)

    def show_faults(self) -> None:
        """Put each fault at its field; the form must be bound."""
        self.full_clean()
        for fault in self.faults:
            words = " ".join(filter(None, (fault.detail, fault.remedy)))
            self.add_error(fault.field if fault.field in self.fields else None, words)

    def texts(self) -> dict[str, str]:
        """What was typed; a sealed field left empty keeps what stands there."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return {name: value for name, value in said.items() if value or not self._is_hidden(name)}

    def _is_hidden(self, name: str) -> bool:
        return "placeholder" in self.fields[name].widget.attrs


def _choices(field, text: str) -> list[tuple[str, str]]:
    """The words of a code list as forms print them, and what stands there now."""
    words = [
        (dictionaries.form_word(field.code_list, entry.code), entry.label)
        for entry in dictionaries.entries(field.code_list)
    ]
    now = [] if not text or text in dict(words) else [(text, text)]
    return [("", "–"), *now, *words]


class BadRowsForm(forms.Form):
    """The workbook of bad rows, mended."""

    file = forms.FileField(label=_("Mended workbook"))


class AcceptForm(forms.Form):
    """What a person agrees to: the plan as it was shown, all or as many as fit, from when changes hold."""

    plan = forms.CharField(widget=forms.HiddenInput)
    version = version_field()
    whole = forms.BooleanField(
        label=_("all or nothing: if one row is refused, none is entered"), required=False
    )
    changes_from = DayField(label=_("Changes hold from"), required=False, initial=today)


class UndoForm(forms.Form):
    """Why an import is taken back."""

    version = version_field()
    reason = reason_field(_("Reason for the undo"))
