"""Reasons about pay schemes: their terms, what they would cost, the lock of the coefficients."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

SCHEME_STATE = code(
    "scheme_wrong_state",
    _("This pay scheme is “{state}”; that can be done while it is “{wanted}”."),
    _("Load the page again and see which steps are open."),
)
NO_GRADES = code(
    "scheme_without_grades",
    _("The scheme “{name}” has no pay grade."),
    _("Enter at least one grade without conditions."),
)
NOBODYS_GRADE = code(
    "people_without_a_grade",
    _("{count} people meet no grade, {name} first."),
    _("Enter a grade without conditions, or place these people on a grade."),
)
BEFORE_TODAY = code(
    "scheme_day_past",
    _("A scheme takes effect on the first day of a month not yet posted; {on} is none."),
    _("Let it take effect on {first} or later."),
)
SCHEME_DAY_TAKEN = code(
    "scheme_day_taken",
    _("“{name}” already takes effect on {on}."),
    _("Choose another month."),
)
OVER_ENVELOPE = code(
    "scheme_over_envelope",
    _("The year would cost {cost} yuan; the envelope of {year} is {envelope} yuan, {over} less."),
    (_("Lower monthly pay by {less} yuan a head on average, or let it take effect later."),),
)
NO_ENVELOPE = code(
    "scheme_without_envelope",
    _("{unit} has no envelope in force for {year}, so the cost cannot be held against it."),
    _("Finance puts the envelope in force first."),
)
OVER_NEXT_YEAR = code(
    "scheme_over_envelope_full_year",
    _("A full year would cost {cost} yuan, {over} more than the present envelope of {envelope} yuan."),
    _("Agree next year's envelope first, or lower monthly pay by {less} yuan a head on average."),
)
BELOW_WAGE = code(
    "pay_below_minimum_wage",
    _("{count} people would be paid below the minimum wage of {limit} yuan; the lowest {lowest} yuan."),
    _("Raise the lowest grade by {missing} yuan."),
)
OVER_CEILING = code(
    "pay_over_ceiling",
    _("The average cost of a head and year would be {average} yuan, above the ceiling of {limit} yuan."),
    _("Lower monthly pay by {less} yuan a head on average."),
)
COEFFICIENTS_LOCKED = code(
    "coefficients_locked",
    _("The post coefficients of {year} were fixed by “{name}”; these differ: {posts}."),
    _("Keep them until {next}, or let the scheme take effect then."),
)
NO_SUCH_GRADE = code(
    "no_such_grade",
    _("No scheme of {unit} that is in force or drafted has a grade “{grade}”."),
    _("Choose one of its grades, or enter the grade in the scheme first."),
)
MARK_STRUCK = code(
    "mark_struck_out",
    _("This mark was already struck out on {on}."),
    _("Enter a new mark where another one holds."),
)
