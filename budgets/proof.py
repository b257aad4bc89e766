"""What `manage.py verify` proves of money beyond the ledger's own invariants."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter

from django.db.models import Count, F, Q, Sum

from budgets import monthly, roster
from budgets.models import PayrollActual, Snapshot, SnapshotHeads, SnapshotLine, SnapshotUnit
from budgets.roster import Row
from budgets.services.declarations import whole_digest
from quota_pool.ledger.proof import Fault, check
from quota_pool.models import District

LINE = ("engagement_id", "unit_id", "person_id", "number", "post_category", "mode", "standing", "is_filed")


@check
def locked_months_are_as_they_were_locked(district: District) -> Iterator[Fault]:
    """The hash of each locked month is that of its lines, and its heads are counted from them."""
    for snapshot in Snapshot.objects.filter(district=district).order_by("month"):
        where = f"locked month {monthly.written(snapshot.month)}"
        lines = SnapshotLine.objects.filter(snapshot=snapshot).order_by("unit_id")
        rows = [Row(*values) for values in lines.values_list(*LINE)]
        by_unit = {unit: list(people) for unit, people in groupby(rows, key=attrgetter("unit_id"))}
        units = SnapshotUnit.objects.filter(snapshot=snapshot).select_related("unit").order_by("unit__code")
        for unit in units:
            if unit.digest != roster.digest_of(by_unit.get(unit.unit_id, ())):
                yield Fault("snapshot", where, f"the lines of unit {unit.unit_id} are not those locked")
        if snapshot.digest != whole_digest(snapshot.month, snapshot.on, units):
            yield Fault("snapshot", where, "its hash is not that of its streets")
        heads = SnapshotHeads.objects.filter(snapshot=snapshot).aggregate(all=Sum("heads"))["all"] or 0
        if not snapshot.heads == heads == sum(row.counts for row in rows):
            yield Fault("snapshot", where, f"{snapshot.heads} heads locked, {heads} by category")


@check
def only_the_highest_revision_counts(district: District) -> Iterator[Fault]:
    """Of each payment every revision but the highest is taken back by a row with its amount turned round."""
    rows = PayrollActual.objects.filter(district=district)
    place = ("unit_id", "month", "person_id", "component", "source_no")
    sums = (
        rows.order_by()
        .values(*place)
        .annotate(all=Sum("amount_fen"), revisions=Count("id", filter=Q(reverses=None)), rows=Count("id"))
    )
    for one in sums.filter(~Q(rows=2 * F("revisions") - 1)).iterator(2000):
        where = f"payment of person {one['person_id']}"
        yield Fault("actuals", where, f"{one['revisions']} revisions in {one['rows']} rows")
    wrong = rows.exclude(reverses=None).exclude(amount_fen=-F("reverses__amount_fen"))
    for pk in wrong.values_list("pk", flat=True):
        yield Fault("actuals", f"payroll actual {pk}", "does not turn the amount it takes back round")
