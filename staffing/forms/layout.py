"""How a long form is laid out: panels, each with its fields and with parts folded away until needed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.forms import BoundField, Form
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Fold:
    """Some fields under one line; open from the start where one of them is at fault or filled."""

    title: Any
    fields: list[BoundField]
    is_open: bool


@dataclass(frozen=True)
class Panel:
    """One panel of a form."""

    title: Any
    fields: list[BoundField]
    folds: list[Fold]


PERSON = (
    _("Person"),
    ("id_no", "name", "as_on_file", "education", "phone"),
    (
        (_("Another paper than the resident identity card"), ("id_type", "sex", "birth_date")),
        (
            _("More about the person"),
            (
                "ethnic",
                "political",
                "political_joined_on",
                "native_place",
                "household_type",
                "address",
                "degree",
                "fulltime_education",
                "school",
                "major",
                "graduated_on",
                "title_level",
                "skill_level",
                "certificates",
                "first_work_date",
                "bank",
                "bank_card",
                "kin_avoidance",
                "remark",
            ),
        ),
    ),
)
WORK = (
    _("Work"),
    (
        "unit",
        "pool",
        "recruitment",
        "mode",
        "post_category",
        "primary_post",
        "other_posts",
        "department",
        "start_date",
        "monthly_pay",
        "contract_start",
        "contract_end",
        "entry_channel",
        "funding_source",
        "legal_employer",
    ),
    (
        (
            _("More about the contract"),
            ("contract_no", "contract_type", "probation_end", "old_assistant_kind"),
        ),
        (_("Where and under whom"), ("community", "supervisor")),
    ),
)


PAPERS = (_("Attachments"), ("paper_contract", "paper_id_card", "paper_photo"), ())
UNSEATED = (_("What was found"), ("why", "note"), ())


def in_page_order(form: Form, *plans) -> None:
    """The fields in the order in which the page shows them, so that faults are told in it."""
    form.order_fields(
        [
            name
            for _title, names, folds in plans
            for name in (*names, *(n for _t, more in folds for n in more))
        ]
    )


def lay_out(form: Form, *plans) -> list[Panel]:
    """The panels of a form; fields the form does not have are left out."""
    return [
        Panel(title, _bound(form, names), [_fold(form, *fold) for fold in folds])
        for title, names, folds in plans
    ]


def _bound(form: Form, names: Iterable[str]) -> list[BoundField]:
    return [form[name] for name in names if name in form.fields and not form[name].is_hidden]


def _fold(form: Form, title, names: Iterable[str]) -> Fold:
    fields = _bound(form, names)
    return Fold(title, fields, any(field.errors or _differs(field) for field in fields))


def _differs(field: BoundField) -> bool:
    """Something other than the blank form's own value stands in the field."""
    return field.form.is_bound and field.value() not in (field.initial, None, "")
