"""Why a difference is not ended or handed on."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

OTHERS_DIFFERENCE = code(
    "difference_of_others",
    _("This difference lies with {owner}."),
    _("Let {owner} explain it, or have it handed over first."),
)
ENDED_ALREADY = code(
    "difference_ended",
    _("This difference has ended already: {state}."),
    _("It opens again by itself when its figures change."),
)
NEEDS_REMARKS = code(
    "difference_needs_remarks", _("Another reason needs words."), _("Say in the remarks what it is.")
)
SAME_OWNER = code(
    "difference_same_owner", _("It lies with {owner} already."), _("Choose another side, or explain it.")
)
