"""Why savings cannot be used as planned."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NO_ROOM_NOW = code(
    "savings_no_room_now",
    _("The plan costs {cost} yuan this year, there is room for {room}."),
    _("Begin later, give up more heads, or plan for at most {room} yuan."),
)
NO_ROOM_NEXT = code(
    "savings_no_room_next",
    _("A whole year of it costs {cost} yuan, the next year has room for {room}."),
    _("Plan for at most {room} yuan in a whole year."),
)
NOBODY_STAYS = code(
    "savings_nobody_stays",
    _("{count} heads are to be given up, {people} people are on post with pay entered."),
    _("Name fewer than {people} heads."),
)
NOTHING_TO_RAISE = code(
    "savings_nothing_to_raise",
    _("There is no room for a raise: {now} yuan this year, {later} yuan in a whole year."),
    _("Give up more heads, begin later, or lower the severance."),
)
NOT_LUMP_SUM = code(
    "savings_not_lump_sum",
    _("The money of {unit} for {year} follows its heads: what fewer heads leave over goes back."),
    _("Let finance change the basis to lump-sum, or leave the rest with the district."),
)
