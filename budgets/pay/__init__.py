"""What a person is paid: the terms of a scheme, the effects of an assessment, one month's slip, one year.

Everything here is plain arithmetic on fen, half up at each stated step (decisions.md 1.17).
"""

from .effects import Effects
from .slips import COMPONENTS, DEDUCTIONS, EMPLOYER, PAID, Extra, Slip, Worker, slip
from .tax import Prior
from .terms import Grade, Post, Terms, share
from .years import Year, year_of

__all__ = [
    "COMPONENTS",
    "DEDUCTIONS",
    "EMPLOYER",
    "PAID",
    "Effects",
    "Extra",
    "Grade",
    "Post",
    "Prior",
    "Slip",
    "Terms",
    "Worker",
    "Year",
    "share",
    "slip",
    "year_of",
]
