"""Forms about members and connected systems."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from quota_pool import access
from quota_pool.calendar import now
from quota_pool.forms.fields import coded, reason_field, text
from quota_pool.models import Role, Unit, User

LONGEST_DAYS = 366
USER_NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{1,39}$"


def unit_field(user, label) -> forms.ModelChoiceField:
    """A unit, or the whole district."""
    units = Unit.objects.visible_to(user, "manage_members").order_by("code")
    return forms.ModelChoiceField(units, label=label, required=False, empty_label=_("the whole district"))


class PlacedForm(forms.Form):
    """A form that names a place in the district."""

    def __init__(self, *args, user, **more):
        super().__init__(*args, **more)
        self.fields["unit"] = unit_field(user, _("Works in"))


class NewUserForm(PlacedForm):
    """A new account with its first role."""

    username = forms.RegexField(
        USER_NAME, label=_("User name"), help_text=_("letters, digits, . _ -; 2 to 40 characters")
    )
    full_name = text(_("Full name"), 60, required=True)
    role = coded([pair for pair in Role.choices if pair[0] != Role.API], _("Role"), required=True)


class AddRoleForm(PlacedForm):
    """One more role for an account."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Account"), empty_label=_("– choose –"))
    role = coded([pair for pair in Role.choices if pair[0] != Role.API], _("Role"), required=True)

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        known = User.objects.filter(
            memberships__district_id=access.district_of(user), is_client=False
        ).distinct()
        self.fields["user"].queryset = known.order_by("username")


class ReasonForm(forms.Form):
    """Why a membership ends, a password is reset, a token is revoked."""

    reason = reason_field(_("Reason"))


class TokenForm(PlacedForm):
    """A key for a connected system."""

    system = forms.RegexField(
        USER_NAME, label=_("Connected system"), help_text=_("its user name; entered when it is new")
    )
    name = text(_("What it is for"), 60, required=True)
    scopes = forms.MultipleChoiceField(label=_("Scopes"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=_("Days until it expires"), min_value=1, max_value=LONGEST_DAYS, initial=90
    )

    def __init__(self, *args, user, **more):
        super().__init__(*args, user=user, **more)
        self.fields["unit"].label = _("For")
        allowed = sorted(access.ROLE_ACTS[Role.API])
        self.fields["scopes"].choices = [(act, access.ACTS[act]) for act in allowed]
        self.fields["scopes"].initial = allowed

    def expires_at(self):
        """The moment the token ends by itself."""
        return now() + timedelta(days=self.cleaned_data["days"])
