"""What the finance system paid, sent in bulk and read back; each row is answered for itself."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from budgets.filters import PayrollActualFilter
from budgets.models import Component, PayrollActual
from budgets.services.payroll_actuals import (
    ACCEPTED,
    ALREADY_THERE,
    MOST_ROWS,
    REFUSED,
    Answer,
    post_actuals,
)
from quota_pool.api.body import Bulk
from quota_pool.api.fields import Facts
from quota_pool.api.resources import Deed, ListedResource, own_district, write
from quota_pool.api.schema import ReasonSerializer
from quota_pool.api.shapes import Shape, as_serializer, fen

from .shapes import month

ACTUAL = Shape(
    PayrollActual,
    "id",
    "component",
    "source_no",
    "revision",
    "paid_on",
    "recorded_at",
    unit="unit_id",
    batch="batch_id",
    person="person__number",
    month=month("month"),
    amount=fen("amount_fen"),
    reverses="reverses_id",
)


class ActualRow(serializers.Serializer):
    """One payment as it is sent; only described here, the service reads it."""

    unit = serializers.IntegerField()
    month = serializers.RegexField(r"^\d{4}-\d{2}$")
    person = serializers.RegexField("^[0-9A-HJKMNP-TV-Z]{10}$")
    component = serializers.ChoiceField(Component.choices)
    amount = serializers.RegexField(r"^-?[0-9]{1,12}\.[0-9]{2}$")
    source_no = serializers.CharField(max_length=60)
    revision = serializers.IntegerField(required=False, min_value=1, max_value=999)
    paid_on = serializers.DateField(required=False, allow_null=True)


class Rows(serializers.ListField):
    """Rows that are passed on as they came, so that a fault refuses its own row only."""

    child = ActualRow()

    def to_internal_value(self, data):
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if not 1 <= len(data) <= MOST_ROWS:
            words = _("Send between 1 and %(most)d rows.") % {"most": MOST_ROWS}
            raise serializers.ValidationError(words, "too_many_rows")
        return data


class ActualsFacts(Facts):
    """Up to five thousand payments."""

    rows = Rows()


ROW_ANSWER = as_serializer(
    "ActualAnswer",
    {
        "row": serializers.IntegerField(help_text=_("place of the row in what was sent, from 1")),
        "outcome": serializers.ChoiceField(
            [(ACCEPTED, _("accepted")), (ALREADY_THERE, _("already there")), (REFUSED, _("refused"))]
        ),
        "id": serializers.IntegerField(allow_null=True),
        "supersedes": serializers.IntegerField(
            allow_null=True, help_text=_("the earlier revision this one took back")
        ),
        "superseded_by": serializers.IntegerField(
            allow_null=True, help_text=_("the later revision that was there already")
        ),
        "reasons": ReasonSerializer(many=True),
    },
)
SENDING = as_serializer(
    "ActualsSending",
    {
        "batch": serializers.IntegerField(),
        "accepted": serializers.IntegerField(),
        "already_there": serializers.IntegerField(),
        "refused": serializers.IntegerField(),
        "rows": ROW_ANSWER(many=True),
    },
)


class PayrollActuals(ListedResource):
    """What finance paid, by person, month and component."""

    model = PayrollActual
    personal = True
    shape = ACTUAL
    filterset_class = PayrollActualFilter
    acts = {"list": "read_pay", "create": "post_actuals"}

    @write(ActualsFacts, parser=Bulk, answer=SENDING)
    def create(self, deed: Deed) -> dict:
        """Send up to 5,000 payments; each row is accepted, already there, or refused with its reasons."""
        district = own_district(deed.actor)
        posted = post_actuals(district=district, rows=deed.facts["rows"], actor=deed.actor)
        batch = posted.batch
        return {
            "batch": batch.pk,
            "accepted": batch.accepted,
            "already_there": batch.already_there,
            "refused": batch.refused,
            "rows": [_told(place, answer) for place, answer in enumerate(posted.answers, 1)],
        }


def _told(place: int, answer: Answer) -> dict:
    return {
        "row": place,
        "outcome": answer.outcome,
        "id": answer.actual and answer.actual.pk,
        "supersedes": answer.supersedes and answer.supersedes.pk,
        "superseded_by": answer.superseded_by and answer.superseded_by.pk,
        "reasons": [reason.as_dict() for reason in answer.reasons],
    }
