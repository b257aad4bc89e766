"""Why an envelope is not drafted, approved, changed or closed."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

ENVELOPE_TWICE = code(
    "envelope_twice",
    _("{unit} already has an envelope for {year}."),
    _("Change that one, or withdraw it first."),
)
YEAR_TOO_FAR = code(
    "envelope_year_too_far",
    _("An envelope for {year} is not drafted now."),
    _("Choose a year from {first} to {last}."),
)
OUTSIDE_YEAR = code(
    "day_outside_year", _("{on} does not lie in {year}."), _("Choose a day between {first} and {last}.")
)
NO_LINES = code(
    "envelope_without_lines",
    _("The calculation for {year} has no line."),
    _("Enter for each post class how many heads at which standard."),
)
NO_BASE = code(
    "envelope_without_base",
    _("An envelope for {year} not above the base needs its base and a reduction plan."),
    _("Enter the base and the plan by years."),
)
ABOVE_BASE = code(
    "envelope_above_base",
    _("{total} yuan is {over} yuan above the base of {base} yuan."),
    _("Take {over} yuan out of the calculation."),
)
ABOVE_APPROPRIATION = code(
    "above_appropriation",
    _("For {year} the district was given {appropriated} yuan; {given} are given out, {wanted} are asked."),
    _("Lower the amount by {missing} yuan, or enter a further appropriation."),
)
BELOW_SPENT = code(
    "cut_below_spent",
    _("{wanted} yuan are to be cut, and only {cuttable} yuan are not spent."),
    _("Cut {cuttable} yuan at most."),
)
NOT_IN_FORCE = code(
    "envelope_not_in_force",
    _("The envelope of {unit} for {year} is not in force."),
    _("Put it in force first."),
)
NO_SUCH_MONEY = code(
    "change_without_fund",
    _("There is no {kind} with this name in the envelope."),
    _("Choose one of those that are there."),
)
NEEDS_GRANT = code(
    "change_needs_grant",
    _("Money of a mobile grant names the grant of {unit} it is for."),
    _("Choose the grant."),
)
YEAR_NOT_OVER = code(
    "year_not_over", _("{year} is not over before {last}."), _("Begin the close on {last} or later.")
)
NEXT_NOT_THERE = code(
    "next_envelope_missing",
    _("There is no envelope in force for {year} to carry the balance into."),
    _("Put the envelope for {year} in force first, or return the balance."),
)
PAY_NOT_POSTED = code(
    "pay_not_posted",
    _("Pay is posted only through {through}; {held} yuan are still held for the months after."),
    _("Post the pay of these months, or say that it goes to the next year."),
)
