"""Reasons of imports: why a row is in conflict, what is only said of it, and why a batch must wait."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import code

# --- conflicts of a row ----------------------------------------------------------------------------------
COUNTING_CHANGES = code(
    "counting_changes",
    _("The employment mode on record is {mode}; the new one counts differently."),
    _("Record an exit and a new start instead."),
)
LEFT_HERE = code(
    "left_here",
    _("This person left on {end}; the first day given lies before that."),
    _("Enter the new first day, or leave the row out."),
)
NO_HEADING = code(
    "no_heading",
    _("None of the {count} sheets ({sheets}) has a heading with a name and an ID number: nothing is read."),
    _("Put the headings 姓名 and 身份证号 above the rows and send the file again."),
)
# --- notices ---------------------------------------------------------------------------------------------
START_DISAGREES = code(
    "start_disagrees",
    _("On record the first day is {start}; an import does not correct it."),
    _("If {start} is wrong, correct the entry on the person's page."),
)
NOBODY_LEAVES = code(
    "nobody_leaves",
    _("Nobody with this ID number is on post here."),
    _("Compare the number with the card; who never worked here needs no exit."),
)
LEFT_ALREADY = code(
    "left_already",
    _("This exit, on {end}, is already on record."),
    _("Nothing is to be done; if {end} is wrong, correct the last day on the person's page."),
)
SAME_FILE = code(
    "same_file",
    _("The same file was imported on {on} (no. {batch})."),
    _("Look at import no. {batch} first; rows already entered are not entered twice."),
)
# --- what stops a row when it is accepted ----------------------------------------------------------------
CHANGED_SINCE = code(
    "row_changed_since",
    _("Since the row was checked, it has become “{status}”."),
    _("Look at it again, then accept it."),
)
START_AHEAD = code(
    "opening_start_ahead",
    _("The first day {on} is still to come; an opening roster lists who is on post."),
    _("Enter the person as a start of work."),
)
# --- what stops a batch ----------------------------------------------------------------------------------
BATCH_STATE = code(
    "import_state",
    _("This import is “{state}” since {since}; that is possible only when it is “{wanted}”."),
    (
        _("It was settled on {settled}: upload the file again if it is still needed."),
        _("Wait until it is “{wanted}”, then load the page again."),
    ),
)
UNIT_BUSY = code(
    "import_unit_busy",
    _("Import no. {batch} of {unit} is being worked on."),
    _("Wait until it has ended."),
)
OPENING_AHEAD = code(
    "opening_day_ahead", _("The opening day {on} is still to come."), _("Choose today or an earlier day.")
)
NEEDS_DOCUMENT = code(
    "opening_needs_document",
    _("An opening roster stands on a document."),
    _("Choose the document by which the roster is opened, or enter it first."),
)
PLAN_CHANGED = code(
    "plan_changed",
    _("Meanwhile the numbers have changed: {differences}."),
    _("Look at the new numbers and send again."),
)
WHOLE_REFUSED = code(
    "import_whole_refused",
    _("{count} of {total} rows cannot be accepted, so none was."),
    _("Mend these rows, or accept the others without them."),
)
NOTHING_TO_ACCEPT = code(
    "nothing_to_accept",
    _("There is no row to accept: {chosen} chosen, 0 of them good."),
    _("Mend the rows in red, or tick good ones."),
)
NOT_MENDABLE = code(
    "row_not_mendable",
    _("Row {line} is accepted already."),
    _("Change the person on their own page, or undo the import first."),
)
NO_BAD_ROWS = code(
    "no_bad_rows",
    _("The workbook holds no row of this import that has to be mended."),
    _("Upload the workbook of bad rows that was downloaded here, with its first column."),
)
TOO_MANY_OPEN = code(
    "import_too_many_open",
    _("{count} imports of {unit} are open."),
    _("Finish or discard one of them first."),
)
