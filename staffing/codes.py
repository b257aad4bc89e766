"""Reasons this floor gives when an act may not be done, each with its numbers and its way out."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

NO_FREE_HEAD = code(
    "no_free_head",
    _("{unit} has no free head on {on}: granted {granted}, used {used}, reserved {reserved}."),
    (
        _("Choose {other_grant}, which has a head free on {on}."),
        _("Start on {next_free}, when a head comes free, or give back one head."),
        _("Give back one head, or ask the bureau for a mobile quota."),
    ),
)
NO_FREE_HEAD_THEN = code(
    "no_free_head_then",
    _("{unit} had no head free on every day since {on}."),
    (
        _("Start on {first_day} or later, or choose {other_grant}."),
        _("Start on {first_day} or later."),
    ),
)
POOL_NOT_VALID = code(
    "grant_not_valid",
    _("{grant} is valid from {valid_from} to {valid_to}; {on} is outside."),
    (
        _("Start on {nearest}, or choose {other_grant}, which has a head free on {on}."),
        _("Choose {other_grant}, which has a head free on {on}."),
        _("Start on {nearest}, when it has a head free."),
        _("Choose a day in that time, or another grant."),
    ),
)
NO_POOL = code("no_grant", _("{unit} has been granted no heads."), _("Ask the bureau for a grant."))
MOBILE_ONLY = code(
    "mobile_only", _("{mode} staff are seated on a mobile grant only."), _("Choose a mobile grant.")
)
INTAKE_CLOSED = code(
    "intake_closed",
    _("{unit} is {over} over its quota, so nobody may come in."),
    (
        _("Wait until {clears_on}, when recorded exits settle it, or let {over} leave first."),
        _("Let {over} leave, or seat them on another grant, first."),
    ),
)
OVERDUE_CLOSES_INTAKE = code(
    "overdue_closes_intake",
    _("{unit} has {count} filings overdue, the oldest since {oldest}, so nobody may come in."),
    _("Submit these {count} filings first; that opens the intake at once."),
)
ALREADY_ENGAGED_HERE = code(
    "already_engaged_here",
    _("This person is already on post in {unit} since {since}."),
    _("Record the exit first, or add a further post to the same person."),
)
ALREADY_ENGAGED = code(
    "already_engaged",
    _("This person is already on post elsewhere in the district."),
    _("The other unit records the exit, or the bureau transfers the person."),
)
FORBIDDEN_POST = code(
    "forbidden_post",
    _("Contract staff may not hold this post: {post}."),
    _("Choose another post."),
)
TOO_YOUNG = code(
    "too_young", _("{age} years old on {on}; the youngest age is {limit}."), _("Start on {pass_on}.")
)
TOO_OLD = code(
    "too_old_at_first_hire",
    _("{age} years old on {on}; the oldest age at a first hire is {limit}."),
    _("The limit does not bind: {waived}."),
)
PAST_RETIREMENT = code(
    "past_retirement_age",
    _("Reached retirement age in {month}."),
    _("Employ as a rehired retiree; the last day of a first hire was {latest}."),
)
LOW_EDUCATION = code(
    "education_below",
    _("The education is below what {category} asks for."),
    (_("At least {least}; the limit does not bind: {waived}."), _("At least {least}.")),
)
NO_ENTRY_CHANNEL = code(
    "no_way_of_entry", _("The way of entry is not stated."), _("State how the person came in.")
)
NO_FUNDING = code(
    "no_funding_source", _("The funding source is not named."), _("Name where the money comes from.")
)
NO_CONTRACT = code(
    "no_written_contract",
    _("No written contract, {months} month(s) or more after {on}."),
    _("Sign and enter the contract; after a month double pay is owed."),
)
CONTRACT_LATE = code(
    "contract_starts_late",
    _("The contract starts on {contract_start}, more than {months} month(s) after the first day {on}."),
    _("Let the contract start on {latest} at the latest."),
)
TERM_TOO_LONG = code(
    "contract_term_too_long",
    _("The contract runs {years} years; the limit is {limit}."),
    _("Let the contract end on {latest} at the latest."),
)
PROBATION_TOO_LONG = code(
    "probation_too_long",
    _("Probation until {probation_end} is longer than {limit} month(s)."),
    _("End probation on {latest} at the latest."),
)
NO_EMPLOYER = code(
    "no_dispatch_agency", _("The dispatch agency is not named."), _("Enter the agency as legal employer.")
)
PAY_BELOW_MINIMUM = code(
    "pay_below_minimum", _("{pay} yuan a month is below {limit}."), _("Pay at least {limit} yuan.")
)
START_BEFORE_OPENING = code(
    "start_before_opening",
    _("{on} lies before the opening day {opening} of {unit}."),
    _("Start on {opening} or later, or enter the person with the opening roster."),
)
START_TOO_FAR = code(
    "start_too_far", _("{on} is more than {days} days ahead."), _("Enter it on {earliest} or later.")
)
NOT_ON_POST = code("not_on_post", _("This engagement ended on {end}."), "")
EXIT_BEFORE_START = code(
    "exit_before_start",
    _("The last day {on} lies before the first day {start}."),
    _("Choose {start} or later."),
)
CHANGE_BEFORE_START = code(
    "change_before_start", _("Not yet on post: the first day is {start}."), _("Choose {start} or later.")
)
NOTHING_TO_CHANGE = code("nothing_to_change", _("It says so already."), "")
CHANGED_SINCE = code(
    "changed_since", _("Changed again since; the later change stands."), _("Change this person's terms.")
)
ONE_UNIT_AT_A_TIME = code(
    "one_unit_at_a_time",
    _("The chosen people work in {units} units."),
    _("Choose people of one unit, and then those of the next."),
)
TOO_MANY_ROWS = code(
    "too_many_rows", _("{rows} rows are chosen; {most} can be changed at once."), _("Narrow the list down.")
)
EXIT_TOO_FAR = code(
    "exit_too_far",
    _("{on} is more than {days} days ahead."),
    _("Enter it on {earliest} or later; {furthest} is the latest last day today."),
)
EXIT_ALREADY_RECORDED = code("exit_already_recorded", _("An exit on {end} is already recorded."), "")
NO_EXIT = code("no_exit_recorded", _("No exit is recorded for this engagement."))
SAME_LAST_DAY = code("same_last_day", _("{end} is the last day on record already."), _("Choose another day."))
LAST_PLACE = code(
    "last_place_exit",
    _("Ranking last is no lawful ground to end a labour contract (Supreme Court guiding case 18)."),
    _(
        "The lawful way: found not competent, then trained or moved to another post, again found not"
        " competent; then choose “not competent after training or transfer” and attach both records."
    ),
)
WRONG_STATE = code(
    "wrong_state",
    _("This is “{state}”; it has to be “{wanted}”."),
)
NOT_STARTED = code("not_started_yet", _("The first day {on} is still to come."), _("File on {on} or later."))
NOT_OVERDUE = code("not_overdue", _("It is due on {due} only."), _("Remind on the day after, if need be."))
URGED_TODAY = code("urged_today", _("A reminder of this was sent today, {on}."), _("Wait for the next day."))
URGES_ITSELF = code("urges_itself", _("This filing lies in your own hands."), _("Do it, or hand it over."))
FILED_LATE = code("filed_late", _("{days} working days after the last day {due}."))
OWN_WORK = code(
    "own_work",
    _("Whoever entered or submitted something does not decide on it (four eyes)."),
    _("Let a colleague decide."),
)
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
    (_("Give back {free}, or record exits first."),),
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
NOTHING_TO_SEAT = code(
    "nothing_to_seat",
    _("No heads have been granted for this emergency."),
    _("Let the request be granted first."),
)
NEEDS_WORDS = code("needs_words", _("Whoever does not agree says why."), _("Write down why."))
DOCUMENT_VOIDED = code("document_voided", _("Document {number} is voided."), _("Choose another document."))
NEEDS_REASONS = code(
    "needs_reasons", _("A return names at least one reason."), _("Tick what has to be corrected.")
)
STARTED_ALREADY = code("started_already", _("The first day {on} has come."), _("Record an exit instead."))
ALREADY_OPENED = code(
    "already_opened",
    _("The roster of {unit} was opened on {opening}."),
    _("Import further people as an ordinary roster."),
)
HAS_LATER_ACTS = code(
    "has_later_acts",
    _("{count} of these people were changed by later acts."),
    _("Undo or correct those first: {names}."),
)
REFUSED_FOR_GOOD = code(
    "filing_refused_for_good",
    _("This filing was refused; the person must leave or be seated on another ground."),
)
UNIT_OVER = code("unit_over_quota", _("The unit stands {over} over its quota on {on}."))
BIRTH_DIFFERS = code(
    "birth_date_differs",
    _("The date of birth on record is not the one in the ID number."),
    _("Compare both with the card and mend the record."),
)
STARTS_LATER = code(
    "starts_later", _("The first day {on} is still to come."), _("Come back on {on}, or cancel the start.")
)
USES_NO_HEAD = code("uses_no_head", _("{mode} staff use no head, so there is none to seat them on."))
SEATED_THERE = code("seated_there", _("This person already sits on a head of {grant}."))
COUNTED_OTHERWISE = code(
    "counted_otherwise",
    _("{mode} staff are counted in another way, so this is no change of the same engagement."),
    _("Record the exit, and enter a new start."),
)
CHANGE_TO_COME = code(
    "change_to_come",
    _("{on} is still to come; a change is entered once it is so."),
    _("Enter the change on {on}, or from an earlier day."),
)
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
    _("Set aside {free} at most, or choose another grant."),
)
PLAN_DAY = code(
    "plan_day",
    _("The planned start {on} has to lie between {first} and {last}."),
    _("Choose a day from {first} to {last}."),
)
RECRUITMENT_CLOSED = code(
    "recruitment_closed",
    _("This recruitment has no head set aside any more."),
    _("Choose an open recruitment, or none."),
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
REFILL_LIMIT = code(
    "refill_limit",
    _("{category}: {exits} left in {year} and {ratio} % are refilled, so {limit} may start; {starts} have."),
    (
        _("Wait until {more} more have left, or have the bureau set another ratio."),
        _("This class is not refilled: buy the service, or have the bureau set another ratio."),
    ),
)
ATTACHMENTS_MISSING = code(
    "attachments_missing",
    _("These papers are not attached: {missing}."),
    _("Attach them below, then submit."),
)
GIVER_OWES = code(
    "giver_owes_heads",
    _("{unit} still sits on {recalled} heads that were cut, so it can give none."),
    _("Let {recalled} leave first, or give heads of another street."),
)
GIVE_TOO_MANY = code(
    "give_too_many",
    _("{unit} has {free} free heads in its lump-sum; {heads} are to be given."),
    _("Give {free} at most."),
)
NUMBER_TO_COME = code(
    "number_to_come",
    _("A new number of {unit} is already approved for {on}; a gift before would make it wrong."),
    _("Give the heads on {on} or later."),
)
TRANSFER_NOWHERE = code("transfer_nowhere", _("Choose another unit of the district."))
TRANSFER_TWICE = code(
    "transfer_offered_already",
    _("This person is already offered to another unit."),
    _("Withdraw that offer first."),
)
HEAD_STAYS = code(
    "head_cannot_go_along",
    _("Only a head of the lump-sum can go along."),
    _("Offer the transfer without the head."),
)
TRANSFER_LAPSED = code(
    "transfer_lapsed",
    _("The offer was open until {on}."),
    _("Ask {unit} to offer the transfer again."),
)
TRANSFER_DAY = code(
    "transfer_day",
    _("The first day {on} has to lie between {first} and {last}."),
    _("Choose a day from {first} to {last}; a day to come is accepted when it has come."),
)
OTHER_SIDE = code(
    "other_side",
    _("This step is for {unit} to take."),
    _("Ask {unit}."),
)
