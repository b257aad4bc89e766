"""Saved views (常用视图): kept by whoever looks, shared with a unit or the district by right, never wider.

A view is an address. Who opens it sees what they may see under its conditions, and today stays today.
"""

from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from quota_pool import access, audit, refusals
from quota_pool.calendar import now, today
from quota_pool.models import District, SavedView, Unit

MOST = 30
NOT_KEPT = ("page", "export", "print")
TODAY = "today"

NAME_TAKEN = refusals.code(
    "view_name_taken",
    _("You have a view “{name}” of this list already."),
    _("Choose another name, or drop the old view first."),
)
TOO_MANY = refusals.code(
    "too_many_views", _("You have {most} views of this list already."), _("Drop one you no longer use.")
)


def in_sight(user, page: str):
    """The views of a list this person may open: their own and what is shared with them."""
    rows = SavedView.objects.visible_to(user).filter(page=page)
    return rows.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner", "unit")


def of_owner(user):
    """The person's own views of every list."""
    return SavedView.objects.visible_to(user).filter(owner=user).order_by("page", "name", "id")


@transaction.atomic
def save(*, page: str, name: str, query: QueryDict, actor, share=False, as_default=False) -> SavedView:
    """Keep the address of a list under a name; days that say today go on saying today."""
    place = _place_of(actor)
    if share:
        access.require(actor, "share_views")
    mine = SavedView.objects.select_for_update(no_key=True).filter(owner=actor, page=page)
    names = list(mine.values_list("name", flat=True))
    refusals.raise_any(
        [
            *([NAME_TAKEN.reason(name=name, field="name")] if name in names else ()),
            *([TOO_MANY.reason(most=MOST, field="name")] if len(names) >= MOST else ()),
        ]
    )
    if as_default:
        mine.update(is_default=False)
    view = SavedView.objects.create(
        **place,
        owner=actor,
        page=page,
        name=name,
        query=_kept(query),
        is_shared=share,
        is_default=as_default,
        updated_at=now(),
    )
    audit.record(actor, "view.save", view, after=_shown(view), label=name)
    return view


@transaction.atomic
def change(*, view: SavedView, actor, share: bool, as_default: bool) -> SavedView:
    """Share a view or stop sharing it; let the list open with it or not."""
    view = SavedView.objects.select_for_update(no_key=True).get(pk=view.pk, owner=actor)
    if share and not view.is_shared:
        access.require(actor, "share_views")
    before = _shown(view)
    if as_default:
        SavedView.objects.filter(owner=actor, page=view.page).update(is_default=False)
    view.is_shared, view.is_default, view.updated_at = share, as_default, now()
    view.save()
    audit.record(actor, "view.change", view, before=before, after=_shown(view), label=view.name)
    return view


@transaction.atomic
def drop(*, view: SavedView, actor) -> None:
    """Take a view away; the rows it showed are untouched."""
    view = SavedView.objects.select_for_update(no_key=True).get(pk=view.pk, owner=actor)
    audit.record(actor, "view.drop", view, before=_shown(view), label=view.name)
    view.delete()


def first_of(user) -> dict[str, str]:
    """The kept query each list opens with for this person, by the name of the list."""
    return dict(of_owner(user).filter(is_default=True).values_list("page", "query"))


def opened(kept: str) -> str:
    """A kept query as of now."""
    query = QueryDict(kept, mutable=True)
    for name, values in list(query.lists()):
        query.setlist(name, [f"{today():%Y-%m-%d}" if value == TODAY else value for value in values])
    return query.urlencode(safe=",")


def _kept(query: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        said = [TODAY if value == f"{today():%Y-%m-%d}" else value for value in values if value]
        if name not in NOT_KEPT and said:
            kept.setlist(name, said)
    return kept.urlencode(safe=",")


def _place_of(actor) -> dict:
    """Where the actor works: a view of theirs is shared no further than that."""
    access.require(actor, "read_rules")
    unit_id = access.unit_of(actor)
    district = District.objects.get(pk=access.district_of(actor))
    return {"district": district, "unit": unit_id and Unit.objects.get(pk=unit_id)}


def _shown(view: SavedView) -> dict:
    """What the audit keeps; conditions may name people, so they are not repeated."""
    return {"list": view.page, "is_shared": view.is_shared, "is_default": view.is_default}
