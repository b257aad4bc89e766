"""Workbooks and text tables in and out: checked before they are opened, read in a child, written safe.

Modules: `reading` (rows of an upload), `headings` (which column is which), `writing` (big plain exports),
`official` (sheets for people to fill in), `downloads` (a list as an answer). This package knows no word of
the domain, and imports nothing here so that the child process starts without Django.
"""


def download(name, kind, columns, rows, *, by):
    """Answer with a list as a workbook or a text table (see `downloads.download`)."""
    from . import downloads

    return downloads.download(name, kind, columns, rows, by=by)
