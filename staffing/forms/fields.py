"""The office's fields, as the forms of this floor know them."""

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
    "YuanField",
    "coded",
    "key_field",
    "reason_field",
    "text",
    "version_field",
    "yuan",
]
