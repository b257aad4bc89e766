"""Members: who works where in which role; accounts opened, ended, and given a first password.

There is no mail: an administrator hands over a password that is good for one sign-in (decisions.md 2).
"""

import secrets

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, refusals, tokens
from quota_pool.calendar import SHANGHAI, now
from quota_pool.models import ApiToken, District, Member, Role, Unit, User

UNIT_ROLES = (Role.CLERK, Role.STREET_LEAD, Role.STREET_FINANCE)
LETTERS = "abcdefghijkmnpqrstuvwxyz"
CAPITALS = LETTERS.upper()
DIGITS = "23456789"
MARKS = "-+=%#"
GROUPS, GROUP = 3, 5

NAME_TAKEN = refusals.code(
    "user_name_taken",
    _("The user name {username} is taken."),
    _("Choose another, or add a role to that account."),
)
ROLE_TWICE = refusals.code(
    "role_held_already",
    _("{user} already holds this role there."),
    _("Choose another role or another unit for {user}."),
)
NEEDS_UNIT = refusals.code(
    "role_needs_unit", _("{role} is a role in one unit."), _("Choose the unit this person works in.")
)
NEEDS_DISTRICT = refusals.code(
    "role_is_of_district", _("{role} is a role for the whole district."), _("Leave the unit empty.")
)
OWN_MEMBERSHIP = refusals.code(
    "own_membership",
    _("Nobody ends their own membership or resets their own password here."),
    _("Ask another administrator; one's own password is changed at the top right."),
)
OWN_ROLE = refusals.code("own_role", _("Nobody gives themselves a role."), _("Ask another administrator."))
ADMIN_APART = refusals.code(
    "administrator_apart",
    _("An administrator has an account for that alone: whoever gives out roles decides nothing."),
    _("Open an account of its own, or end what {user} holds first."),
)
TOKEN_TWICE = refusals.code(
    "token_name_in_force",
    _("{system} already has a token in force named “{name}”."),
    _("Revoke that one first, or name this one otherwise."),
)
ENDED_ALREADY = refusals.code(
    "membership_ended",
    _("This membership ended on {on} already."),
    _("Add the role anew if it is needed again."),
)


def first_password() -> str:
    """A password that can be read over the telephone, with all four kinds of characters."""
    parts = ["".join(secrets.choice(LETTERS + DIGITS) for _place in range(GROUP)) for _group in range(GROUPS)]
    sure = (secrets.choice(CAPITALS), secrets.choice(DIGITS), secrets.choice(LETTERS))
    return secrets.choice(MARKS).join(first + part for first, part in zip(sure, parts, strict=True))


@transaction.atomic
def new_user(
    *, district: District, username: str, full_name: str, role: str, actor, unit: Unit | None = None
) -> tuple[Member, str]:
    """Open an account with its first role; returns the membership and the password, shown once."""
    access.require(actor, "manage_members", unit)
    taken = User.objects.filter(username__iexact=username).exists()
    refusals.raise_any(
        [
            *([NAME_TAKEN.reason(username=username, field="username")] if taken else ()),
            *_place_reasons(role, unit),
        ]
    )
    password = first_password()
    user = User(username=username, full_name=full_name, must_change_password=True, password_changed_at=now())
    user.set_password(password)
    user.save()
    audit.record(actor, "member.new_user", district, unit=unit, after={"username": username}, label=username)
    return _joined(district, user, role, unit, actor), password


@transaction.atomic
def add_member(*, district: District, user: User, role: str, actor, unit: Unit | None = None) -> Member:
    """Give an account one more role; never one's own, and none beside an administrator's."""
    access.require(actor, "manage_members", unit)
    list(User.objects.select_for_update(no_key=True).filter(pk=user.pk).values_list("pk"))
    held = Member.objects.filter(user=user, district=district, unit=unit, role=role, ended_at=None)
    refusals.raise_any(
        [
            *([OWN_ROLE.reason(field="user")] if user.pk == actor.pk else ()),
            *([ROLE_TWICE.reason(user=str(user), field="role")] if held.exists() else ()),
            *_apart_reasons(user, role),
            *_place_reasons(role, unit),
        ]
    )
    return _joined(district, user, role, unit, actor)


