"""What can be wrong with a row of a roster, and what is only said of it."""

from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import Code, Reason, code

AS_TEXT = _("Write it as 2026-03-05.")

VALUE_MISSING = code("value_missing", _("A value is needed here."))
CELL_FORMULA = code(
    "cell_formula",
    _("The cell computes instead of holding a value."),
    _("Copy the column and paste it as values."),
)
CELL_ERROR = code("cell_error", _("The cell shows an error."), _("Enter the value itself."))
CODE_UNKNOWN = code("code_unknown", _("“{word}” is not in the list."), _("Choose one of the list."))
ID_TWICE = code(
    "id_twice", _("The same ID number stands in line {line} already."), _("Keep one of the two rows.")
)
ID_TWICE_ELSEWHERE = code(
    "id_twice_elsewhere",
    _("The same ID number stands in sheet {sheet}, line {line} already."),
    _("Keep one of the two rows."),
)
SEX_DISAGREES = code("sex_disagrees", _("The sex disagrees with the ID number."))
BIRTH_DISAGREES = code("birth_disagrees", _("The date of birth disagrees with the ID number."))
DATE_NONE = code("date_none", _("There is no such date."), AS_TEXT)
DATE_FORMAT = code("date_format", _("This is not a date."), AS_TEXT)
DATE_UNCLEAR = code("date_unclear", _("The date can be read in more than one way."), AS_TEXT)
DATE_RANGE = code("date_range", _("The date lies outside {earliest} to {latest}."))
DATE_ORDER = code("date_order", _("It ends on {end}, before it starts on {start}."))
MONEY_FORMAT = code(
    "money_format", _("This is not an amount of money."), _("Write it in yuan, such as 5200.00.")
)
MONEY_NEGATIVE = code("money_negative", _("The amount is negative."))
MONEY_RANGE = code("money_range", _("The amount is beyond {most} yuan a month."))
MONEY_SCALE = code("money_scale", _("The amount has parts of a fen."), _("Round it to two decimals."))
TEXT_LONG = code("text_long", _("The text has {length} characters; at most {most} are kept."))
TEXT_CHAR = code("text_char", _("The text holds the character {code_point}, which cannot be printed."))

# Notices: said, never in the way.
ID_WIDENED = code("id_widened", _("The old number of 15 digits was completed to 18."))
DAY_ASSUMED = code("day_assumed", _("Only a month is given; {day} is taken."))
FORMULA_DROPPED = code("formula_dropped", _("A formula in the remark was left out."))
HAS_LEFT = code("has_left", _("This row names a last day, {day}."))
REASON_UNKNOWN = code(
    "leave_reason_unknown", _("The reason for leaving is not in the list; it is kept as a note.")
)

# What is said of a whole sheet.
SHEET_HIDDEN = code("sheet_hidden", _("The sheet {sheet} is hidden and was not read."))
SHEET_OTHER = code(
    "sheet_no_heading",
    _("The sheet {sheet} has no heading with a name and an ID number; not read."),
    _("If {sheet} lists people, put the headings 姓名 and 身份证号 above them; else nothing is to be done."),
)
NO_NUMBERS = code(
    "roster_without_numbers",
    _(
        "Sheet {sheet} lists people by its heading in line {line} ({known}), but has no column {heading}:"
        " none of its rows is read."
    ),
    _("Add the column {heading} in line {line} and send the file again, or match a column that holds it."),
)
COLUMN_MISSING = code(
    "column_missing",
    _("Missing column: {heading}."),
    _("Add the column {heading} and send the file again, or match another column to it."),
)
COLUMN_ABSENT = code(
    "column_absent",
    _("The file has no column {heading}; the bureau asks for it with each filing."),
    _("Add the column, or enter it on each person's page later."),
)
COLUMN_TWICE = code("column_twice", _("{heading} stands above several columns; the first is read."))
COLUMN_GUESSED = code("column_guessed", _("“{column}” was taken as {heading}; please look."))
ENCODING_USED = code("encoding_used", _("The text was read as {encoding}, separated by {separator}."))


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one row: where it stands, its code and numbers, never the value."""

    code: str
    field: str
    facts: dict = field(default_factory=dict)
    line: int = 0
    column: str = ""
    letter: str = ""

    @property
    def reason(self) -> Reason:
        """The same in the form of any refusal, with its words."""
        return Reason(self.code, self.facts, field=self.field)

    @property
    def detail(self) -> str:
        return self.reason.detail

    @property
    def remedy(self) -> str:
        return self.reason.remedy

    def at(self, line: int, column: str, letter: str) -> "Fault":
        """The same fault, put where the sheet shows it."""
        return replace(self, line=line, column=column, letter=letter)

    def stored(self) -> dict:
        """The language-free shape kept in a row of an import."""
        return {
            "code": self.code,
            "field": self.field,
            "facts": self.facts,
            "line": self.line,
            "column": self.column,
            "letter": self.letter,
        }


def of(kind: Code, name: str, **facts) -> Fault:
    """A fault of a field, not yet placed."""
    return Fault(kind.name, name, kind.reason(**facts).facts)


def restore(stored: dict) -> Fault:
    """Read back what `Fault.stored` wrote."""
    return Fault(**stored)


class Misread(ValueError):
    """A cell that cannot be read; carries the code and its numbers."""

    def __init__(self, kind: Code, **facts):
        self.kind = kind
        self.facts = facts
        super().__init__(kind.name)
