"""Files people upload as proof: looked at by content and structure, images written anew, malware asked for.

What a file is, its first bytes and its structure say; its name must agree (R-106). What comes out is what is
kept: a PDF as it came, an image encoded anew without whatever was hidden beside its pixels (R-118).
"""

import hashlib
import re
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from quota_pool import pixels, refusals, scanning

MEGABYTE = 1024 * 1024
MOST_BYTES = 20 * MEGABYTE
MOST_PIXELS = 40_000_000
QUALITY = 88
MARKS = ((b"%PDF-", "pdf"), (b"\x89PNG\r\n\x1a\n", "png"), (b"\xff\xd8\xff", "jpg"))
NAMES = {"pdf": ("pdf",), "png": ("png",), "jpg": ("jpg", "jpeg")}
CONTENT_TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}
# What a scanned paper never holds: what runs, sends, leads elsewhere, or carries other files.
ACTIVE = (
    *(b"JavaScript", b"Launch", b"SubmitForm", b"ImportData", b"GoToR", b"GoToE", b"Rendition"),
    *(b"EmbeddedFile", b"EmbeddedFiles", b"RichMedia"),
)
# Short ones come about by chance among packed pixels, so they count outside of them only.
ACTIVE_OUTSIDE = (b"JS", b"AA", b"URI", b"XFA")
PACKED_FROM, PACKED_TO = re.compile(rb"\bstream\r?\n"), b"endstream"
ARCHIVE = (b"PK\x03\x04", b"PK\x05\x06")
BLANK = b"\x00\t\n\f\r "
MARKUP = (b"<html", b"<script", b"<svg", b"<!doctype")

KIND = refusals.code(
    "upload_kind",
    _("The file is no PDF, JPEG or PNG."),
    _("Scan or save it as PDF, JPEG or PNG and send it again."),
)
NAME = refusals.code(
    "upload_name_differs",
    _("The name ends in “{ending}”, but the content is {kind}."),
    _("Give the file the ending .{kind} if it is what you meant to send."),
)
EMPTY = refusals.code("upload_empty", _("The file is empty."), _("Choose the file again."))
TOO_LARGE = refusals.code(
    "upload_too_large",
    _("The file has {size} MB; the limit is {limit} MB."),
    _("Scan with 300 dpi in grey, or split the file."),
)
BROKEN = refusals.code(
    "upload_broken", _("The file is damaged: it cannot be read to its end."), _("Scan or save it again.")
)
TWO_KINDS = refusals.code(
    "upload_two_kinds",
    _("The file is two things at once: something else is hidden in it."),
    _("Print it to PDF, or scan it again."),
)
ACTIVE_CONTENT = refusals.code(
    "upload_active",
    _("The PDF holds programs, links or other files."),
    _("Print it to PDF, or scan it, and send that."),
)
TOO_MANY_PIXELS = refusals.code(
    "upload_pixels",
    _("The image has {pixels} million pixels; the limit is {limit} million."),
    _("Save it smaller, or scan with 300 dpi."),
)
MOVING = refusals.code(
    "upload_moving", _("The image moves: it holds several pictures."), _("Save one picture of it.")
)


@dataclass(frozen=True)
class Inspected:
    """A file fit to be kept: its kind, its name, its bytes and the hash of what was sent."""

    kind: str
    name: str
    content: bytes
    sent_sha256: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def inspect(file, field: str = "file") -> Inspected:
    """Look at an uploaded file; raises Refusal when it is not kept."""
    refusals.raise_any(_by_size(file.size, field))
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    kind = kind_of(content)
    refusals.raise_any(_by_kind(kind, file.name, content, field))
    scanning.require_clean(content, field)
    kept = content if kind == "pdf" else _encoded_anew(content, kind, field)
    return Inspected(kind, safe_name(file.name, kind), kept, hashlib.sha256(content).hexdigest())


def kind_of(content: bytes) -> str:
    """pdf, png, jpg, or nothing, by what the file begins with."""
    return next((kind for mark, kind in MARKS if content.startswith(mark)), "")


def safe_name(given: str, kind: str) -> str:
    """The name without folders and odd characters, ending as its content says."""
    stem = PurePosixPath(given.replace("\\", "/")).stem
    plain = "".join(char for char in stem if char.isalnum() or char in "-_〔〕（）() ").strip()
    return f"{plain[:80] or 'scan'}.{kind}"


