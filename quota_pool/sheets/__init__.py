"""Workbooks and text tables in and out: checked before they are opened, read in a child, written safe.

Import the module you need: `reading` (rows of an upload), `headings` (which column is which), `writing`
(big plain exports), `official` (sheets for people to fill in). This package knows no word of the domain. It
stays empty so that the child process starts without Django.
"""
