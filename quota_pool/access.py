"""Who may do what where: roles and their acts as data, and the only place that reads memberships.

`ROLE_ACTS` is domain.md section 3 as a table. A street's people act in their street only; a row that is
not visible is answered as if it did not exist, an act that is not allowed says so.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from quota_pool.calendar import today
from quota_pool.models import Member, Role, Substitute, User
from quota_pool.statements import Lookup

READING = (
    "read_pool",
    "read_ledger",
    "read_staff",
    "read_filings",
    "read_documents",
    "read_rules",
    "read_jobs",
)

ACTS = {
    "read_pool": _("see units, grants and positions"),
    "read_ledger": _("see the ledger"),
    "read_staff": _("see the roster, masked"),
    "read_filings": _("see filings"),
    "read_documents": _("see documents"),
    "read_rules": _("see rules and the calendar"),
    "read_jobs": _("see background work"),
    "read_audit": _("see the audit log"),
    "reveal": _("see one sealed field, with a reason"),
    "attach": _("attach scans and photos"),
    "open_files": _("open attachments of people"),
    "export": _("export lists"),
    "export_full": _("issue papers with full ID numbers, with a reason"),
    "share_views": _("share saved views of lists"),
    "edit_units": _("enter units"),
    "write_documents": _("enter documents"),
    "issue_heads": _("bring heads into the district's reserve"),
    "propose_grant": _("propose a grant"),
    "approve_grant": _("approve a grant"),
    "propose_freeze": _("propose a freeze"),
    "decide_freeze": _("put a freeze in force or lift it"),
    "read_requests": _("see requests for mobile heads"),
    "draft_request": _("draft a request for mobile heads"),
    "submit_request": _("submit a request for mobile heads"),
    "withdraw_request": _("withdraw a request for mobile heads"),
    "check_request": _("check a request for mobile heads"),
    "advise_request": _("give finance's opinion on a request"),
    "decide_request": _("grant or refuse a request for mobile heads"),
    "recruit": _("set heads aside while recruiting"),
    "submit_plan": _("submit a staffing plan"),
    "decide_plan": _("decide on a staffing plan"),
    "open_emergency": _("open and close an emergency"),
    "register_emergency": _("put people to work in an emergency"),
    "return_heads": _("give mobile heads back"),
    "hire": _("start work, change terms, move between grants"),
    "exit": _("record an exit"),
    "transfer": _("offer, take over or decline a transfer"),
    "edit_staff": _("edit a person's record"),
    "import_roster": _("import a roster"),
    "open_roster": _("open a unit's roster by document"),
    "register_unseated": _("register a person without a head"),
    "submit_filing": _("submit a filing"),
    "decide_filing": _("accept or return a filing"),
    "urge_filing": _("remind the other side of an overdue filing"),
    "see_alerts": _("acknowledge alerts"),
    "refuse_filing": _("refuse a filing"),
    "set_rules": _("set rules"),
    "set_calendar": _("set the calendar"),
    "hand_over": _("hand one's role over to a colleague"),
    "manage_members": _("manage members and tokens"),
}

_STREET = (*READING, "export")
EVERYBODY = ("hand_over",)
_SHARING = (Role.CLERK, Role.STREET_LEAD, Role.BUREAU, Role.BUREAU_LEAD)
ROLE_ACTS: dict[str, frozenset[str]] = {
    role: frozenset((*acts, *EVERYBODY, *(("share_views",) if role in _SHARING else ())))
    for role, acts in {
        Role.CLERK: (
            *_STREET,
            "read_requests",
            "draft_request",
            "withdraw_request",
            "register_emergency",
            "reveal",
            "export_full",
            "attach",
            "open_files",
            "hire",
            "recruit",
            "transfer",
            "exit",
            "edit_staff",
            "import_roster",
            "submit_filing",
            "urge_filing",
            "see_alerts",
            "read_audit",
        ),
        Role.STREET_LEAD: (
            *_STREET,
            "read_requests",
            "submit_request",
            "withdraw_request",
            "submit_plan",
            "return_heads",
            "open_emergency",
            "submit_filing",
            "urge_filing",
            "see_alerts",
            "reveal",
            "export_full",
            "open_files",
            "read_audit",
        ),
        Role.STREET_FINANCE: _STREET,
        Role.BUREAU: (
            *READING,
            "export",
            "export_full",
            "open_files",
            "reveal",
            "edit_units",
            "write_documents",
            "propose_grant",
            "propose_freeze",
            "read_requests",
            "check_request",
            "decide_plan",
            "open_emergency",
            "register_emergency",
            "open_roster",
            "register_unseated",
            "decide_filing",
            "urge_filing",
            "see_alerts",
            "set_calendar",
            "read_audit",
        ),
        Role.BUREAU_LEAD: (
            *READING,
            "export",
            "open_files",
            "write_documents",
            "issue_heads",
            "approve_grant",
            "decide_freeze",
            "read_requests",
            "decide_request",
            "decide_plan",
            "decide_filing",
            "urge_filing",
            "see_alerts",
            "refuse_filing",
            "set_rules",
            "read_audit",
        ),
        Role.FINANCE: (*READING, "read_requests", "advise_request", "export", "see_alerts"),
        Role.FINANCE_LEAD: (*READING, "read_requests", "export", "see_alerts"),
        Role.HR: (*READING, "read_requests", "export"),
        Role.DEPARTMENT: ("read_documents", "read_rules"),
        Role.SECRETARY: ("read_pool", "read_ledger", "read_documents", "read_rules"),
        Role.INSPECTOR: (*READING, "read_requests", "read_audit"),
        Role.AUDITOR: (*READING, "read_requests", "export", "read_audit"),
        Role.API: (*READING, "read_requests", "export"),
        Role.ADMIN: ("read_rules", "read_jobs", "set_calendar", "edit_units", "manage_members", "read_audit"),
    }.items()
}


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
    """The user, and (membership, place, holder) of each role held, or handed over to them for today."""
    day = today().isoformat()
    rows = WHO(day, day, user_id)
    held = [(member, place, holder) for _user, member, place, holder in rows if member is not None]
    return (rows[0][0] if rows else None), held


def _narrowed_by_token(user, rows):
    token = getattr(user, "token", None)
    for one, place, holder in rows:
        district_id, unit_id, role, acts = one.district_id, one.unit_id, one.role, ROLE_ACTS[one.role]
        lent = holder if one.user_id != user.pk else ""
        if token is None:
            yield Grip(district_id, unit_id, role, acts, place, lent)
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
