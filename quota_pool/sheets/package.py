"""What kind of file an upload is, and the parts of an .xlsx package, whatever its directory says."""

import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from . import limits
from .limits import Unreadable

XLSX, CSV = "xlsx", "csv"
EXTENSIONS = {"xlsx": XLSX, "csv": CSV, "txt": CSV}
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK\x03\x04"
# Formats people mistake for a table: named in the refusal so that the sentence helps.
SIGNATURES = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "RTF",
}
END_RECORD = struct.Struct("<4s4H2LH")
ZIP64_LOCATOR = b"PK\x06\x07"
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
READ_BYTES = 256 * 1024
# 200 parts with long names stay below this; a larger directory holds more than its count says.
DIRECTORY_BYTES = 200 * 1024
OUTSIDE_PATH = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|[\\\x00-\x1f]")
MACRO_PART = re.compile(r"vbaproject|(^|/)macrosheets/|(^|/)dialogsheets/", re.IGNORECASE)


def kind_of(path: str | Path, extension: str = "") -> str:
    """Whether the file is a workbook or a text table, by its content; its name must agree with that."""
    path, extension = Path(path), extension.lower().lstrip(".")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("file_empty")
    if size > limits.FILE_BYTES:
        size = -(-size // limits.MEGABYTE)
        raise Unreadable("file_too_big", size=size, most=limits.FILE_BYTES // limits.MEGABYTE)
    if extension and extension not in EXTENSIONS:
        _check_disguise(path)
        raise Unreadable("file_wrong_type", found="." + extension[:10])
    kind = _kind_by_content(path)
    if extension and EXTENSIONS[extension] != kind:
        raise Unreadable("file_name_differs", extension=extension, found=kind)
    return kind


def _check_disguise(path: Path) -> None:
    """Say "macro" or "encrypted" of an .xlsm or .xls rather than only "wrong type"."""
    if _kind_by_content(path) == XLSX:
        Package(path).close()


def _kind_by_content(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(1024)
        if head.startswith(COMPOUND_FILE):
            encrypted = ENCRYPTED_STREAM in head + file.read()
            raise Unreadable("file_encrypted") if encrypted else Unreadable("file_wrong_type", found=".xls")
    if head.startswith(ZIP):
        return XLSX
    if head.startswith(b"PK"):
        raise Unreadable("file_corrupt")
    for signature, name in SIGNATURES.items():
        if head.startswith(signature):
            raise Unreadable("file_wrong_type", found=name)
    if _text_head(head).startswith("<"):
        raise Unreadable("file_wrong_type", found="HTML/XML")
    return CSV


def _text_head(head: bytes) -> str:
    encoding = "utf-16" if head[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return head.decode(encoding, "replace").lstrip()


class Package:
    """An open .xlsx package: its directory proven at opening, its parts inflated under one common limit."""

    def __init__(self, path: str | Path):
        self._file = Path(path).open("rb")  # noqa: SIM115 - closed by close()
        try:
            self._parts = {part.filename: part for part in self._directory()}
            self._check_content()
        except BaseException:
            self._file.close()
            raise
        self._unpacked: dict[str, int] = {}

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self) -> None:
        self._file.close()

    @property
    def names(self) -> list[str]:
        return list(self._parts)

    def chunks(self, name: str) -> Iterator[bytes]:
        """One part, inflated piece by piece; size, ratio and checksum are those found, not those declared."""
        part = self._parts[name]
        size = checksum = 0
        for piece in self._inflate(part):
            size += len(piece)
            self._unpacked[name] = max(size, self._unpacked.get(name, 0))
            checksum = zlib.crc32(piece, checksum)
            _check_size(sum(self._unpacked.values()))
            _check_ratio(size, part.compress_size)
            yield piece
        if size != part.file_size or checksum != part.CRC:
            raise Unreadable("file_corrupt")

    def _directory(self) -> list[zipfile.ZipInfo]:
        count = self._check_end_record()
        try:
            parts = zipfile.ZipFile(self._file).infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError):
            raise Unreadable("file_corrupt") from None
        if len(parts) > limits.PARTS:
            raise Unreadable("file_too_many_parts", most=limits.PARTS)
        if len(parts) != count:
            raise Unreadable("file_corrupt")
        names = [part.orig_filename.casefold() for part in parts]
        if len(set(names)) < len(names):
            raise Unreadable("file_part_twice")
        for part in parts:
            _check_entry(part)
        self._check_layout(parts)
        _check_size(sum(part.file_size for part in parts))
        return parts

    def _check_end_record(self) -> int:
        """How many parts the directory claims.

        No zip64, nothing before the first part or behind the last: no honest workbook of 50 MB has it.
        """
        size = self._file.seek(0, 2)
        self._file.seek(max(0, size - END_RECORD.size - 65_535 - 20))
        tail = self._file.read()
        at = tail.rfind(b"PK\x05\x06")
        if at < 0 or len(tail) - at < END_RECORD.size:
            raise Unreadable("file_corrupt")
        _, disk, start_disk, here, total, length, offset, comment = END_RECORD.unpack_from(tail, at)
        if total > limits.PARTS or length > DIRECTORY_BYTES:
            raise Unreadable("file_too_many_parts", most=limits.PARTS)
        end = size - len(tail) + at
        sound = disk == start_disk == 0 and here == total and offset + length == end
        whole = end + END_RECORD.size + comment == size
        if not (sound and whole) or tail[max(0, at - 20) : at].startswith(ZIP64_LOCATOR):
            raise Unreadable("file_corrupt")
        return total

    def _check_layout(self, parts: list[zipfile.ZipInfo]) -> None:
        """Each part lies by itself: overlapping parts are how a small file unpacks to terabytes."""
        end = 0
        for part in sorted(parts, key=lambda part: part.header_offset):
            start = self._data_start(part)
            if part.header_offset < end:
                raise Unreadable("file_corrupt")
            end = start + part.compress_size
        if not parts or min(part.header_offset for part in parts) != 0:
            raise Unreadable("file_corrupt")

    def _data_start(self, part: zipfile.ZipInfo) -> int:
        self._file.seek(part.header_offset)
        header = self._file.read(LOCAL_HEADER.size)
        if len(header) < LOCAL_HEADER.size or not header.startswith(ZIP):
            raise Unreadable("file_corrupt")
        *_, name, extra = LOCAL_HEADER.unpack(header)
        # The name in front of the data must be the name in the directory, or two readers see two files.
        local = self._file.read(name)
        encoding = "utf-8" if part.flag_bits & 0x800 else "cp437"
        if local.decode(encoding, "replace") != part.orig_filename:
            raise Unreadable("file_corrupt")
        return part.header_offset + LOCAL_HEADER.size + name + extra

    def _inflate(self, part: zipfile.ZipInfo) -> Iterator[bytes]:
        self._file.seek(self._data_start(part))
        left = part.compress_size
        inflater = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
        while left > 0:
            data = self._file.read(min(left, READ_BYTES))
            if not data:
                raise Unreadable("file_corrupt")
            left -= len(data)
            if inflater is None:
                yield data
                continue
            yield from _inflated(inflater, data)
        if inflater:
            # What the last piece left inside: an empty input pushes it out.
            yield from _inflated(inflater, b"")
            if not inflater.eof:
                raise Unreadable("file_corrupt")

    def _check_content(self) -> None:
        names = {name.casefold() for name in self._parts}
        if any(MACRO_PART.search(name) for name in names):
            raise Unreadable("file_macro")
        if "xl/workbook.bin" in names:
            raise Unreadable("file_wrong_type", found=".xlsb")
        if "content.xml" in names or "mimetype" in names:
            raise Unreadable("file_wrong_type", found=".ods")
        if not {"xl/workbook.xml", "[content_types].xml"} <= names:
            raise Unreadable("file_wrong_type", found="ZIP")


def _inflated(inflater, data: bytes) -> Iterator[bytes]:
    try:
        while piece := inflater.decompress(data, READ_BYTES):
            data = inflater.unconsumed_tail
            yield piece
    except zlib.error:
        raise Unreadable("file_corrupt") from None


def _check_entry(part: zipfile.ZipInfo) -> None:
    if part.flag_bits & 0x1:
        raise Unreadable("file_encrypted")
    if part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Unreadable("file_corrupt")
    is_link = stat.S_ISLNK(part.external_attr >> 16)
    if is_link or len(part.orig_filename) > limits.PART_NAME_CHARS or OUTSIDE_PATH.search(part.orig_filename):
        raise Unreadable("file_part_path")
    _check_ratio(part.file_size, part.compress_size)


def _check_ratio(unpacked: int, packed: int) -> None:
    if unpacked > limits.RATIO_FROM_BYTES and unpacked > limits.RATIO * max(packed, 1):
        raise Unreadable("file_ratio", most=limits.RATIO)


def _check_size(unpacked: int) -> None:
    if unpacked > limits.UNPACKED_BYTES:
        raise Unreadable("file_too_big_unpacked", most=limits.UNPACKED_BYTES // limits.MEGABYTE)
