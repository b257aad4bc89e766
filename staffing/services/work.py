"""The terms a person starts on, as a form, an import or a connected system says them."""

from dataclasses import dataclass
from datetime import date

from quota_pool.models import Pool
from staffing.models import Recruitment
from staffing.services.terms import TERM_FIELDS


@dataclass(frozen=True, kw_only=True)
class Work:
    """The terms a person starts on. Pay in fen a month; `pool` names the grant, None takes the first free."""

    start_date: date
    mode: str
    post_category: str
    primary_post: str = ""
    other_posts: tuple[str, ...] = ()
    department: str = ""
    community: str = ""
    supervisor: str = ""
    monthly_pay_fen: int | None = None
    contract_no: str = ""
    contract_type: str = ""
    contract_start: date | None = None
    contract_end: date | None = None
    probation_end: date | None = None
    entry_channel: str = ""
    funding_source: str = ""
    legal_employer: str = ""
    old_assistant_kind: str = ""
    pool: Pool | None = None
    recruitment: Recruitment | None = None

    def terms(self) -> dict:
        """The part that is kept in dated rows."""
        return {name: getattr(self, name) for name in TERM_FIELDS} | {"other_posts": list(self.other_posts)}
