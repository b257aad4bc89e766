"""Pay in the matrices of pages and of REST: which act, which row, in whose sight."""

from quota_pool.models import Unit
from tests.budgets.pay_things import mark, pay_run, scheme
from tests.factories import Office

SCHEME, RUN = ("scheme", "read_schemes"), ("run", "read_pay")
# name: (act the page asks for, kind of row it is about, act that makes the row visible)
PAGES = {
    "pay-schemes": ("read_schemes", None, None),
    "pay-scheme-new": ("draft_scheme", None, None),
    "pay-scheme": ("read_schemes", *SCHEME),
    "pay-scheme-edit": ("draft_scheme", *SCHEME),
    "pay-scheme-people": ("read_schemes", *SCHEME),
    "pay-scheme-simulate": ("draft_scheme", *SCHEME),
    "pay-scheme-adopt": ("adopt_scheme", *SCHEME),
    "pay-scheme-file": ("check_scheme", *SCHEME),
    "pay-scheme-return": ("check_scheme", *SCHEME),
    "pay-scheme-withdraw": ("draft_scheme", *SCHEME),
    "pay-marks": ("read_schemes", None, None),
    "pay-mark-new": ("draft_scheme", "engagement", "read_staff"),
    "pay-mark-strike": ("draft_scheme", "mark", "read_schemes"),
    "pay-runs": ("read_pay", None, None),
    "pay-run-open": ("make_pay_run", None, None),
    "pay-run": ("read_pay", *RUN),
    "pay-run-calculate": ("make_pay_run", *RUN),
    "pay-run-check": ("make_pay_run", *RUN),
    "pay-run-approve": ("approve_pay_run", *RUN),
    "pay-run-post": ("make_pay_run", *RUN),
    "pay-run-reverse": ("approve_pay_run", *RUN),
    "pay-run-return": ("approve_pay_run", *RUN),
    "pay-run-cancel": ("make_pay_run", *RUN),
    "pay-item": ("make_pay_run", "paid", "read_pay"),
    "pay-lines": ("read_pay", None, None),
}
ROUTES = {
    "GET pay-schemes/": "read_schemes",
    "POST pay-schemes/": "draft_scheme",
    "GET pay-schemes/{scheme}/": "read_schemes",
    "PATCH pay-schemes/{scheme}/": "draft_scheme",
    "POST pay-schemes/{scheme}/simulate/": "draft_scheme",
    "POST pay-schemes/{scheme}/adopt/": "adopt_scheme",
    "POST pay-schemes/{scheme}/file/": "check_scheme",
    "POST pay-schemes/{scheme}/return/": "check_scheme",
    "POST pay-schemes/{scheme}/withdraw/": "draft_scheme",
    "GET pay-marks/": "read_schemes",
    "POST pay-marks/": "draft_scheme",
    "GET pay-marks/{mark}/": "read_schemes",
    "POST pay-marks/{mark}/strike/": "draft_scheme",
    "GET pay-runs/": "read_pay",
    "POST pay-runs/": "make_pay_run",
    "GET pay-runs/{run}/": "read_pay",
    "POST pay-runs/{run}/enter/": "make_pay_run",
    "POST pay-runs/{run}/calculate/": "make_pay_run",
    "POST pay-runs/{run}/check/": "make_pay_run",
    "POST pay-runs/{run}/approve/": "approve_pay_run",
    "POST pay-runs/{run}/post/": "make_pay_run",
    "POST pay-runs/{run}/reverse/": "approve_pay_run",
    "POST pay-runs/{run}/return/": "approve_pay_run",
    "POST pay-runs/{run}/cancel/": "make_pay_run",
    "GET pay-lines/": "read_pay",
}
NOUNS = {"pay-schemes": "scheme", "pay-marks": "mark", "pay-runs": "run"}


def made(office: Office, street: Unit) -> dict:
    """How a row of each kind of the street comes about."""

    def run() -> int:
        return (street.pay_runs.first() or pay_run(office, street)).pk

    def somebody():
        return street.engagements.first()

    return {
        "scheme": lambda: (street.pay_schemes.first() or scheme(office, street)).pk,
        "mark": lambda: mark(office, somebody(), "trial").pk,
        "run": run,
        "paid": lambda: (run(), somebody().pk),
    }
