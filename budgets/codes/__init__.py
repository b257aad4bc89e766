"""Reasons this floor gives when an act may not be done; one module a noun, as in the other rooms."""

from . import (  # noqa: F401 - each declares its codes
    cost_sheets,
    declarations,
    differences,
    pay_runs,
    pay_schemes,
    payroll_actuals,
    recoveries,
    savings,
    standards,
    task_transfers,
)
