"""Why heads cannot be recovered by a purchased service as asked."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NO_AVERAGE = code(
    "no_average_standard",
    _("“{category}” has no standard in force on {on}, so what {heads} heads free cannot be reckoned."),
    _("Have finance enter the standard of this post category first."),
)
PRICED_BY_HEADS = code(
    "service_priced_by_heads",
    _("The service is priced by heads: that is hiring in disguise, and is flagged."),
    _("Agree on a price by result, area or cases."),
)
