"""File fields: a scan among a form's other fields; what was sent is kept while the rest is mended."""

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quota_pool import waiting_files
from quota_pool.refusals import Refusal

ACCEPTED = ".pdf,.png,.jpg,.jpeg"
KINDS_TAKEN = gettext_lazy("PDF, JPEG or PNG, 20 MB at most")


def file_field(label) -> forms.FileField:
    """A form's only file: chosen and sent in one go."""
    box = forms.FileInput(attrs={"accept": ACCEPTED})
    return forms.FileField(label=label, help_text=KINDS_TAKEN, widget=box)


class KeptFileInput(forms.FileInput):
    """A file box, and beside it the file that was already sent."""

    waiting: waiting_files.Waiting | None = None

    def value_from_datadict(self, data, files, name):
        note = "" if data.get(f"{name}-drop") else data.get(f"{name}-kept", "")
        return files.get(name), note

    def value_omitted_from_data(self, data, files, name):
        return name not in files and f"{name}-kept" not in data

    def render(self, name, value, attrs=None, renderer=None):
        box = super().render(name, None, attrs, renderer)
        if self.waiting is None:
            return box
        return format_html(
            '{}<input type="hidden" name="{}-kept" value="{}"><div class="kept-file">✓ {}'
            ' <label><input type="checkbox" name="{}-drop"> {}</label></div>',
            box,
            name,
            self.waiting.note,
            _("Kept so far: %(name)s") % {"name": self.waiting.name},
            name,
            _("do not send it"),
        )


class KeptFileField(forms.Field):
    """One file; cleaned, it is the file that waits, or nothing. Whose form it is, `kept_for` says."""

    widget = KeptFileInput
    actor = None

    def __init__(self, **more):
        more.setdefault("help_text", KINDS_TAKEN)
        super().__init__(**more)
        self.widget.attrs["accept"] = ACCEPTED

    def kept_for(self, actor) -> None:
        """Let what is sent wait for this person."""
        self.actor = actor

    def prepare_value(self, value):
        """What a draft noted waits again."""
        if isinstance(value, str) and value:
            self.widget.waiting = waiting_files.found(value, self.actor)
        return value

    def clean(self, value):
        file, note = value
        self.widget.waiting = waiting_files.found(note, self.actor) if note else None
        if file is not None:
            self.widget.waiting = self._set_aside(file)
        if self.required and self.widget.waiting is None:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return self.widget.waiting

    def _set_aside(self, file) -> waiting_files.Waiting:
        try:
            return waiting_files.set_aside(file=file, actor=self.actor)
        except Refusal as refusal:
            faults = [f"{reason.detail} {reason.remedy}".strip() for reason in refusal.reasons]
            raise forms.ValidationError(faults) from refusal

    @property
    def note(self) -> str:
        """What a draft notes of the file that waits."""
        return self.widget.waiting.note if self.widget.waiting else ""
