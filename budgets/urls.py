"""Pages of money."""

app_name = "budgets"
urlpatterns = [
    # envelopes
    # standards, cost sheets
    # task transfers, demands for posts
    # pay schemes, pay runs
    # savings, recoveries
    # payroll actuals, declarations, reconciliation
]
