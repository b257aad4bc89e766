"""The office's fields, as the forms of this floor know them."""

from django import forms

from quota_pool.forms.fields import (
    NOT_CHOSEN,
    DayField,
    YuanField,
    coded,
    key_field,
    reason_field,
    text,
    version_field,
    yuan,
)

__all__ = [
    "NOT_CHOSEN",
    "DayField",
    "SendForm",
    "YuanField",
    "coded",
    "key_field",
    "reason_field",
    "text",
    "version_field",
    "yuan",
]


class SendForm(forms.Form):
    """An act that needs no words."""

    version = version_field()
