"""Words for what stands behind a reason."""

from django import template

from quota_pool.rules import RULES

register = template.Library()


@register.simple_tag(takes_context=True)
def place_of(context, reason) -> str:
    """Where what a reason is about is mended: its field in the form that was sent, or a page of its own.

    `mends`: the addresses of those pages by field; a page may have several forms, each with ids of its own.
    """
    field, form = reason.field, context.get("form")
    if not field:
        return ""
    if form is not None and field in getattr(form, "fields", ()):
        return f"#{form[field].auto_id}"
    if elsewhere := context.get("mends", {}).get(field):
        return f"{elsewhere}#id_{field}"
    return "" if form is not None else f"#id_{field}"


@register.filter
def rule_words(code: str):
    """Say a rule in the reader's language; a rule no longer known is shown by its code."""
    rule = RULES.get(code)
    return rule.label if rule else code
