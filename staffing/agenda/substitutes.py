"""Rows about handing over: who acts in whose role today, and until when."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from quota_pool import access, figures
from staffing.agenda.desk import WAITING, Desk, Line, told
from staffing.links import list_url


@told(WAITING, "submit_filing", "decide_filing", "submit_request", "decide_request", "advise_request")
def acting(desk: Desk) -> Iterator[Line]:
    """代办: what a colleague does for me meanwhile, and what I do for a colleague."""
    for row in access.handed_over(desk.user):
        mine = row.member.user_id == desk.user.pk
        other = row.user if mine else row.member.user
        words = _("%(name)s acts for you") if mine else _("you act for %(name)s")
        until = _("until %(day)s") % {"day": figures.short_day(row.to_day)}
        yield Line(words % {"name": other}, until, list_url("substitutes"))
