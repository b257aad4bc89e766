"""Reasons about pay runs: the month, the roster, the money, four eyes."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

RUN_STATE = code(
    "pay_run_wrong_state",
    _("This pay run is “{state}”; that can be done while it is “{wanted}”."),
    _("Load the page again and see which steps are open."),
)
RUN_TWICE = code(
    "pay_run_twice",
    _("{unit} already has a pay run of {month}, number {number}."),
    _("Go on with that one, or reverse it first."),
)
MONTH_TO_COME = code(
    "pay_run_month_to_come",
    _("The month {month} has not begun."),
    _("Open it on {first} or later."),
)
RUN_BUSY = code(
    "pay_run_busy",
    _("Background work on this pay run is not finished ({done} of {total})."),
    _("Wait for it, or stop it on its page."),
)
NOBODY_TO_PAY = code(
    "pay_run_empty",
    _("Nobody whom {unit} pays was on post in {month}."),
    _("Look at the roster of that month, or give the run up."),
)
ROSTER_DIFFERS = code(
    "pay_run_roster_differs",
    _("The lines do not match the roster: {missing} people are missing, {surplus} are too many ({names})."),
    _("Calculate the run again."),
)
CHANGED_SINCE = code(
    "pay_run_changed_since",
    _("Of {count} people terms, filings or pay marks have changed since the calculation ({names})."),
    _("Calculate the run again."),
)
LINES_BELOW_WAGE = code(
    "pay_lines_below_minimum_wage",
    _("{count} full months are paid below the minimum wage of {limit} yuan; the lowest is {lowest} yuan."),
    _("Raise the grade of these people, or correct what was entered by hand."),
)
LINES_OVER_CEILING = code(
    "pay_lines_over_ceiling",
    _("The average cost of {average} yuan a head and month is above a twelfth of the ceiling, {limit} yuan."),
    _("Look at the dearest lines first."),
)
LINES_BLOCKED = code(
    "pay_lines_blocked",
    _("{count} people are not paid until their hire is filed; {amount} yuan wait."),
    _("File these hires; the next run pays what was held back."),
)
LINES_PERSONAL = code(
    "pay_lines_personal",
    _("{count} people were hired without authority; {amount} yuan are borne by the head of the unit."),
    _("Settle who is to be seated, or end the employment."),
)
LINES_UNFILED = code(
    "pay_lines_unfiled",
    _("{count} people are paid although not yet filed; {amount} yuan are unfiled cost."),
    _("File these hires before their pay is blocked."),
)
NEGATIVE_NET = code(
    "pay_lines_negative",
    _("{count} people would have to pay in ({names}): what is kept back is more than the pay."),
    _("Correct the leave or the tax entered by hand."),
)
OVER_MONEY = code(
    "pay_run_over_money",
    _("The run costs {cost} yuan; the unit has {left} yuan held or free in {year}, {short} too little."),
    _("Ask finance for an adjustment, or lower what was entered by hand."),
)
NO_FUND = code(
    "pay_run_without_fund",
    _("{unit} has no money in force for {year}; the run can be made, not posted."),
    _("Finance puts the envelope in force first."),
)
OTHER_UNIT = code(
    "pay_item_other_unit",
    _("{name} was not on post in {unit} in {month}."),
    _("Choose somebody of that month's roster."),
)
EARLIER_OPEN = code(
    "pay_run_earlier_open",
    _("The pay run of {month}, number {number}, is not yet posted; months are posted in their order."),
    _("Post that one first, or give it up."),
)
POSTED_THROUGH = code(
    "pay_run_posted_through",
    _("Pay is posted through {through}; {month} lies before it."),
    _("Reverse the later months first, the last one first."),
)
LATER_POSTED = code(
    "pay_run_later_posted",
    _("The pay run of {month}, number {number}, was posted after it."),
    _("Reverse that one first."),
)
LINES_REFUSED = code(
    "pay_lines_refused",
    _("{count} people are not paid for want of money; {amount} yuan wait."),
    _("Ask finance for an adjustment; the next run pays them."),
)
