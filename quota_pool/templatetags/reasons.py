"""Words for what stands behind a reason."""

from django import template

from quota_pool.rules import RULES

register = template.Library()


@register.filter
def rule_words(code: str):
    """Say a rule in the reader's language; a rule no longer known is shown by its code."""
    rule = RULES.get(code)
    return rule.label if rule else code
