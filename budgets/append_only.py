"""Which tables of this floor never change: see `quota_pool.append_only`."""

COST_SHEETS = ("budgets_costsheet", "budgets_costline")
TASKS = ("budgets_taskevent", "budgets_taskmoney", "budgets_handover")
SAVINGS = ("budgets_savingsline",)
PAY = ("budgets_payline", "budgets_paycharge")
NEVER_CHANGED = (*COST_SHEETS, *TASKS, *SAVINGS, *PAY)
SET_ONCE = {"budgets_paymark": "struck_at"}
