"""人员与接口账号: who works where in which role, and the keys of connected systems."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from quota_pool import access, figures, marks, members, tokens
from quota_pool.calendar import now
from quota_pool.filters import MemberFilter
from quota_pool.forms.members import AddRoleForm, NewUserForm, ReasonForm, TokenForm
from quota_pool.listing import Column, ListPage, coded, opens
from quota_pool.models import ApiToken, District, Member, PersonalRead, Role
from quota_pool.views.acts import ActPage

READS_SHOWN = 50


def own_district(user) -> District:
    """The district the reader works in."""
    return get_object_or_404(District, pk=access.district_of(user))


def tabs(here: str) -> list[tuple[str, str, bool]]:
    """The pages of this part."""
    found = (
        ("members", _("People")),
        ("tokens", _("Connected systems")),
        ("webhooks", _("Webhooks")),
        ("units", _("Units")),
    )
    return [(label, reverse(name), name == here) for name, label in found]


def state_mark(row):
    """In force, or ended."""
    if row["ended_at"]:
        return marks.badge(_("ended"), "grey")
    return marks.badge(_("in force"), "green")


class MembersPage(ListPage):
    """Memberships, those in force first."""

    model = Member
    act = "manage_members"
    title = gettext_lazy("People and tokens")
    subtitle = gettext_lazy("a role in the district, or in one unit of it")
    filterset_class = MemberFilter
    conditions_in_front = ("q", "role", "unit", "ended")
    order = ("user__username",)
    template_name = "quota_pool/members.html"
    export_name = "members"
    columns = [
        Column(
            "username",
            gettext_lazy("User name"),
            value="user__username",
            sort="user__username",
            link=lambda row: member_url(row),
        ),
        Column("full_name", gettext_lazy("Full name"), value="user__full_name"),
        coded("role", gettext_lazy("Role"), Role.choices),
        Column("unit", gettext_lazy("Works in"), value="unit__name", sort="unit__code"),
        Column("system", gettext_lazy("Connected system"), value="user__is_client"),
        Column(
            "state",
            gettext_lazy("State"),
            value=state_mark,
            fields=("ended_at",),
            export=lambda row: row["ended_at"],
        ),
        Column(
            "last", gettext_lazy("Last signed in"), value="user__last_login", show=figures.moment, css="day"
        ),
        Column(
            "since", gettext_lazy("Since"), value="created_at", show=figures.moment, css="day", optional=True
        ),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row.get("ended_at") else ""

    def more_context(self) -> dict:
        return {
            "tabs": tabs("members"),
            "first_step": (_("New account"), reverse("member-new")),
            "second_step": (_("Add a role"), reverse("member-add")),
        }


def member_url(row) -> str:
    return reverse("member", args=[row["pk"]])


class ManagePage(ActPage):
    """An act of the administrator."""

    act = "manage_members"

    def unit(self):
        """Where the act is done is asked by the service, once the form has said it."""

    def get_form(self, form_class=None):
        form_class = form_class or self.get_form_class()
        return form_class(**self.get_form_kwargs(), user=self.request.user)

    @property
    def cancel_url(self) -> str:
        return reverse("members")

    def show_once(self, title: str, who: str, secret: str, back: str):
        """Show what nobody can read again; it stands in no address and in no session."""
        context = {"title": title, "subtitle": who, "secret": secret, "back": back}
        return TemplateResponse(self.request, "quota_pool/shown_once.html", context)


class NewUser(ManagePage):
    """A new account; its first password is shown once."""

    form_class = NewUserForm
    may_try = False  # a secret is shown, once
    title = gettext_lazy("New account")
    submit_label = gettext_lazy("Open the account")

    def perform(self, form):
        member, password = members.new_user(
            district=own_district(self.request.user), actor=self.request.user, **form.cleaned_data
        )
        return self.show_once(
            _("First password"), str(member.user), password, reverse("member", args=[member.pk])
        )


class AddRole(ManagePage):
    """One more role for an account."""

    form_class = AddRoleForm
    title = gettext_lazy("Add a role")
    submit_label = gettext_lazy("Add")

    def perform(self, form):
        member = members.add_member(
            district=own_district(self.request.user), actor=self.request.user, **form.cleaned_data
        )
        messages.success(self.request, _("The role is added."))
        return reverse("member", args=[member.pk])


def member_in_sight(user, pk: int) -> Member:
    rows = Member.objects.visible_to(user, "manage_members").select_related("user", "unit", "district")
    return get_object_or_404(rows, pk=pk)


def about(member: Member, user) -> dict:
    """What a membership's page prints."""
    others = Member.objects.visible_to(user, "manage_members").filter(user=member.user).exclude(pk=member.pk)
    return {
        "title": str(member.user),
        "subtitle": member.user.username,
        "member": member,
        "others": others.select_related("unit"),
        "acts": [str(access.ACTS[act]) for act in access.ACTS if act in access.ROLE_ACTS[member.role]],
        "is_own": member.user_id == user.pk,
        "end_form": ReasonForm(prefix="end"),
        "reset_form": ReasonForm(prefix="reset"),
        "reasons": (),
        "trial": None,
    }


class MemberPage(LoginRequiredMixin, View):
    """One membership: what it lets the person do, and the administrator's acts on it."""

    def get(self, request, pk: int):
        access.require(request.user, "manage_members")
        context = about(member_in_sight(request.user, pk), request.user)
        return TemplateResponse(request, "quota_pool/member.html", context)


