"""Why a file is not read: one code and one clear sentence each."""

from django.utils.translation import gettext_lazy as _

from quota_pool.refusals import Reason, code

from .limits import Unreadable

SAVE_AS = _("Open it in Excel or WPS, choose “Save as”, type “Excel workbook (.xlsx)”, and upload that file.")
COPY_VALUES = _("Copy the rows into a new workbook with “Paste values” and upload that one.")
SPLIT = _("Split the file and upload the parts one after the other.")
NO_PASSWORD = _("Take the password off in Excel or WPS (File, Info, Protect workbook) and upload it again.")
AS_UTF8 = _("Save it in Excel as “CSV UTF-8”, or as a workbook (.xlsx).")

DECLARED = (
    code("file_empty", _("The file is empty."), _("Choose the file again; it must hold at least one row.")),
    code("file_too_big", _("The file has {size} MB; at most {most} MB are read."), SPLIT),
    code("file_wrong_type", _("This is not a table we read ({found}); .xlsx and .csv are read."), SAVE_AS),
    code("file_name_differs", _("The file is named .{extension}, but its content is {found}."), SAVE_AS),
    code("file_encrypted", _("The file is protected by a password and cannot be read."), NO_PASSWORD),
    code("file_macro", _("The workbook contains macros; such files are not accepted."), SAVE_AS),
    code("file_dtd", _("The file contains a document type declaration, which is not allowed."), COPY_VALUES),
    code("file_xml_encoding", _("A part of the workbook is not written in UTF-8."), COPY_VALUES),
    code("file_corrupt", _("The file is damaged, or not a real workbook."), SAVE_AS),
    code("file_too_many_parts", _("The workbook has more than {most} parts."), COPY_VALUES),
    code("file_too_big_unpacked", _("Unpacked, the file is larger than {most} MB."), SPLIT),
    code(
        "file_ratio", _("Part of the file is packed more than {most} times smaller than it is."), COPY_VALUES
    ),
    code("file_part_twice", _("The workbook contains the same part twice."), COPY_VALUES),
    code("file_part_path", _("The workbook contains a part with a path that is not allowed."), COPY_VALUES),
    code("file_too_many_sheets", _("The workbook has more than {most} sheets."), SPLIT),
    code("file_too_many_rows", _("Line {line} lies beyond the {most} lines that are read."), SPLIT),
    code(
        "file_too_many_columns",
        _("Column {column} lies beyond the {most} columns that are read."),
        COPY_VALUES,
    ),
    code("file_too_many_cells", _("A sheet spans more than {most} cells."), SPLIT),
    code("file_cell_long", _("A cell holds more than {most} characters."), COPY_VALUES),
    code("file_complex", _("The workbook has too many merged ranges, styles, names or rules."), COPY_VALUES),
    code("file_string_count", _("The workbook claims {claimed} texts but holds {found}."), COPY_VALUES),
    code("file_encoding", _("The text is neither UTF-8 nor GB18030, or mixes both."), AS_UTF8),
    code("file_nul", _("The text contains zero bytes; it is not a text table."), SAVE_AS),
    code(
        "file_quote",
        _("A quotation mark near line {line} is not closed or stands in the wrong place."),
        _("Mend line {line}, or send the table as a workbook (.xlsx)."),
    ),
    code("file_line_long", _("Line {line} has more than {most} characters."), SAVE_AS),
    code(
        "file_parser",
        _("The file could not be read: it asks for more memory or time than a table needs."),
        COPY_VALUES,
    ),
)
CODES = {declared.name: declared for declared in DECLARED}


def reason(fault: Unreadable) -> Reason:
    """The refusal that says what the child process found."""
    return CODES[fault.code].reason(field="file", **fault.facts)
