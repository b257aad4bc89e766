"""Reasons about heads: grants, requests, freezes, recruiting, transfers and gifts."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

RESERVE_SHORT = code(
    "reserve_short",
    _("The district's reserve holds {reserve} heads not yet promised; {needed} are needed."),
    _("Grant {reserve} more at most, or bring {missing} more heads in by a document first."),
)
GRANT_TWICE = code(
    "grant_twice",
    _("Document {number} already carries a grant of this kind for {unit}."),
    _("Use another document, or have the first one refused."),
)
GRANT_UNCHANGED = code("grant_unchanged", _("{unit} already has {heads} heads."), _("Enter another number."))
GRANT_EARLIER = code(
    "grant_earlier",
    _("A grant cannot take effect on {on}: a newer number is in force from {since}."),
    _("Let it take effect on {since} or later."),
)
GRANT_BACK_DATED = code(
    "grant_back_dated",
    _("{heads} are fewer than the {granted} granted, and a cut never reaches behind {today}."),
    _("Let it take effect on {today} or later."),
)
REQUEST_INCOMPLETE = code(
    "request_incomplete", _("“{what}” is not filled in."), _("Fill it in before the request is submitted.")
)
PERIOD_BACKWARDS = code(
    "period_ends_before_it_begins",
    _("The last day {valid_to} lies before the first day {valid_from}."),
    _("Choose {valid_from} or later as the last day."),
)
PERIOD_OVER = code(
    "period_over", _("The period ended on {valid_to}."), _("Choose {today} or later as the last day.")
)
MOBILE_TERM_LONG = code(
    "mobile_term_too_long",
    _("{months} months are longer than the {limit} months a mobile grant may run."),
    _("Let it end on {latest}."),
)
GRANTED_MORE = code(
    "granted_more_than_requested",
    _("{heads} heads are more than the {requested} requested."),
    _("Grant {requested} at most, or let the street ask for more."),
)
NEEDS_COMMITTEE = code(
    "needs_committee",
    _("{heads} heads at once are decided by the establishment committee; {number} was decided by: {level}."),
    _("Use a document of the committee, or grant {most} more at most."),
)
NEEDS_COMMITTEE_YEAR = code(
    "needs_committee_year",
    _(
        "With these {heads}, {unit} is given {sum} heads in {year} below the establishment committee; "
        "{limit} are for it to decide, and {number} was decided by: {level}."
    ),
    _("Use a document of the committee, or grant {most} more at most."),
)
OVER_OPINION = code(
    "granted_over_opinion",
    _("{heads} heads are more than the {proposed} the bureau's officer proposes."),
    _("Grant {proposed} at most, or write down why it is more."),
)
AGAINST_OPINION = code(
    "granted_against_opinion",
    _("“{side}” does not agree: {note}"),
    _("Do not grant it, or write down why it is granted all the same."),
)
DOCUMENT_CARRIES = code(
    "document_carries_another_act",
    _("Document {number} already carries acts of {count} other kind(s): {acts}."),
    _("Compare it with the paper: where it decides on {acts} alone, use the paper of this act."),
)
NO_MOBILE_POOL = code("no_mobile_pool", _("{grant} is no mobile grant."), _("Change it by a new grant."))
MOBILE_ENDED = code(
    "mobile_ended",
    _("{grant} ended on {valid_to}, its heads are back with the district."),
    _("Ask for a new mobile grant."),
)
MOBILE_NOT_BEGUN = code(
    "mobile_not_begun", _("{grant} begins on {valid_from} only."), _("Come back on {valid_from}.")
)
EXTENDED_ALREADY = code(
    "extended_already",
    _("{grant} was extended once already, until {valid_to}."),
    _("Ask for a new mobile grant."),
)
NOT_LONGER = code(
    "extension_not_longer",
    _("{valid_to} is not later than the present last day {now}."),
    _("Choose a day after {now}."),
)
EXTENSION_LONG = code(
    "extension_too_long",
    _("Until {valid_to} is more than the {limit} months a mobile grant may be extended."),
    _("Let it end on {latest}."),
)
NOT_FREE = code(
    "heads_not_free",
    _("Only {free} of the {heads} heads stand free; people sit on the others."),
    (_("Give back {most}, or record exits first."), _("Record exits first.")),
)
NOT_IDLE = code(
    "heads_not_idle",
    _("Only {idle} of the {heads} heads stood unused for {limit} months."),
    _("Reclaim {idle}, or wait."),
)
PROPOSED_ALREADY = code(
    "proposed_already", _("Such a change of {grant} already waits for the leader."), _("Let it be decided.")
)
BEFORE_EMERGENCY = code(
    "before_emergency", _("The emergency began on {on}."), _("Choose {on} or later as the first day.")
)
EMERGENCY_HAS_PEOPLE = code(
    "emergency_has_people",
    _("{count} of its people are still on post without a head."),
    _("Seat them on the heads granted, or record their exits, first."),
)
EMERGENCY_TOO_OLD = code(
    "emergency_too_old",
    _("An emergency since {on} was to be asked for by {due}, {limit} working days later."),
    _("Choose {earliest} or later, or ask for the heads without the emergency route."),
)
EMERGENCY_UNASKED = code(
    "emergency_not_asked_for",
    _("{count} people were put to work and no request has been sent in; it was due on {due}."),
    _("Send the request in first."),
)
GIVES_ITSELF = code(
    "gives_itself", _("{unit} cannot give heads to itself."), _("Choose another street than the giving one.")
)
NOTHING_TO_SEAT = code(
    "nothing_to_seat",
    _("No heads have been granted for this emergency; {people} people were put to work."),
    _("Let a request for {people} heads be granted first."),
)
NEEDS_WORDS = code("needs_words", _("Whoever does not agree says why."), _("Write down why."))
DOCUMENT_VOIDED = code("document_voided", _("Document {number} is voided."), _("Choose another document."))
UNIT_FROZEN = code(
    "unit_frozen",
    _("The quota of {unit} is frozen since {since} ({number}): nobody new may come in."),
    _("Have the bureau lift the freeze. Exits, filings, corrections and recorded starts go on."),
)
UNIT_SUSPENDED = code(
    "unit_suspended",
    _("{unit} is suspended since {since} ({number}): no requests, nobody new on mobile heads."),
    _("Take a free head of the lump-sum, or put the data right and have the bureau lift the suspension."),
)
FREEZE_TWICE = code(
    "freeze_twice",
    _("“{kind}” is already proposed or in force for {unit}."),
    _("Decide on that one or lift it first."),
)
RESERVE_TOO_MANY = code(
    "reserve_too_many",
    _("{unit} has {free} free heads on {grant}; {heads} are to be set aside."),
    (
        _("Set aside {most} at most, or choose {other_grant}, which has {heads} free."),
        _("Choose {other_grant}, which has {heads} free."),
        _("Set aside {most} at most."),
        _("Record exits first, or ask the bureau for a mobile quota."),
    ),
)
PLAN_DAY = code(
    "plan_day",
    _("The planned start {on} has to lie between {first} and {last}."),
    _("Choose a day from {first} to {last}."),
)
RECRUITMENT_CLOSED = code(
    "recruitment_closed",
    _("This recruitment has no head set aside any more: {left} of {heads} are left."),
    (
        _("Choose the recruitment {plan} (no. {number}), or none."),
        _("Choose an open recruitment, or none."),
    ),
)
OTHER_CATEGORY = code(
    "recruitment_of_another_category",
    _("The recruitment is for {category}."),
    _("Choose that post category, or another recruitment."),
)
NEEDS_PLAN = code(
    "needs_plan",
    _("{grant} of {unit} is approve-first: a hire needs an approved staffing plan."),
    (
        _("Name the approved plan {plan} (no. {number})."),
        _("Plan it under Recruiting; the leader submits it, and the bureau approves it."),
    ),
)
GIVER_OWES = code(
    "giver_owes_heads",
    _("{unit} still sits on {recalled} heads that were cut, so it can give none."),
    _("Let {recalled} leave first, or give heads of another street."),
)
GIVE_TOO_MANY = code(
    "give_too_many",
    _("{unit} has {free} free heads in its lump-sum; {heads} are to be given."),
    (_("Give {most} at most."), _("Give heads of another street.")),
)
NUMBER_TO_COME = code(
    "number_to_come",
    _("A new number of {unit} is already approved for {on}; a gift before would make it wrong."),
    _("Give the heads on {on} or later."),
)
TRANSFER_NOWHERE = code(
    "transfer_nowhere",
    _("{unit} is the unit the person works in, or of another district."),
    _("Choose another unit of the district than {unit}."),
)
TRANSFER_TWICE = code(
    "transfer_offered_already",
    _("This person is already offered to {to_unit}, open until {until}."),
    _("Withdraw the offer no. {number} first, or wait until it lapses after {until}."),
)
HEAD_STAYS = code(
    "head_cannot_go_along",
    _("Only a head of the lump-sum can go along; this person sits on {grant}."),
    _("Offer the transfer without the head."),
)
TRANSFER_LAPSED = code(
    "transfer_lapsed",
    _("The offer was open until {on}."),
    _("Ask {unit} to offer the transfer again."),
)
TRANSFER_DAY = code(
    "transfer_day",
    _("The first day there, {on}, lies before {first}, the earliest possible."),
    _("Choose {first} or later."),
)
HEAD_LEAVES_LATER = code(
    "head_leaves_later",
    _("{unit} has no free head today to give; the person's own is free on {on} only."),
    _("Decide on {on}, when the person leaves, or let {unit} have a head free first."),
)
OTHER_SIDE = code(
    "other_side",
    _("This step is for {unit} to take."),
    _("Ask {unit}."),
)
