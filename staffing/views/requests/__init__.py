"""机动指标申请: the list of requests, drafting one, its sheet with the acts of street, bureau and finance."""

from .entry import DraftRequest, EditRequest
from .lists import RequestsPage
from .sheet import (
    AdviseRequest,
    CheckRequest,
    GrantRequest,
    RefuseRequest,
    RequestPage,
    ReturnRequest,
    SubmitRequest,
    WithdrawRequest,
)

__all__ = [
    "AdviseRequest",
    "CheckRequest",
    "DraftRequest",
    "EditRequest",
    "GrantRequest",
    "RefuseRequest",
    "RequestPage",
    "RequestsPage",
    "ReturnRequest",
    "SubmitRequest",
    "WithdrawRequest",
]
