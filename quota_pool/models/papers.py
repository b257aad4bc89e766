"""Issued papers: what left the house, kept as it was printed, with its hashes (ledger.md section 3)."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District, Unit

FOLDER = "papers"
# No letter that is taken for another one when a number is read from paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def paper_number() -> str:
    """A number nobody can guess: it is typed from paper to ask whether the paper is ours."""
    return "".join(secrets.choice(LETTERS) for _place in range(10))


def paper_path(paper: "PrintedPaper", filename: str) -> str:
    """A random name outside every served folder."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class PrintedPaper(ScopedModel):
    """One issued paper: append-only by trigger, its files kept privately and fetched again identical."""

    read_act = "export"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("unit"))
    number = models.CharField(_("number of the paper"), max_length=10, unique=True, default=paper_number)
    key = models.CharField(_("paper"), max_length=40)
    title = models.CharField(_("title"), max_length=120)
    parameters = models.JSONField(_("asked for"), default=dict)
    rows = models.PositiveIntegerField(_("rows"))
    is_full = models.BooleanField(_("with full ID numbers"), default=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    content = models.FileField(upload_to=paper_path)
    content_sha256 = models.CharField(_("hash of the content"), max_length=64, db_index=True)
    workbook = models.FileField(upload_to=paper_path)
    sha256 = models.CharField(_("hash of the workbook"), max_length=64, db_index=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued"))

    @property
    def content_sealed_for(self) -> str:
        """What the content on the disk is bound to: this table and column, and the hash of its lines."""
        return f"quota_pool_printedpaper|content|{self.content_sha256}"

    @property
    def workbook_sealed_for(self) -> str:
        """The same of the workbook."""
        return f"quota_pool_printedpaper|workbook|{self.sha256}"

    class Meta:
        verbose_name = _("issued paper")
        ordering = ["-id"]

    def __str__(self):
        return f"{self.title} {self.number}"
