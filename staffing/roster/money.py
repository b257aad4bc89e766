"""Amounts of money as rosters write them, to the fen; what is rounded or unclear is refused."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from .faults import MONEY_FORMAT, MONEY_NEGATIVE, MONEY_RANGE, MONEY_SCALE, Misread

MOST_YUAN = 1_000_000
AMOUNT = re.compile(r"([+-]?)(?:(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?|(\.\d+))(万)?")
AROUND = re.compile(r"^(人民币|rmb|cny|[¥￥])|(元整|元|块|rmb|cny)?(/|每)?(人)?(/|每)?月?$", re.IGNORECASE)


def read_fen(text: str) -> int:
    """The amount in fen; Misread with the reason when it is none, negative, too large or finer than a fen."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    match = AMOUNT.fullmatch(AROUND.sub("", AROUND.sub("", plain)))
    if not match:
        raise Misread(MONEY_FORMAT)
    sign, whole, part, bare, wan = match.groups()
    fen = _decimal(f"{sign}{(whole or '0').replace(',', '')}{part or bare or ''}") * (
        1_000_000 if wan else 100
    )
    if fen < 0:
        raise Misread(MONEY_NEGATIVE)
    if fen > MOST_YUAN * 100:
        raise Misread(MONEY_RANGE, most=MOST_YUAN)
    rounded = round(fen)
    # A number cell holds 0.30000000000000004 where somebody typed 0.3; that is no part of a fen.
    if abs(fen - rounded) > Decimal("0.000001"):
        raise Misread(MONEY_SCALE)
    return rounded


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Misread(MONEY_FORMAT) from None
