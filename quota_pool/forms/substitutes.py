"""The form by which a member hands a role over to a colleague."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from quota_pool import substitutes
from quota_pool.calendar import today
from quota_pool.forms.fields import DayField, reason_field
from quota_pool.models import Member, User


class RoleChoice(forms.ModelChoiceField):
    """A role by its name and place."""

    def label_from_instance(self, member):
        return f"{member.get_role_display()} · {member.unit or member.district}"


class ColleagueChoice(forms.ModelChoiceField):
    """A colleague by name and roles; the other pair of eyes is marked."""

    roles: tuple[str, ...] = ()

    def label_from_instance(self, user):
        roles = [one.get_role_display() for one in user.memberships.all() if one.ended_at is None]
        held = "、".join(map(str, roles))
        words = f"{user} · {held}" if held else str(user)
        if substitutes.four_eyes_meet(user, self.roles):
            words += " — " + gettext("four eyes: neither then decides on the other's work")
        return words


class SubstituteForm(forms.Form):
    """Which role, to whom, from when to when."""

    member = RoleChoice(Member.objects.none(), label=_("Role"), empty_label=None)
    user = ColleagueChoice(User.objects.none(), label=_("Substitute"), empty_label=_("– choose –"))
    from_day = DayField(label=_("From"), initial=today)
    to_day = DayField(label=_("To"))
    reason = reason_field(_("Reason"))

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["member"].queryset = substitutes.own_roles(user)
        self.fields["user"].roles = tuple(self.fields["member"].queryset.values_list("role", flat=True))
        self.fields["user"].queryset = substitutes.colleagues(user)
