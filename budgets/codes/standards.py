"""Why a standard per head cannot be put in force."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

STANDARD_TWICE = code(
    "standard_twice",
    _("“{category}” has a standard from {on} already: {amount} yuan."),
    _("Choose another day; the newest day counts."),
)
