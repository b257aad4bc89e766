"""代办: a member hands one role over to a colleague of the same place, from a day to a day.

The colleague gains exactly the acts of that role for that time; the audit says for whom, and four eyes hold
across the two (`access.eyes_of`).
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, refusals
from quota_pool.calendar import SHANGHAI, now, today
from quota_pool.models import Member, Role, Substitute, User

LONGEST = 92  # days: whoever is away longer has a successor

NOT_YOURS = refusals.code(
    "role_not_yours", _("Only whoever holds a role hands it over."), _("Ask the administrator.")
)
NOT_HANDED_OVER = refusals.code(
    "role_not_handed_over", _("{role} is not handed over."), _("Add the role to another account instead.")
)
NOT_A_COLLEAGUE = refusals.code(
    "not_a_colleague", _("{user} holds no role in {place}."), _("Choose a colleague of the same place.")
)
OTHER_OFFICE = refusals.code(
    "another_office",
    _("{user} works for another office and does not stand in for a {role}."),
    _("Choose a colleague of the same office."),
)
DAYS_WRONG = refusals.code(
    "substitute_days",
    _("From {from_day} to {to_day} is not between today and {longest} days."),
    _("Choose days from today on, {longest} at most."),
)
STANDS_IN_ALREADY = refusals.code(
    "stands_in_already", _("Somebody stands in for this role until {until}."), _("End that first.")
)
ENDED = refusals.code(
    "substitute_ended", _("This ended on {on} already."), _("Hand the role over anew if it is needed again.")
)


@transaction.atomic
def name_substitute(
    *, member: Member, user: User, from_day: date, to_day: date, actor, reason: str = ""
) -> Substitute:
    """Let a colleague act in one's role for some days; the role itself is not given away."""
    member = (
        Member.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "district", "user")
        .get(pk=member.pk)
    )
    access.require(actor, "hand_over", member.unit)
    refusals.raise_any(_reasons(member, user, from_day, to_day, actor))
    row = Substitute.objects.create(
        district_id=member.district_id,
        member=member,
        user=user,
        from_day=from_day,
        to_day=to_day,
        reason=reason,
        recorded_at=now(),
        created_by=actor,
    )
    after = {"role": member.role, "substitute": str(user), "from_day": from_day, "to_day": to_day}
    audit.record(
        actor, "member.hand_over", row, unit=member.unit, after=after, reason=reason, label=str(user)
    )
    return row


@transaction.atomic
def end_substitute(*, substitute: Substitute, actor) -> Substitute:
    """Take the role back at once; either of the two may, and the administrator."""
    rows = Substitute.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "member__unit", "user"
    )
    row = rows.get(pk=substitute.pk)
    if actor.pk not in (row.user_id, row.member.user_id):
        access.require(actor, "manage_members", row.member.unit)
    if row.ended_at is not None:
        raise refusals.Refusal(ENDED.reason(on=row.ended_at.astimezone(SHANGHAI).date()))
    row.ended_at = now()
    row.save(update_fields=["ended_at"])
    audit.record(actor, "member.take_back", row, unit=row.member.unit, label=str(row.user))
    return row


# Roles that may stand in for each other: whoever only looks on, or sits in another office, does not.
SIDES: tuple[frozenset[str], ...] = (
    frozenset({Role.CLERK, Role.STREET_LEAD, Role.STREET_FINANCE}),
    frozenset({Role.BUREAU, Role.BUREAU_LEAD, Role.SECRETARY}),
    frozenset({Role.FINANCE, Role.FINANCE_LEAD}),
)
# Whoever decides on what another role enters, as far as four eyes reach.
DECIDES_ON: dict[str, tuple[str, ...]] = {
    Role.STREET_LEAD: (Role.CLERK,),
    Role.BUREAU_LEAD: (Role.BUREAU,),
    Role.FINANCE_LEAD: (Role.FINANCE,),
    Role.CLERK: (Role.STREET_LEAD,),
    Role.BUREAU: (Role.BUREAU_LEAD,),
    Role.FINANCE: (Role.FINANCE_LEAD,),
}


def may_stand_in(role: str) -> frozenset[str]:
    """The roles whose holders may be named for this one."""
    return next((side for side in SIDES if role in side), frozenset({role}))


def four_eyes_meet(user: User, roles) -> bool:
    """Whether this colleague is the other pair of eyes of one of these roles: their decisions would stop."""
    held = [one.role for one in user.memberships.all() if one.ended_at is None]
    return any(role in DECIDES_ON.get(one, ()) for one in held for role in roles)


def own_roles(user):
    """The roles a person may hand over: their own, in force, without the keeping of accounts."""
    rows = Member.objects.filter(user=user, ended_at=None).exclude(role__in=NEVER)
    return rows.select_related("unit", "district").order_by("id")


def colleagues(user):
    """Whom a person may name: people of the same places, never themselves, never a connected system."""
    places = [(grip.district_id, grip.unit_id) for grip in access.grips(user) if not grip.stands_in_for]
    districts, units = {place[0] for place in places}, {place[1] for place in places}
    fitting = {one for member in own_roles(user) for one in may_stand_in(member.role)}
    held = Q(memberships__ended_at=None, memberships__district__in=districts, memberships__role__in=fitting)
    if units != {None}:
        held &= Q(memberships__unit__in=units - {None})
    else:
        held &= Q(memberships__unit=None)
    rows = User.objects.filter(held, is_client=False, is_active=True)
    rows = rows.exclude(pk=user.pk).distinct().order_by("username")
    return rows.prefetch_related("memberships")


def of(user):
    """What a person has handed over, and what was handed to them; the newest first."""
    in_sight = Substitute.objects.visible_to(user).values("pk")
    rows = Substitute.objects.filter(Q(member__user=user) | Q(user=user) | Q(pk__in=in_sight))
    return rows.select_related("member__user", "member__unit", "member__district", "user").order_by("-id")


NEVER = [role for role, acts in access.ROLE_ACTS.items() if "manage_members" in acts]


def _reasons(member: Member, user: User, from_day: date, to_day: date, actor) -> list[refusals.Reason]:
    found = []
    if member.user_id != actor.pk or member.ended_at is not None:
        found.append(NOT_YOURS.reason())
    if member.role in NEVER:
        found.append(NOT_HANDED_OVER.reason(role=str(member.get_role_display()), field="member"))
    place = {"district": member.district_id, "unit": member.unit_id, "ended_at": None}
    if user.pk == member.user_id or user.is_client or not user.memberships.filter(**place).exists():
        place = str(member.unit or member.district)
        found.append(NOT_A_COLLEAGUE.reason(user=str(user), place=place, field="user"))
    elif not user.memberships.filter(**place, role__in=may_stand_in(member.role)).exists():
        role = str(member.get_role_display())
        found.append(OTHER_OFFICE.reason(user=str(user), role=role, field="user"))
    if not today() <= from_day <= to_day <= today() + timedelta(days=LONGEST):
        said = {"from_day": from_day, "to_day": to_day, "longest": LONGEST}
        found.append(DAYS_WRONG.reason(field="to_day", **said))
    others = member.substitutes.filter(ended_at=None, to_day__gte=from_day, from_day__lte=to_day)
    if other := others.first():
        found.append(STANDS_IN_ALREADY.reason(until=other.to_day, field="from_day"))
    return found
