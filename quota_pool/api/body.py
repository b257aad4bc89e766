"""Bodies: JSON read strictly, written by orjson.

What a lenient reader would let through is refused here, before any serializer sees it: the same key twice,
NaN, numbers no column holds, NUL and half characters, nesting and arrays beyond reason (F29, R-125).
"""

import json
from decimal import Decimal

import orjson
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.utils.functional import Promise
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import BaseRenderer

MOST_BYTES = 2_500_000
MOST_UPLOAD = 51 * 1024 * 1024
MOST_DEPTH = 20
MOST_ITEMS = 1000
MOST_DIGITS = 18


def dumps(value) -> bytes:
    """JSON as this API writes it: UTC with Z, money and lazy words as strings."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_UTC_Z)


def _plain(value):
    if isinstance(value, (Promise, Decimal)):
        return str(value)
    raise TypeError(type(value).__name__)


class OrjsonRenderer(BaseRenderer):
    """Answers as JSON."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(self, data, accepted_media_type=None, renderer_context=None):
        return b"" if data is None else dumps(data)


class StrictJSONParser(BaseParser):
    """Requests as JSON in UTF-8, without anything two readers could understand differently."""

    media_type = "application/json"
    most_items = MOST_ITEMS

    def parse(self, stream, media_type=None, parser_context=None):
        charset = _charset(media_type or "")
        if charset not in ("", "utf-8", "utf8"):
            raise UnsupportedMediaType(f"application/json; charset={charset}"[:60])
        raw = stream.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise RequestDataTooBig
        return loads(raw, self.most_items)


class Bulk(StrictJSONParser):
    """The same for an address that takes many rows at once."""

    most_items = 5000


class Upload(MultiPartParser):
    """A file with its fields, refused by its announced length before anything is read."""

    def parse(self, stream, media_type=None, parser_context=None):
        request = parser_context["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_UPLOAD:
            raise RequestDataTooBig
        try:
            return super().parse(stream, media_type, parser_context)
        except (TooManyFieldsSent, TooManyFilesSent) as fault:
            raise ParseError from fault


def _charset(media_type: str) -> str:
    for part in media_type.split(";")[1:]:
        name, _mark, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""


def loads(raw: bytes, most_items: int = MOST_ITEMS):
    """Parse a body or raise ParseError; the reason is not echoed, it may hold what must not be repeated."""
    try:
        value = json.loads(
            raw.decode(),
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_fraction,
            parse_constant=_refuse,
        )
    except (ValueError, RecursionError) as fault:
        raise ParseError from fault
    _check(value, most_items)
    return value


def _object(pairs: list[tuple]) -> dict:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("the same key twice")
    return found


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > MOST_DIGITS:
        raise ValueError("a number too large")
    return int(digits)


def _fraction(digits: str) -> Decimal:
    value = Decimal(digits)
    if len(digits) > MOST_DIGITS + 2 or not -MOST_DIGITS <= value.adjusted() <= MOST_DIGITS:
        raise ValueError("a number too large")
    return value


def _refuse(name: str):
    raise ValueError(name)


def _check(value, most_items: int) -> None:
    """Walk the parsed body without recursion."""
    waiting = [(value, 1)]
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, dict):
            waiting += [(inner, depth + 1) for pair in value.items() for inner in pair]
        elif isinstance(value, list):
            waiting += [(inner, depth + 1) for inner in value]
        if isinstance(value, (dict, list)) and (depth > MOST_DEPTH or len(value) > most_items):
            raise ParseError


def _check_text(text: str) -> None:
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise ParseError
