"""What day it is in Shanghai, and which days are worked."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The office's day: the date in Shanghai, wherever the server stands."""
    return datetime.now(SHANGHAI).date()