@transaction.atomic
def end_membership(*, member: Member, actor, reason: str) -> Member:
    """End one role at once; what was done in it stays on record."""
    member = _locked(member, actor)
    if member.ended_at is not None:
        raise refusals.Refusal(ENDED_ALREADY.reason(on=member.ended_at.astimezone(SHANGHAI).date()))
    member.ended_at = now()
    member.save(update_fields=["ended_at"])
    audit.record(
        actor,
        "member.end",
        member,
        unit=member.unit,
        before=_shown(member),
        reason=reason,
        label=str(member.user),
    )
    return member


@transaction.atomic
def reset_password(*, member: Member, actor, reason: str) -> str:
    """Give a person a new first password, shown once; it is changed at the next sign-in."""
    member = _locked(member, actor)
    user, password = member.user, first_password()
    user.set_password(password)
    user.must_change_password, user.password_changed_at = True, now()
    user.save(update_fields=["password", "must_change_password", "password_changed_at"])
    audit.record(actor, "member.reset_password", member, unit=member.unit, reason=reason, label=str(user))
    return password


@transaction.atomic
def issue_token(
    *, district: District, system: str, name: str, actor, unit: Unit | None = None, **what
) -> tuple[ApiToken, str]:
    """Issue a token to a connected system, entered when it is new; `what`: scopes, expires_at."""
    access.require(actor, "manage_members", unit)
    user = User.objects.filter(username__iexact=system).first()
    if user is None:
        user = _new_client(district, system, unit, actor)
    elif not user.is_client or not user.memberships.filter(district=district, ended_at=None).exists():
        raise refusals.Refusal(NAME_TAKEN.reason(username=system, field="system"))
    in_force = ApiToken.objects.filter(user=user, name=name, revoked_at=None, expires_at__gt=now())
    if in_force.exists():
        raise refusals.Refusal(TOKEN_TWICE.reason(system=system, name=name, field="name"))
    return tokens.issue(user=user, district=district, unit=unit, name=name, actor=actor, **what)


def _new_client(district: District, username: str, unit: Unit | None, actor) -> User:
    """A connected system's account: it has no password, only tokens."""
    user = User(username=username, is_client=True)
    user.set_unusable_password()
    user.save()
    _joined(district, user, Role.API, unit, actor)
    return user


def _locked(member: Member, actor) -> Member:
    access.require(actor, "manage_members", member.unit)
    rows = Member.objects.visible_to(actor, "manage_members").select_for_update(no_key=True, of=("self",))
    member = rows.select_related("user", "unit", "district").get(pk=member.pk)
    if member.user_id == actor.pk:
        raise refusals.Refusal(OWN_MEMBERSHIP.reason())
    return member


def _place_reasons(role: str, unit: Unit | None) -> list[refusals.Reason]:
    label = str(Role(role).label)
    if role in UNIT_ROLES and unit is None:
        return [NEEDS_UNIT.reason(role=label, field="unit")]
    if role not in (*UNIT_ROLES, Role.DEPARTMENT, Role.API) and unit is not None:
        return [NEEDS_DISTRICT.reason(role=label, field="unit")]
    return []


def _apart_reasons(user: User, role: str) -> list[refusals.Reason]:
    """Managing members and doing business lie on different accounts, whichever came first."""
    roles = set(Member.objects.filter(user=user, ended_at=None).values_list("role", flat=True))
    roles.add(role)
    is_mixed = Role.ADMIN in roles and len(roles) > 1
    return [ADMIN_APART.reason(user=str(user), field="role")] if is_mixed else []


def _joined(district: District, user: User, role: str, unit: Unit | None, actor) -> Member:
    member = Member.objects.create(district=district, user=user, role=role, unit=unit)
    audit.record(actor, "member.add", member, unit=unit, after=_shown(member), label=str(user))
    return member


def _shown(member: Member) -> dict:
    return {"user": str(member.user), "role": member.role, "unit": str(member.unit or "")}
