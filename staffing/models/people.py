"""People: one row a human being and district, with the sealed fields of domain.md 6.5."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from quota_pool.models import District, ScopedModel
from quota_pool.sealed import SealedField

NUMBER_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_number() -> str:
    """A stable outside number: ten letters that say nothing about the person (domain.md section 12)."""
    chance = secrets.randbits(50)
    return "".join(NUMBER_LETTERS[chance >> 5 * place & 31] for place in range(10))


class Person(ScopedModel):
    """A human being known to the district. What may change with the work stands in `Term`."""

    read_act = "read_staff"

    district = models.ForeignKey(District, models.PROTECT)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(
        _("person number"), max_length=10, default=new_number, unique=True, editable=False
    )
    name = models.CharField(_("full name"), max_length=60)
    name_key = models.CharField(max_length=240, db_index=True, editable=False)
    initials = models.CharField(max_length=60, db_index=True, editable=False)
    id_type = models.CharField(_("kind of identity document"), max_length=12, default="id_card")
    id_no = SealedField(_("ID number"), kind="id")
    id_hash = models.BinaryField(max_length=32, editable=False)
    id_tail_hash = models.BinaryField(max_length=32, editable=False, db_index=True)
    sex = models.CharField(_("sex"), max_length=1)
    birth_date = models.DateField(_("date of birth"))
    ethnic = models.CharField(_("ethnic group"), max_length=2, blank=True)
    native_place = models.CharField(_("native place"), max_length=60, blank=True)
    household_type = models.CharField(_("household registration"), max_length=1, blank=True)
    political = models.CharField(_("political status"), max_length=2, blank=True)
    political_joined_on = models.DateField(_("joined on"), null=True, blank=True)
    education = models.CharField(_("education"), max_length=2, blank=True)
    degree = models.CharField(_("degree"), max_length=1, blank=True)
    school = models.CharField(_("school"), max_length=80, blank=True)
    major = models.CharField(_("major"), max_length=80, blank=True)
    graduated_on = models.DateField(_("graduated"), null=True, blank=True)
    fulltime_education = models.CharField(_("full-time education"), max_length=2, blank=True)
    title_level = models.CharField(_("professional title"), max_length=1, blank=True)
    skill_level = models.CharField(_("skill level"), max_length=1, blank=True)
    certificates = models.CharField(_("certificates"), max_length=200, blank=True)
    phone = SealedField(_("mobile phone"), kind="phone", blank=True, default="")
    address = SealedField(_("address"), kind="address", blank=True, default="")
    bank = models.CharField(_("bank"), max_length=60, blank=True)
    bank_card = SealedField(_("bank card"), kind="card", blank=True, default="")
    first_work_date = models.DateField(_("first worked"), null=True, blank=True)
    kin_avoidance = models.CharField(_("declaration of relatives"), max_length=200, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True, db_index=True)

    class Meta:
        verbose_name = _("person")
        constraints = [
            models.UniqueConstraint(fields=["district", "id_hash"], name="person_once_a_district"),
            models.CheckConstraint(condition=models.Q(sex__in=["1", "2"]), name="person_sex_known"),
        ]
        indexes = [models.Index(fields=["district", "birth_date", "name"], name="person_by_birth_and_name")]

    def __str__(self):
        return self.name

    @classmethod
    def of_unit(cls, unit_id: int) -> models.Q:
        """A street sees whoever works or worked there; a start that never was shows nobody of elsewhere."""
        spells = cls.engagements.rel.related_model.objects.filter(person=models.OuterRef("pk"))
        here, elsewhere = spells.filter(unit=unit_id), spells.exclude(unit=unit_id)
        was_here = models.Exists(here.filter(voided_at=None))
        return models.Q(was_here | (models.Exists(here) & ~models.Exists(elsewhere)))
