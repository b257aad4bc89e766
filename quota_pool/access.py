"""Who may do what where: the only place that reads memberships; the roles and their acts stand in `roles`.

A street's people act in their street only; a row that is not visible is answered as if it did not exist, an
act that is not allowed says so.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404

from quota_pool.calendar import today
from quota_pool.models import Member, Substitute, User
from quota_pool.roles import ACTS, ROLE_ACTS
from quota_pool.statements import Lookup


class Forbidden(PermissionDenied):
    """The act is not among the actor's (403); `act` names it."""

    def __init__(self, act: str):
        self.act = act
        super().__init__(ACTS[act])


# Asked with every request of a page or the API, so it is written out once (speed.md): a person, and a row
# for each role in force; of one without any, a single row with nothing in it.
WHO = Lookup(
    User,
    Member,
    tables="quota_pool_user"
    " LEFT JOIN quota_pool_member ON quota_pool_member.ended_at IS NULL"
    " AND (quota_pool_member.user_id = quota_pool_user.id OR quota_pool_member.id IN"
    " (SELECT member_id FROM quota_pool_substitute AS lent WHERE lent.user_id = quota_pool_user.id"
    " AND lent.from_day <= %s AND lent.to_day >= %s AND lent.ended_at IS NULL))"
    " LEFT JOIN quota_pool_district ON quota_pool_district.id = quota_pool_member.district_id"
    " LEFT JOIN quota_pool_user AS holder ON holder.id = quota_pool_member.user_id"
    " LEFT JOIN quota_pool_unit ON quota_pool_unit.id = quota_pool_member.unit_id"
    " WHERE quota_pool_user.id = %s ORDER BY quota_pool_member.id",
    extra=(
        "COALESCE(quota_pool_unit.name, quota_pool_district.name)",
        "COALESCE(NULLIF(holder.full_name, ''), holder.username)",
        """EXISTS(SELECT 1 FROM quota_pool_halt AS halt WHERE halt.lifted_at IS NULL
        AND halt.district_id = quota_pool_member.district_id AND (quota_pool_member.unit_id IS NULL
        OR halt.unit_id IS NULL OR halt.unit_id = quota_pool_member.unit_id))""",
    ),
)


@dataclass(frozen=True)
class Grip:
    """Where one membership lets a user act: a district, or one unit of it; and the acts."""

    district_id: int
    unit_id: int | None
    role: str
    acts: frozenset[str]
    place: str = ""
    stands_in_for: str = ""  # whose role it is, when a colleague has handed it over
    sees_halt: bool = False  # whether books in this place are halted


def grips(user) -> tuple[Grip, ...]:
    """The user's memberships in force, read once for one request's user object."""
    if not user.is_authenticated or not user.is_active:
        return ()
    if not hasattr(user, "_grips"):
        rows = user._held if hasattr(user, "_held") else _who(user.pk)[1]
        user._grips = tuple(_narrowed_by_token(user, rows))
    return user._grips


def person(user_id: int) -> User | None:
    """A user with the roles in force beside it: what every request asks first, in one statement."""
    user, held = _who(user_id)
    if user is not None:
        user._held = held
    return user


def _who(user_id: int) -> tuple[User | None, list[tuple]]:
    """The user, and (membership, place, holder, whether books are halted there) of each role in force."""
    day = today().isoformat()
    rows = WHO(day, day, user_id)
    held = [tuple(held) for _user, *held in rows if held[0] is not None]
    return (rows[0][0] if rows else None), held


def _narrowed_by_token(user, rows):
    token = getattr(user, "token", None)
    for one, place, holder, halted in rows:
        district_id, unit_id, role, acts = one.district_id, one.unit_id, one.role, ROLE_ACTS[one.role]
        lent = holder if one.user_id != user.pk else ""
        if token is None:
            yield Grip(district_id, unit_id, role, acts, place, lent, bool(halted))
        elif lent:
            continue  # a role is handed over to a person, not to a system
        elif token.district_id == district_id and (unit_id is None or token.unit_id in (None, unit_id)):
            yield Grip(district_id, unit_id or token.unit_id, role, acts & frozenset(token.scopes), place)


def can(user, act: str, unit=None) -> bool:
    """Whether `user` may do `act`, in `unit` when one is given."""
    if act not in ACTS:
        raise KeyError(act)
    return any(act in grip.acts and _covers(grip, unit) for grip in grips(user))


def _covers(grip: Grip, unit) -> bool:
    if unit is None:
        return True
    return grip.district_id == unit.district_id and grip.unit_id in (None, unit.pk)


def require(user, act: str, unit=None) -> None:
    """Raise `Forbidden` unless the act is allowed there; Http404 when the unit itself is out of sight."""
    holding = [grip for grip in grips(user) if act in grip.acts and _covers(grip, unit)]
    if act not in ACTS:
        raise KeyError(act)
    if holding:
        lent = all(grip.stands_in_for for grip in holding)
        user.acts_for = holding[0].stands_in_for if lent else ""
        return
    if unit is not None and not any(_covers(grip, unit) for grip in grips(user)):
        raise Http404
    raise Forbidden(act)


def eyes_of(user) -> set[int]:
    """Whose eyes count as this person's today: their own, and those of either side of a handing over."""
    sides = [(row.user_id, row.member.user_id) for row in handed_over(user)]
    return {user.pk, *(pk for pair in sides for pk in pair)}


def handed_over(user) -> list[Substitute]:
    """Today's handings over of which this person is one side; read once for one request's user object."""
    if not hasattr(user, "_handed_over"):
        day = today()
        rows = Substitute.objects.filter(ended_at=None, from_day__lte=day, to_day__gte=day)
        rows = rows.filter(Q(user=user) | Q(member__user=user)).select_related("user", "member__user")
        user._handed_over = list(rows.order_by("id"))
    return user._handed_over


def had_a_hand(user, *hands: int | None) -> bool:
    """Whether one of these is this person or the other side of a handing over of theirs (four eyes)."""
    return not eyes_of(user).isdisjoint(hands)


def narrow(rows, user, act: str):
    """Keep the rows on which `user` may do `act`; no membership, no row."""
    model, allowed = rows.model, Q()
    found = [grip for grip in grips(user) if act in grip.acts]
    if not found:
        return rows.none()
    for grip in found:
        allowed |= _where(model, grip)
    return rows.filter(allowed)


def _where(model, grip: Grip) -> Q:
    where = Q(**{model.district_path: grip.district_id})
    if grip.unit_id is None or model.open_to_district:
        return where
    return where & model.of_unit(grip.unit_id)


def district_of(user):
    """The id of the one district the user works in, or None."""
    found = {grip.district_id for grip in grips(user)}
    return found.pop() if len(found) == 1 else None


def unit_of(user):
    """The id of the one unit the user works in, or None for a whole district's people."""
    found = {grip.unit_id for grip in grips(user)}
    return found.pop() if len(found) == 1 else None
