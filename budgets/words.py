"""What the acts of money are called in the audit."""

from quota_pool.words import name_acts

name_acts(
    {
        # envelopes
        # standards, cost sheets
        # task transfers, demands for posts
        # pay schemes, pay runs
        # savings, recoveries
        # payroll actuals, declarations, reconciliation
    }
)
