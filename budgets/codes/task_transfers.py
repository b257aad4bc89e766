"""Why a task is not handed down, taken over or paid for as asked."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NOT_FOR_STREETS = code(
    "task_not_for_a_street",
    _("Tasks are handed down by a department to a street or town, not from {department} to {unit}."),
    _("Choose a department above and a street or town below."),
)
NEEDS_HAND_OVER = code(
    "hand_over_list_missing",
    _("“{task}” is taken over with its hand-over list; it has no line yet."),
    _("Enter at least one line: the matter, files, equipment or training."),
)
NO_MONEY_THAT_YEAR = code(
    "no_task_money_that_year",
    _("“{task}” brings no money in {year}: it runs from {start} to {end}."),
    _("Choose a year in which it runs."),
)
TASK_POSTED = code(
    "task_money_posted",
    _("The money of “{task}” for {year} was posted already: {amount} yuan."),
    _("Choose another year."),
)
TASK_ONE_YEAR = code(
    "task_money_lapsed",
    _("“{task}” does not recur: its money was for {year} alone."),
    _("Have the department propose it again."),
)
TASK_FREE = code(
    "task_without_money",
    _("“{task}” names no money, so there is none to confirm or post."),
    _("Refuse it, or have the department propose it with its money."),
)
NO_HEADS_ASKED = code(
    "no_heads_asked",
    _("“{task}” asks for no heads: the street does it with the heads it has."),
    _("Where it cannot, draft a request for mobile heads."),
)
HEADS_ASKED_ALREADY = code(
    "heads_asked_already",
    _("Heads for “{task}” have been asked for already."),
    _("Look at the request drafted out of it."),
)
