"""People and machines that use the system, and the roles they hold (domain.md section 3)."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from .scoping import ScopedModel
from .units import District, Unit


class User(AbstractUser):
    """A person's or a connected system's account; what it may do stands in its memberships."""

    full_name = models.CharField(_("full name"), max_length=60, blank=True)
    is_demo = models.BooleanField(_("demonstration account"), default=False)
    is_client = models.BooleanField(_("connected system"), default=False)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("user")

    def __str__(self):
        return self.full_name or self.username


class Role(models.TextChoices):
    """Roles of domain.md section 3; what each may do stands in `access.ROLE_ACTS`."""

    CLERK = "clerk", _("street HR clerk")
    STREET_LEAD = "street_lead", _("street leader")
    STREET_FINANCE = "street_finance", _("street finance clerk")
    BUREAU = "bureau", _("bureau officer")
    BUREAU_LEAD = "bureau_lead", _("bureau leader")
    FINANCE = "finance", _("finance officer")
    FINANCE_LEAD = "finance_lead", _("finance leader")
    HR = "hr", _("HR bureau officer")
    DEPARTMENT = "department", _("department officer")
    SECRETARY = "secretary", _("committee secretary")
    INSPECTOR = "inspector", _("inspector")
    AUDITOR = "auditor", _("auditor")
    API = "api", _("connected system")
    ADMIN = "admin", _("administrator")


class Member(ScopedModel):
    """One role of one user in a district, or in one unit of it."""

    read_act = "manage_members"

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("user"))
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("district"))
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("member")
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="member_role_known"),
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(ended_at=None, unit__isnull=False),
                name="member_role_once_in_a_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "district", "role"],
                condition=models.Q(ended_at=None, unit=None),
                name="member_role_once_in_a_district",
            ),
        ]


class Substitute(ScopedModel):
    """代办: a colleague stands in for one role of somebody who is away, from a day to a day."""

    unit_path = "member__unit_id"
    read_act = "manage_members"

    district = models.ForeignKey(District, models.PROTECT)
    member = models.ForeignKey(Member, models.PROTECT, related_name="substitutes", verbose_name=_("role"))
    user = models.ForeignKey(User, models.PROTECT, related_name="stands_in", verbose_name=_("substitute"))
    from_day = models.DateField(_("from"))
    to_day = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("substitute")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_day__gte=models.F("from_day")), name="substitute_ends_after_it_begins"
            )
        ]
        indexes = [models.Index(fields=["user", "to_day"], name="substitute_by_user")]


class ApiToken(ScopedModel):
    """A connected system's key: only its hash is kept, the key itself is shown once."""

    read_act = "manage_members"

    district = models.ForeignKey(District, models.PROTECT)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("unit"))
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("connected system"))
    name = models.CharField(_("name"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=12, unique=True)
    digest = models.BinaryField(max_length=32)
    scopes = models.JSONField(_("scopes"), default=list)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("API token")
