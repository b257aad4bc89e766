"""The papers of money (domain.md section 9), entered into the one registry when the app starts."""

from quota_pool.papers import register

from . import cost_sheets, pay_runs

register(*cost_sheets.PAPERS, *pay_runs.PAPERS)
