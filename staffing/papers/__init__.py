"""The papers of heads and people (domain.md section 9), entered into the one registry when the app starts."""

from quota_pool.papers import register

from . import analyses, filings, ledgers, movements, rosters

register(
    *rosters.PAPERS,
    *movements.PAPERS,
    *ledgers.PAPERS,
    *filings.PAPERS,
    *analyses.PAPERS,
)
