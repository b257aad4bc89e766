"""Words for codes in templates."""

from django import template

from quota_pool import figures
from staffing.dictionaries import label

register = template.Library()


@register.simple_tag
def coded(list_name: str, code: str):
    """Say the word of a code in the reader's language; nothing known is shown as a dash."""
    return label(list_name, code) if code else figures.NOTHING
