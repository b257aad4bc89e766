"""Characters nobody typed on purpose: those that steer a line or turn its direction (trust.md R-102)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Controls, separators of lines, and the marks that make text read otherwise than it is stored.
TURNING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
IN_A_LINE = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{TURNING}]")
IN_LINES = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f{TURNING}]")
WORDS = _("This holds a line break or a character that cannot be seen. Type it anew.")


def check_line(text: str) -> None:
    """Refuse what does not belong in one line."""
    if IN_A_LINE.search(text):
        raise ValidationError(WORDS, "hidden_character")


def check_lines(text: str) -> None:
    """Refuse what does not belong in a text of several lines; line breaks do."""
    if IN_LINES.search(text):
        raise ValidationError(WORDS, "hidden_character")