class ActOnMember(ManagePage):
    """An act sent from a membership's page; a refusal shows that page again."""

    form_class = ReasonForm
    template_name = "quota_pool/member.html"
    http_method_names = ("post",)
    form_name = ""

    def find_target(self) -> Member:
        return member_in_sight(self.request.user, self.kwargs["pk"])

    def get_form(self, form_class=None):
        return ReasonForm(**self.get_form_kwargs())

    def get_context_data(self, **more):
        context = about(self.target, self.request.user) | more
        return super().get_context_data(**{**context, self.form_name: more.get("form")})


class EndMembership(ActOnMember):
    """One role ended at once."""

    prefix, form_name = "end", "end_form"

    def perform(self, form):
        members.end_membership(
            member=self.target, actor=self.request.user, reason=form.cleaned_data["reason"]
        )
        messages.success(self.request, _("The membership has ended."))
        return reverse("members")


class ResetPassword(ActOnMember):
    """A new first password, shown once."""

    prefix, form_name = "reset", "reset_form"
    may_try = False  # a secret is shown, once

    def perform(self, form):
        password = members.reset_password(
            member=self.target, actor=self.request.user, reason=form.cleaned_data["reason"]
        )
        back = reverse("member", args=[self.target.pk])
        return self.show_once(_("First password"), str(self.target.user), password, back)


def token_state(row):
    """In force, expired or revoked."""
    if row["revoked_at"]:
        return marks.badge(_("revoked"), "red")
    if row["expires_at"] <= now():
        return marks.badge(_("expired"), "grey")
    return marks.badge(_("in force"), "green")


class TokensPage(ListPage):
    """Keys of connected systems; only their beginnings are known here."""

    model = ApiToken
    act = "manage_members"
    title = gettext_lazy("People and tokens")
    subtitle = gettext_lazy("keys of connected systems; only the beginning of each is kept")
    order = ("-id",)
    template_name = "quota_pool/members.html"
    export_name = "tokens"
    purpose = gettext_lazy(
        "A connected system signs in with a token: it is shown once, has scopes and expires."
    )
    columns = [
        Column("prefix", gettext_lazy("Begins with"), link=opens("token")),
        Column("system", gettext_lazy("Connected system"), value="user__username"),
        Column("name", gettext_lazy("What it is for")),
        Column("unit", gettext_lazy("For"), value="unit__name"),
        Column(
            "scopes",
            gettext_lazy("Scopes"),
            value=lambda row: len(row["scopes"]),
            fields=("scopes",),
            numeric=True,
        ),
        Column(
            "expires",
            gettext_lazy("Expires"),
            value="expires_at",
            show=figures.moment,
            css="day",
            sort="expires_at",
        ),
        Column(
            "used",
            gettext_lazy("Last used"),
            value="last_used_at",
            show=figures.moment,
            css="day",
            sort="last_used_at",
        ),
        Column(
            "state",
            gettext_lazy("State"),
            value=token_state,
            fields=("revoked_at", "expires_at"),
            export=lambda row: row["revoked_at"],
        ),
    ]

    def row_class(self, row) -> str:
        return "is-quiet" if row["revoked_at"] else ""

    def more_context(self) -> dict:
        first = (_("Issue a token"), reverse("token-issue"))
        return {"tabs": tabs("tokens"), "first_step": first, "second_step": None}


class IssueToken(ManagePage):
    """A key for a system; its text is shown once."""

    form_class = TokenForm
    may_try = False  # a secret is shown, once
    title = gettext_lazy("Issue a token")
    submit_label = gettext_lazy("Issue")

    @property
    def cancel_url(self) -> str:
        return reverse("tokens")

    def perform(self, form):
        said, actor = form.cleaned_data, self.request.user
        token, text = members.issue_token(
            system=said["system"],
            district=own_district(actor),
            name=said["name"],
            scopes=said["scopes"],
            expires_at=form.expires_at(),
            unit=said["unit"],
            actor=actor,
        )
        return self.show_once(_("Token"), token.name, text, reverse("tokens"))


class TokenPage(ActPage):
    """One token: its scopes, and the button that ends it."""

    act = "manage_members"
    form_class = ReasonForm
    template_name = "quota_pool/token.html"

    def find_target(self) -> ApiToken:
        rows = ApiToken.objects.visible_to(self.request.user, "manage_members")
        return get_object_or_404(
            rows.select_related("user", "unit", "district", "created_by"), pk=self.kwargs["pk"]
        )

    def get_context_data(self, **more):
        token = self.target
        context = {
            "title": token.name,
            "subtitle": token.prefix,
            "token": token,
            "scopes": [str(access.ACTS[scope]) for scope in token.scopes if scope in access.ACTS],
            "is_in_force": tokens.is_in_force(token),
            "reads": PersonalRead.objects.visible_to(self.request.user, "manage_members")
            .filter(token=token)
            .order_by("-id")[:READS_SHOWN],
        }
        return super().get_context_data(**{**context, **more})

    def perform(self, form) -> str:
        tokens.revoke(token=self.target, actor=self.request.user, reason=form.cleaned_data["reason"])
        messages.success(self.request, _("The token is revoked; the next request with it is a stranger's."))
        return reverse("tokens")