def _by_size(size: int, field: str) -> list[refusals.Reason]:
    if not size:
        return [EMPTY.reason(field=field)]
    if size <= MOST_BYTES:
        return []
    return [TOO_LARGE.reason(size=-(-size // MEGABYTE), limit=MOST_BYTES // MEGABYTE, field=field)]


def _by_kind(kind: str, name: str, content: bytes, field: str) -> list[refusals.Reason]:
    if not kind:
        return [KIND.reason(field=field)]
    ending = PurePosixPath(name).suffix.lower().lstrip(".")
    found = [] if ending in NAMES[kind] else [NAME.reason(ending=f".{ending}", kind=kind, field=field)]
    if zipfile.is_zipfile(BytesIO(content)) or any(mark in content[:1024].lower() for mark in MARKUP):
        found.append(TWO_KINDS.reason(field=field))
    if kind == "pdf":
        found += _by_structure(content, field)
    return found


def _by_structure(content: bytes, field: str) -> list[refusals.Reason]:
    """A PDF ends as one, and nothing in it runs. What lies packed in its streams no reader here unpacks."""
    end = content.rfind(b"%%EOF")
    if end < 0 or b"startxref" not in content and b"trailer" not in content:
        return [BROKEN.reason(field=field)]
    outside = _outside_streams(content)
    found = []
    if content[end + len(b"%%EOF") :].strip(BLANK) or all(mark in outside for mark in ARCHIVE):
        found.append(TWO_KINDS.reason(field=field))
    if _says(*ACTIVE).search(content) or _says(*ACTIVE_OUTSIDE).search(outside):
        found.append(ACTIVE_CONTENT.reason(field=field))
    return found


@lru_cache
def _says(*names: bytes) -> re.Pattern:
    """Any of these names whole, plain or with letters escaped: /J#53 is /JS, /JSomething is not."""
    spelled = (b"".join(b"(?:%c|#(?i:%02x))" % (letter, letter) for letter in name) for name in names)
    return re.compile(rb"/(?:" + b"|".join(spelled) + rb")(?=[\x00\s/<>\[\](){}%]|\Z)")


def _outside_streams(content: bytes) -> bytes:
    """The PDF without what lies packed in its streams; read once from beginning to end."""
    kept, at = [], 0
    while begin := PACKED_FROM.search(content, at):
        kept.append(content[at : begin.end()])
        at = content.find(PACKED_TO, begin.end())
        if at < 0:
            return b"".join((*kept, content[begin.end() :]))
    return b"".join((*kept, content[at:]))


def _encoded_anew(content: bytes, kind: str, field: str) -> bytes:
    """The pixels and nothing else: upright, without place, camera, profile or comment."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=["PNG" if kind == "png" else "JPEG"]) as image:
                refusals.raise_any(_by_pixels(image, content, kind, field))
                return _written(ImageOps.exif_transpose(image), kind)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as bomb:
        limit = MOST_PIXELS // 10**6
        raise refusals.Refusal(TOO_MANY_PIXELS.reason(pixels=f">{limit}", limit=limit, field=field)) from bomb
    except (OSError, SyntaxError, ValueError, zlib.error) as fault:
        raise refusals.Refusal(BROKEN.reason(field=field)) from fault


def _by_pixels(image: Image.Image, content: bytes, kind: str, field: str) -> list[refusals.Reason]:
    """Asked of the head of the file, before a single pixel is unpacked."""
    claimed = image.width * image.height
    if claimed > MOST_PIXELS:
        limit = MOST_PIXELS // 10**6
        return [TOO_MANY_PIXELS.reason(pixels=-(-claimed // 10**6), limit=limit, field=field)]
    if getattr(image, "n_frames", 1) > 1:
        return [MOVING.reason(field=field)]
    return [] if pixels.are_all_there(content, kind, claimed) else [BROKEN.reason(field=field)]


def _written(image: Image.Image, kind: str) -> bytes:
    """Plain pixels on a fresh canvas: nothing that was attached to the old one comes along."""
    mode = "RGBA" if kind == "png" and image.mode in ("RGBA", "LA", "PA") else "RGB"
    fresh = image.convert("L").convert("RGB") if image.mode.startswith("I") else image.convert(mode)
    fresh.info = {}
    out = BytesIO()
    fresh.save(out, format="PNG") if kind == "png" else fresh.save(out, format="JPEG", quality=QUALITY)
    return out.getvalue()
