"""指标下达: the list of grants, one grant with its decision, proposals, heads brought into the district."""

from .decisions import ApproveGrant, GrantPage, RefuseGrant
from .entry import GrantEffect, IssueHeads, ProposeGrant
from .lists import GrantsPage

__all__ = [
    "ApproveGrant",
    "GrantEffect",
    "GrantPage",
    "GrantsPage",
    "IssueHeads",
    "ProposeGrant",
    "RefuseGrant",
]
