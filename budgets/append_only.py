"""Which tables of this floor never change: see `quota_pool.append_only`."""

COST_SHEETS = ("budgets_costsheet", "budgets_costline")
SAVINGS = ("budgets_savingsline",)
NEVER_CHANGED = (*COST_SHEETS, *SAVINGS)
