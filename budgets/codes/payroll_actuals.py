"""Why a row of payroll actuals is not taken."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

ROW_UNREADABLE = code(
    "actual_row_unreadable",
    _("The field {field_name} of this row cannot be read."),
    _("Write it as the description of the API says, and send the row again."),
)
ROW_UNKNOWN_FIELD = code(
    "actual_row_unknown_field",
    _("This row has a field that nobody knows."),
    _("Leave out what the description of the API does not name."),
)
UNIT_UNKNOWN = code(
    "actual_unit_unknown",
    _("There is no such unit that this system may send for."),
    _("Take the unit's id from GET /api/v1/units/."),
)
PERSON_UNKNOWN = code(
    "actual_person_unknown",
    _("There is no person with this number."),
    _("Take the person's number from GET /api/v1/staff/, never the ID number."),
)
MONTH_TO_COME = code(
    "actual_month_to_come",
    _("The month {month} has not begun."),
    _("Send what was paid once it has been paid."),
)
ACTUAL_DIFFERS = code(
    "actual_differs",
    _("Revision {revision} of this payment is already there with {known} yuan; this row says {sent}."),
    _("Send the right amount with the revision {next}."),
)
