"""The version counter of editable rows: a stale write is answered, never silently laid over (R-015)."""

from django.utils.translation import gettext_lazy as _

from quota_pool import refusals

STALE = refusals.code(
    "stale",
    _("Somebody changed this meanwhile: you saw version {seen}, now it is version {now}."),
    _("Load the page again; what you typed is kept."),
)


def check(row, seen: int | None) -> None:
    """Raise `Stale` (412) when the locked row is newer than what the actor saw; None means not asked."""
    if seen is not None and row.version != seen:
        raise refusals.Stale(STALE.reason(seen=seen, now=row.version))
