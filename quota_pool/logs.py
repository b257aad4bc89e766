"""Log lines that carry the request's id and no personal data."""

import logging
import re
from contextvars import ContextVar

current_id: ContextVar[str] = ContextVar("request_id", default="-")


class RequestIdFilter(logging.Filter):
    """Put the request's id on every line."""

    def filter(self, record):
        record.request_id = current_id.get()
        return True


class PlainFormatter(logging.Formatter):
    """Log lines without personal data: long numbers are masked, and of an exception only kind and place.

    A database error quotes the row it refused, and that row may be a person.
    """

    LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){7,}[\dXx]?")

    def formatMessage(self, record):
        record.message = self.LONG_NUMBER.sub("<number>", record.message)
        return super().formatMessage(record)

    def formatException(self, exc_info):
        kind, _error, trace = exc_info
        frames = []
        while trace is not None:
            code = trace.tb_frame.f_code
            frames.append(f"  {code.co_filename}:{trace.tb_lineno} {code.co_name}")
            trace = trace.tb_next
        return "\n".join([*frames[-12:], kind.__name__])
