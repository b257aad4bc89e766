"""Any list or search at any size: statements and milliseconds of each page, beside the bare statement.

The same addresses are asked at six thousand people and at six hundred thousand: a list is as fast as its
indexes, and what an index does not hold shows here.
"""

import json
import sys

import django

django.setup()

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from bench.crowd import Crowd  # noqa: E402
from bench.pages import bare, measure  # noqa: E402
from quota_pool.calendar import today  # noqa: E402

TIMES = 5
TARGET = "≤ 10 statements, ≤ 100 ms, ≤ 2 × the same at 6,000"
FLOOR = (
    "SELECT e.*, p.* FROM staffing_engagement e JOIN staffing_person p ON p.id = e.person_id"
    " WHERE e.district_id = {district} ORDER BY e.name_key LIMIT 50"
)


def addresses(crowd: Crowd) -> dict[str, str]:
    """Every order and every condition of the long lists, each under a name."""
    day, unit, pool = today().isoformat(), crowd.units[0].pk, crowd.pools[0].pk
    on = f"/people/?on={day}"
    soon, year = today().replace(day=1).isoformat(), f"{today().year}-12-31"
    orders = ("name", "start_date", "end_date", "post_category", "mode", "contract_end")
    found = {"roster": on, "roster, page 100": f"{on}&page=100", "everybody": "/people/?voided=false"}
    found |= {
        f"roster, order {sign}{name}": f"{on}&order={sign}{name}" for name in orders for sign in ("", "-")
    }
    found |= {
        f"everybody, order {name}": f"/people/?voided=false&order={name}"
        for name in ("-name", "-start_date", "end_date", "-end_date")
    }
    conditions = (
        "voided=true",
        "heads=held",
        "heads=occupied",
        "heads=unseated",
        "heads=reserved",
        "mode=DIRECT",
        "mode=REHIRED_RETIREE",
        "post_category=50",
        "filing_state=to_submit",
        "filing_state=filed",
        "standing=unseated",
        "standing=seated",
        "pool_kind=lump_sum",
        "pool_kind=mobile",
        f"pool={pool}",
        f"unit={unit}",
        f"contract_end_from={soon}&contract_end_to={year}",
        f"start_from={soon}",
        f"end_from={soon}",
        "q=lx",
        "q=zhang",
        "q=李",
        "q=1234",
        "q=网格",
        "post_category=50&mode=DISPATCH&filing_state=filed",
        f"unit={unit}&post_category=50&order=-start_date",
    )
    found |= {f"roster, {one}": f"{on}&{one}" for one in conditions}
    found |= {
        "roster, category 50, page 100": f"{on}&post_category=50&page=100",
        "everybody, pinyin": "/people/?q=lx",
        "filings": "/filings/?state=",
        "filings, to submit": "/filings/?state=to_submit",
        "filings, overdue": "/filings/?overdue=true",
        "filings, filed": "/filings/?state=filed",
        "filings, unfiled for finance": "/filings/?unfiled=true",
        "filings, exits": "/filings/?kind=exit",
        "filings, pinyin": "/filings/?q=lx",
        "filings, order -clock": "/filings/?order=-clock",
        "filings, a street": f"/filings/?unit={unit}&page=100",
        "ledger": "/ledger/",
        "ledger, page 100": "/ledger/?page=100",
        "ledger, a street": f"/ledger/?unit={unit}",
        "ledger, days": f"/ledger/?effective_from={soon}",
        "ledger, pinyin": "/ledger/?q=lx",
        "pool page": "/pool/",
        "pool page a year ago": f"/pool/?on={today().replace(year=today().year - 1)}",
        "roster a year ago": f"/people/?on={today().replace(year=today().year - 1)}",
        "alerts": "/alerts/",
        "home": "/",
        "audit": "/audit/",
        "grants": "/grants/",
    }
    return found


def main() -> None:
    people, only = int(sys.argv[1]), sys.argv[2:]
    crowd = Crowd(people)
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(crowd.bureau)
    floor = bare(FLOOR.format(district=crowd.district.pk))
    for name, path in addresses(crowd).items():
        if only and not any(word in name for word in only):
            continue
        queries, took, size = measure(client, path, TIMES)
        shown = {
            "what": f"{name}, {people} people, {connection.vendor}",
            "ours": f"{took:.1f} ms, {queries} statements, {size / 1024:.0f} KB compressed",
            "floor": f"{floor:.1f} ms (50 rows of the roster, bare statement)",
            "target": TARGET,
        }
        print(json.dumps(shown), flush=True)


if __name__ == "__main__":
    main()
