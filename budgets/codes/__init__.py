"""Reasons this floor gives when an act may not be done; one module a noun, as in the other rooms."""

from . import cost_sheets, pay_runs, pay_schemes, recoveries, savings, standards, task_transfers  # noqa: F401 - each declares its codes
