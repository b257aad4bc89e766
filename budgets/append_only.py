"""Which tables of this floor never change: see `quota_pool.append_only`."""

COST_SHEETS = ("budgets_costsheet", "budgets_costline")
TASKS = ("budgets_taskevent", "budgets_taskmoney", "budgets_handover")
SAVINGS = ("budgets_savingsline",)
PAY = ("budgets_payline", "budgets_paycharge")
FINANCE_DOOR = (
    "budgets_payrollactual",
    "budgets_snapshot",
    "budgets_snapshotunit",
    "budgets_snapshotheads",
    "budgets_snapshotline",
)
NEVER_CHANGED = (*COST_SHEETS, *TASKS, *SAVINGS, *PAY, *FINANCE_DOOR)
SET_ONCE = {"budgets_paymark": "struck_at"}
