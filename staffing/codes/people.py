"""Reasons about people: starts, terms, exits, filings, imports."""

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
    "mobile_only",
    _("{mode} staff are seated on a mobile grant only."),
    (
        _("Choose {other_grant}, which has a head free on {on}."),
        _("Choose a mobile grant with a free head, or ask the bureau for one."),
    ),
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
NAMED_OTHERWISE = code(
    "named_otherwise",
    _("This ID number is on record already: {name}, which is not the name typed."),
    _("Compare both with the card; if it is this person, tick “go on with the record on file”."),
)
NAMED_OTHERWISE_ELSEWHERE = code(
    "named_otherwise_elsewhere",
    _("This ID number is on record already, under another name than the one typed."),
    _("Compare both with the card; if they are right, the unit that keeps the record changes the name."),
)
TOO_MANY_LOOK_UPS = code(
    "too_many_look_ups",
    _("More than {most} ID numbers were asked for within {seconds} seconds."),
    _("Wait {seconds} seconds, then go on."),
)
NOBODY_FOUND = code(
    "nobody_found",
    _("Nobody you may see has this ID number."),
    _("Compare it with the card; a person of another unit is transferred, a new one is registered."),
)
KEPT_ELSEWHERE = code(
    "record_kept_elsewhere",
    _("Another unit keeps this person's record now."),
    _("Ask the unit where the person works; the bureau can open the record too."),
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
CONTRACT_OUTLIVES = code(
    "contract_outlives_grant",
    _("The contract runs until {contract_end}, {days} day(s) longer than {grant}, which ends on {valid_to}."),
    _("Let it end on {valid_to} at the latest; else the person needs another head from {after} on."),
)
CONTRACT_OPEN_ENDED = code(
    "contract_without_end_on_grant",
    _("The contract has no last day; {grant} ends on {valid_to}."),
    _("Let it end on {valid_to} at the latest; else the person needs another head from {after} on."),
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
NOT_ON_POST = code(
    "not_on_post", _("This engagement ended on {end}."), _("If that is wrong, correct the last day first.")
)
EXIT_BEFORE_START = code(
    "exit_before_start",
    _("The last day {on} lies before the first day {start}."),
    _("Choose {start} or later."),
)
CONTRACT_OVER_ALREADY = code(
    "contract_over_already",
    _("A contract renewed until {end} would be over before the change takes effect."),
    _("Choose a day after {on}."),
)
CHANGE_BEFORE_START = code(
    "change_before_start", _("Not yet on post: the first day is {start}."), _("Choose {start} or later.")
)
NOTHING_TO_CHANGE = code(
    "nothing_to_change", _("It says so already."), _("Change at least one field, or leave the page.")
)
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
EXIT_ALREADY_RECORDED = code(
    "exit_already_recorded",
    _("An exit on {end} is already recorded."),
    _("If that is wrong, correct the last day, or take the exit back."),
)
NO_EXIT = code(
    "no_exit_recorded",
    _("No exit is recorded for this engagement, on post since {since}."),
    _("Record the exit; it can be corrected afterwards."),
)
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
    _("This is “{state}” since {since}; it has to be “{wanted}”."),
    (
        _("It was settled on {settled}: look at it again, and enter a new one if it is still needed."),
        _("Let it become “{wanted}” first; load the page again, the step may have been taken."),
    ),
)
NOT_LEFT = code("not_left_yet", _("The last day at work {on} is still to come."), _("File on {on} or later."))
NOT_STARTED = code("not_started_yet", _("The first day {on} is still to come."), _("File on {on} or later."))
NOT_OVERDUE = code("not_overdue", _("It is due on {due} only."), _("Remind on the day after, if need be."))
URGED_TODAY = code("urged_today", _("A reminder of this was sent today, {on}."), _("Wait for the next day."))
URGES_ITSELF = code("urges_itself", _("This filing lies in your own hands."), _("Do it, or hand it over."))
FILED_LATE = code(
    "filed_late",
    _("{days} working days after the last day {due}."),
    _("It stays late; the limit was {limit} working days from the event."),
)
OWN_WORK = code(
    "own_work",
    _("Whoever entered or submitted something does not decide on it (four eyes)."),
    _("Let a colleague decide."),
)
STOOD_IN_FOR = code(
    "own_work_of_the_absent",
    _("You stand in for {name}, who entered or submitted this: you do not decide on it (four eyes)."),
    _("Let a colleague decide."),
)
STANDS_IN = code(
    "own_work_of_the_substitute",
    _("{name} stands in for you and entered or submitted this: you do not decide on it (four eyes)."),
    _("Let a colleague decide."),
)
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
UNIT_OVER = code(
    "unit_over_quota",
    _("The unit stands {over} over its quota on {on}."),
    _("Let {over} leave, seat them on another grant, or grant {over} more."),
)
BIRTH_DIFFERS = code(
    "birth_date_differs",
    _("The date of birth on record is not the one in the ID number."),
    _("Compare both with the card and mend the record."),
)
STARTS_LATER = code(
    "starts_later", _("The first day {on} is still to come."), _("Come back on {on}, or cancel the start.")
)
USES_NO_HEAD = code(
    "uses_no_head",
    _("{mode} staff use no head, so there is none to seat them on."),
    _("Choose another employment mode, or leave the head to somebody else."),
)
SEATED_THERE = code(
    "seated_there",
    _("This person already sits on a head of {grant}."),
    _("Choose another grant than {grant}."),
)
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
