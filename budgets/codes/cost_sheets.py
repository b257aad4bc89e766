"""Why a cost sheet cannot be reckoned as asked."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NO_STANDARD = code(
    "no_standard",
    _("“{category}” has no standard in force on {on}, and {heads} heads are to be reckoned with it."),
    _("Have finance enter the standard of this post category first."),
)
HEADS_BEYOND_GRANT = code(
    "heads_beyond_grant",
    _("{heads} heads are named, {granted} are granted."),
    _("Name at most {granted} heads."),
)
NO_HEADS = code(
    "no_heads_to_cost",
    _("There are no heads to reckon with: {granted} granted, {people} on the roster."),
    _("Have heads granted first, or enter the roster first."),
)
NO_MIX = code(
    "no_mix_of_posts",
    _("Nobody is on post, so the {granted} granted heads cannot be spread over post categories."),
    _("Name the heads of each post category."),
)
