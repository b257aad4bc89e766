"""Documents (批文): the papers every quota number stands on (domain.md 6.2)."""

import re

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District

NUMBER = re.compile(
    r"^(?P<agency>[一-鿿A-Za-z（）()]{0,30})〔(?P<year>(?:19|20)\d{2})〕(?P<serial>[1-9]\d{0,4})号?$"
)
BRACKETS = str.maketrans({"[": "〔", "［": "〔", "【": "〔", "(": "〔", "（": "〔"}) | str.maketrans(
    {"]": "〕", "］": "〕", "】": "〕", ")": "〕", "）": "〕"}
)
BRACKETED_YEAR = re.compile(r"[\[［【(（〔]\s*(\d{4})\s*[\]］】)）〕]")


def clean_number(text: str) -> str:
    """Return the document number in its written form 机关〔yyyy〕n号, whatever brackets were typed.

    Raises ValidationError with code `document_number`.
    """
    folded = re.sub(r"\s+", "", str(text)).translate(str.maketrans("０１２３４５６７８９", "0123456789"))
    folded = BRACKETED_YEAR.sub(r"〔\1〕", folded)
    found = NUMBER.match(folded)
    if found is None:
        message = _(
            "A document number looks like 埔编〔2026〕12号: issuing office, year in 〔〕, serial number."
        )
        raise ValidationError(message, code="document_number")
    return "{agency}〔{year}〕{serial}号".format(**found.groupdict())


def scan_path(document: "Document", filename: str) -> str:
    """A private path that says nothing about the content."""
    return f"documents/{document.district_id}/{document.scan_sha256[:32]}"


class Document(ScopedModel):
    """One official paper: number, date, issuer and, when there is one, its scan with hash."""

    class Kind(models.TextChoices):
        QUOTA = "quota", _("quota grant")
        MOBILE = "mobile", _("mobile quota")
        OPENING = "opening", _("opening roster")
        RULE = "rule", _("rule")
        CALENDAR = "calendar", _("calendar")
        OTHER = "other", _("other")

    class Decision(models.TextChoices):
        OFFICE = "office", _("office meeting")
        COMMITTEE = "committee", _("establishment committee")
        JOINT = "joint", _("joint meeting")
        GOVERNMENT = "government", _("government standing meeting")

    unit_path = None
    open_to_district = True
    read_act = "read_documents"

    district = models.ForeignKey(District, models.PROTECT)
    number = models.CharField(_("document number"), max_length=60)
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.QUOTA)
    issued_on = models.DateField(_("date of issue"))
    issuer = models.CharField(_("issuer"), max_length=80)
    decision_level = models.CharField(_("decided by"), max_length=12, choices=Decision.choices, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    scan = models.FileField(_("scan"), upload_to=scan_path, blank=True, max_length=200)
    scan_name = models.CharField(max_length=120, blank=True)
    scan_sha256 = models.CharField(max_length=64, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    voided_at = models.DateTimeField(_("voided"), null=True, blank=True)
    void_reason = models.CharField(_("reason for voiding"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("document")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["district", "number"], name="document_number_once_a_district")
        ]

    def __str__(self):
        return self.number

    @property
    def scan_sealed_for(self) -> str:
        """What the scan on the disk is bound to: this table and column, and the hash of what it holds."""
        return f"quota_pool_document|scan|{self.scan_sha256}"
