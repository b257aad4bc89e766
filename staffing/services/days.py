"""The day's run: what is due is posted everywhere, and what fell overdue since the last run is noted.

Nothing rests on it: whoever locks a unit's books posts what is due there, and alerts are worked out when they
are asked. A worker that was away for a week does on its first day what it would have done on each.
"""

import logging
from collections import Counter
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from quota_pool import halts, jobs, ledger, upkeep
from quota_pool.calendar import ONE_DAY, today
from quota_pool.ledger.halted import Halted
from quota_pool.ledger.posting import LedgerFault
from quota_pool.models import Job, Pool, ScheduledAct
from staffing.clocks import WITH_STREET
from staffing.models import Engagement, Filing

log = logging.getLogger(__name__)
KIND = "days.run"
KEY = "day:{}"


@jobs.job(
    KIND,
    act="set_rules",
    title=_("The day's run"),
    stages={"posting": _("posting what is due"), "noting": _("noting what fell overdue")},
)
def run_day(run: jobs.Run) -> dict:
    """Post unit by unit, a transaction each; then tell the figures of the days since the last run."""
    day, since = date.fromisoformat(run.payload["day"]), _last_run(run.job)
    posted = _post(run)
    run.progress(stage="noting")
    return {
        "day": day.isoformat(),
        "since": since.isoformat(),
        "units": posted["units"],
        "faults": posted["faults"],
        "acts": _acts(run.job.district_id, since, day),
        "overdue": _fell_overdue(run.job.district_id, since, day),
        "contracts_ended": _contracts_ended(run.job.district_id, since, day),
        "grants_ended": _grants_ended(run.job.district_id, since, day),
    }


@upkeep.daily
def start(district, actor=None) -> Job:
    """Today's run of a district; asked again, the same one."""
    day = today().isoformat()
    return jobs.start(KIND, actor=actor, district=district, payload={"day": day}, key=KEY.format(day))


def _last_run(job: Job) -> date:
    """The day after the last run that ended well; the job's own day where there was none."""
    rows = Job.objects.filter(district=job.district_id, kind=KIND, state=Job.State.DONE, pk__lt=job.pk)
    last = rows.order_by("-id").values_list("payload", flat=True).first()
    own = date.fromisoformat(job.payload["day"])
    return min(own, date.fromisoformat(last["day"]) + ONE_DAY) if last else own


def _post(run: jobs.Run) -> Counter:
    """Each unit that is behind, under its own lock; a unit whose books refuse does not hold up the others."""
    behind, figures = ledger.units_behind(run.job.district_id), Counter()
    run.progress(done=0, total=len(behind), stage="posting")
    for unit_id in behind:
        try:
            with run.batch() as checkpoint:
                ledger.lock(run.job.district_id, [unit_id])
                checkpoint["unit"] = unit_id
                figures["units"] += 1
                run.progress(done=figures["units"], faults=figures["faults"])
        except LedgerFault as fault:
            log.exception("what is due in unit %s cannot be posted", unit_id)
            halts.after_posting(fault)
            figures["faults"] += 1
        except Halted:
            figures["faults"] += 1  # halted meanwhile, or the whole district is
    return figures


def _acts(district_id: int, since: date, day: date) -> dict[str, int]:
    """Scheduled acts that came due in these days, by kind and by what became of them."""
    rows = ScheduledAct.objects.filter(
        district_id=district_id, due__gte=since, due__lte=day, settled_at__isnull=False
    )
    counted = rows.order_by().values_list("kind", "outcome").annotate(Count("id"))
    return {f"{kind}.{outcome}": count for kind, outcome, count in counted}


def _fell_overdue(district_id: int, since: date, day: date) -> int:
    """Filings whose last day was over in these days, and which are still with the street."""
    rows = Filing.objects.filter(district_id=district_id, state__in=WITH_STREET)
    return rows.filter(deadline__gte=since - ONE_DAY, deadline__lt=day).count()


def _contracts_ended(district_id: int, since: date, day: date) -> int:
    """Contracts that ran out in these days while the person stayed on post."""
    rows = Engagement.objects.filter(district_id=district_id).on_post(day)
    return rows.filter(contract_end__gte=since - ONE_DAY, contract_end__lt=day).count()


def _grants_ended(district_id: int, since: date, day: date) -> int:
    """Grants whose term was over in these days."""
    rows = Pool.objects.filter(unit__district_id=district_id, valid_to__lt=day)
    return rows.filter(valid_to__gte=since - ONE_DAY).count()
