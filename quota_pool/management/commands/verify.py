"""manage.py verify: recompute every balance and invariant; exit 1 and name each fault when one differs.

Books that disagree are halted: nothing is written to them until somebody lifts it (R-019).
"""

from django.core.management.base import BaseCommand, CommandError

from quota_pool import halts
from quota_pool.ledger.proof import CHECKS, DEEP, verify
from quota_pool.models import Account, Act, AuditHead, District, Entry


class Command(BaseCommand):
    """Prove the books of every district."""

    help = "Recompute balances and check the invariants of the ledger and the audit chain."

    def add_arguments(self, parser):
        parser.add_argument("--district", help="code of one district; default: all")

    def handle(self, *args, **options):
        districts = District.objects.order_by("code")
        if options["district"]:
            districts = districts.filter(code=options["district"])
        found = sum(self._proven(district) for district in districts)
        if found:
            raise CommandError(f"{found} faults in the books")
        count = len(CHECKS) + len(DEEP)
        events = sum(AuditHead.objects.values_list("seq", flat=True))
        self.stdout.write(
            f"{count} checks clean: {districts.count()} districts, {Account.objects.count()} accounts, "
            f"{Act.objects.count()} acts, {Entry.objects.count()} entries, {events} audit events"
        )

    def _proven(self, district: District) -> int:
        """Prove one district, name what disagrees, and halt the books it lies in."""
        faults = verify(district, is_deep=True)
        for fault in faults:
            self.stderr.write(f"{district.code} {fault}")
        for halt in halts.after_verify(district, faults):
            self.stderr.write(f"{district.code} the books of {halt.place} are halted")
        return len(faults)
