"""Ledger entries over REST: every movement with its act, accounts, balances after and document."""

from quota_pool.api.shapes import Shape
from quota_pool.models import Entry, Measure
from staffing.filters import LedgerFilter

from .searching import SearchedByPerson


class LedgerEntries(SearchedByPerson):
    """Movements of heads, newest last; nothing here is ever edited."""

    model = Entry
    shape = Shape(
        Entry,
        "id",
        "amount",
        "effective",
        "recorded_at",
        "source_after",
        "target_after",
        unit="unit_id",
        act="act_id",
        kind="act__kind",
        reverses="act__reverses_id",
        reason="act__reason",
        document="act__document_id",
        document_number="act__document__number",
        measure="source__measure",
        source_book="source__book",
        source_pool="source__pool_id",
        target_book="target__book",
        target_pool="target__pool_id",
        engagement="subject_id",
    )
    filterset_class = LedgerFilter
    acts = {"list": "read_ledger", "retrieve": "read_ledger"}

    def visible(self):
        return super().visible().filter(source__measure=Measure.HEADS)
