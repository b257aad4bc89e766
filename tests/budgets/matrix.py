"""What is planned with money, in the matrices of pages and of REST: which act, which row, in whose sight."""

from quota_pool.models import Unit
from tests.budgets import pay_matrix, plans, treasury
from tests.factories import Office

STANDARD, SHEET = ("standard", "read_money"), ("sheet", "read_money")
SAVING, RECOVERY = ("saving", "read_money"), ("recovery", "read_money")
ENVELOPE, CHANGE = ("envelope", "read_money"), ("change", "read_money")
# name: (act the page asks for, kind of row it is about, act that makes the row visible)
PAGES = {
    "envelopes": ("read_money", None, None),
    "appropriation-enter": ("appropriate", None, None),
    "envelope-draft": ("draft_envelope", None, None),
    "envelope-entries": ("read_money", None, None),
    "envelope": ("read_money", *ENVELOPE),
    "envelope-calculate": ("draft_envelope", *ENVELOPE),
    "envelope-approve": ("approve_envelope", *ENVELOPE),
    "envelope-in-force": ("approve_envelope", *ENVELOPE),
    "envelope-withdraw": ("draft_envelope", *ENVELOPE),
    "envelope-begin-close": ("close_envelope", *ENVELOPE),
    "envelope-close": ("settle_year", *ENVELOPE),
    "envelope-change-propose": ("propose_adjustment", *ENVELOPE),
    "envelope-changes": ("read_money", None, None),
    "envelope-change": ("read_money", *CHANGE),
    "envelope-change-approve": ("approve_adjustment", *CHANGE),
    "envelope-change-refuse": ("approve_adjustment", *CHANGE),
    "standards": ("read_money", None, None),
    "standard-propose": ("set_standards", None, None),
    "standard": ("read_money", *STANDARD),
    "standard-approve": ("approve_standards", *STANDARD),
    "standard-refuse": ("approve_standards", *STANDARD),
    "cost-sheets": ("read_money", None, None),
    "cost-sheet-make": ("make_cost_sheet", None, None),
    "cost-sheet": ("read_money", *SHEET),
    "savings": ("read_money", None, None),
    "savings-solve": ("read_staff", None, None),
    "savings-amount": ("plan_savings", None, None),
    "saving": ("read_money", *SAVING),
    "saving-submit": ("submit_savings", *SAVING),
    "saving-check": ("check_savings", *SAVING),
    "saving-approve": ("approve_savings", *SAVING),
    "saving-refuse": ("check_savings", *SAVING),
    "saving-reject": ("approve_savings", *SAVING),
    "saving-use": ("plan_savings", *SAVING),
    "saving-withdraw": ("plan_savings", *SAVING),
    "recoveries": ("read_money", None, None),
    "recovery-plan": ("plan_recovery", None, None),
    "recovery": ("read_money", *RECOVERY),
    "recovery-submit": ("submit_recovery", *RECOVERY),
    "recovery-advise": ("advise_recovery", *RECOVERY),
    "recovery-check": ("check_recovery", *RECOVERY),
    "recovery-refuse": ("check_recovery", *RECOVERY),
    "recovery-contract": ("plan_recovery", *RECOVERY),
    "recovery-recover": ("approve_recovery", *RECOVERY),
    "recovery-verify": ("check_recovery", *RECOVERY),
    "recovery-withdraw": ("plan_recovery", *RECOVERY),
    **pay_matrix.PAGES,
}
ROUTES = {
    "GET envelopes/": "read_money",
    "POST envelopes/": "draft_envelope",
    "GET envelopes/{envelope}/": "read_money",
    "POST envelopes/{envelope}/calculate/": "draft_envelope",
    "POST envelopes/{envelope}/approve/": "approve_envelope",
    "POST envelopes/{envelope}/put-in-force/": "approve_envelope",
    "GET envelope-changes/": "read_money",
    "POST envelope-changes/": "propose_adjustment",
    "GET envelope-changes/{change}/": "read_money",
    "POST envelope-changes/{change}/approve/": "approve_adjustment",
    "POST envelope-changes/{change}/refuse/": "approve_adjustment",
    "GET envelope-entries/": "read_money",
    "GET envelope-entries/{fen}/": "read_money",
    "GET standards/": "read_money",
    "POST standards/": "set_standards",
    "GET standards/{standard}/": "read_money",
    "POST standards/{standard}/approve/": "approve_standards",
    "POST standards/{standard}/refuse/": "approve_standards",
    "GET cost-sheets/": "read_money",
    "POST cost-sheets/": "make_cost_sheet",
    "GET cost-sheets/{sheet}/": "read_money",
    "GET savings-plans/": "read_money",
    "POST savings-plans/": "plan_savings",
    "GET savings-plans/{saving}/": "read_money",
    "POST savings-plans/amount/": "plan_savings",
    "POST savings-plans/{saving}/submit/": "submit_savings",
    "POST savings-plans/{saving}/check/": "check_savings",
    "POST savings-plans/{saving}/approve/": "approve_savings",
    "POST savings-plans/{saving}/refuse/": "check_savings",
    "POST savings-plans/{saving}/reject/": "approve_savings",
    "POST savings-plans/{saving}/use/": "plan_savings",
    "POST savings-plans/{saving}/withdraw/": "plan_savings",
    "GET recoveries/": "read_money",
    "POST recoveries/": "plan_recovery",
    "GET recoveries/{recovery}/": "read_money",
    "POST recoveries/{recovery}/submit/": "submit_recovery",
    "POST recoveries/{recovery}/advise/": "advise_recovery",
    "POST recoveries/{recovery}/check/": "check_recovery",
    "POST recoveries/{recovery}/refuse/": "check_recovery",
    "POST recoveries/{recovery}/contract/": "plan_recovery",
    "POST recoveries/{recovery}/recover/": "approve_recovery",
    "POST recoveries/{recovery}/verify/": "check_recovery",
    "POST recoveries/{recovery}/withdraw/": "plan_recovery",
    **pay_matrix.ROUTES,
}
NOUNS = {
    "envelopes": "envelope",
    "envelope-changes": "change",
    "envelope-entries": "fen",
    "standards": "standard",
    "cost-sheets": "sheet",
    "savings-plans": "saving",
    "recoveries": "recovery",
    **pay_matrix.NOUNS,
}
OPEN_TO_DISTRICT = ("standards/",)  # read by every street of the district
OPEN_KINDS = {"standard"}


def row(office: Office, kind: str, street: Unit) -> int | tuple[int, int] | None:
    """The key of such a row of the street; nothing for a kind of another floor."""
    made = {
        "envelope": lambda: treasury.envelope_of(office, street).pk,
        "change": lambda: treasury.change_of(office, street).pk,
        "fen": lambda: treasury.movement_of(office, street).pk,
        "standard": lambda: plans.propose(office, "60").pk,
        "sheet": lambda: plans.any_sheet(office, street).pk,
        "saving": lambda: (street.savings_plans.first() or plans.saving(office, street)).pk,
        "recovery": lambda: (street.recoveries.first() or plans.recovery(office, street)).pk,
        **pay_matrix.made(office, street),
    }
    return made[kind]() if kind in made else None


def samples(office: Office, street: Unit) -> dict[str, int]:
    """One row of each kind."""
    return {kind: row(office, kind, street) for kind in NOUNS.values()}
