"""Reasons about the money of a hire: what the year's funds do not carry, with both ceilings."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NO_MONEY = code(
    "no_money",
    _(
        "This costs {cost} yuan in {fund}, where {free} yuan are free: {missing} yuan are missing."
        " Money: approved {approved}, held {held}, spent {spent}."
        " Heads: granted {granted_heads}, used {used_heads}, free {free_heads}."
    ),
    (
        _(
            "Start on {from_day} or later, or pay {highest_pay} yuan a month at most,"
            " or give back {heads_back} heads first."
        ),
        _("Start on {from_day} or later, or pay {highest_pay} yuan a month at most."),
        _("Start on {from_day} or later, or give back {heads_back} heads first."),
        _("Pay {highest_pay} yuan a month at most, or give back {heads_back} heads first."),
        _("Give back {heads_back} heads first, or ask finance for {missing} yuan."),
        _("Ask finance for {missing} yuan."),
    ),
)
NO_MONEY_FOR_CHANGE = code(
    "no_money_for_change",
    _("The money of {unit} is {missing} yuan short of what this costs to the end of the year."),
    _("Let it begin later, choose lower pay, or ask finance for {missing} yuan."),
)
MOBILE_MONEY_MISSING = code(
    "mobile_money_missing",
    _("The money of {grant} has not come yet; it is to be paid by: {paid_by}."),
    _("Ask finance to post the money of this grant, or choose another grant."),
)
