"""Files of personal data encrypted on the disk, piece by piece, bound to the row they belong to (R-079).

The envelope begins with a line, `1:gcm-file:<key id>:<nonce>`; then come pieces of at most a megabyte, each
after its length and encrypted for its place, the last one marked as the last, so that none can be left out.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.files import File

from quota_pool import sealed

FORM = b"1:gcm-file"
PIECE = 1024 * 1024
LONGEST = PIECE + 16
NONCE_BYTES = 8  # of each file by chance; four more count the pieces
# Rows with sealed files: functions that yield (file field, what it is bound to), for the rotation of keys.
HOLDERS: list[Callable] = []


def holder(rows: Callable) -> Callable:
    """Name the rows of one kind that hold a sealed file."""
    HOLDERS.append(rows)
    return rows


def seal(source: BinaryIO, about: str) -> File:
    """The file encrypted under the newest key, ready to be stored; it never lies in the memory whole."""
    target, name = TemporaryFile(), sealed.newest_key()  # noqa: SIM115 - it lives on in what is returned
    cipher, nonce = AESGCM(sealed.keys()[name]), os.urandom(NONCE_BYTES)
    target.write(b":".join((FORM, name.encode(), nonce.hex().encode())) + b"\n")
    source.seek(0)
    piece, index, is_last = source.read(PIECE), 0, False
    while not is_last:
        following = source.read(PIECE)
        is_last = not following
        closed = cipher.encrypt(_nonce(nonce, index), piece, _bound(about, index, is_last))
        target.write(len(closed).to_bytes(4, "big") + closed)
        piece, index = following, index + 1
    target.seek(0)
    return File(target)


def opened(source: BinaryIO, about: str) -> Iterator[bytes]:
    """The pieces of a sealed file, or SealedError; nothing of a piece that was touched is given out."""
    name, nonce = _head(source)
    key = sealed.keys().get(name)
    if key is None:
        raise sealed.SealedError(f"{about}: sealed under the key {name}, which is not among FIELD_KEYS")
    cipher, index = AESGCM(key), 0
    length = source.read(4)
    while length:
        closed = source.read(min(int.from_bytes(length, "big"), LONGEST))
        length = source.read(4)
        try:
            yield cipher.decrypt(_nonce(nonce, index), closed, _bound(about, index, not length))
        except InvalidTag:
            raise sealed.SealedError(f"{about}: changed, cut off, or moved here from elsewhere") from None
        index += 1


def pieces_of(source: BinaryIO, about: str) -> Iterator[bytes]:
    """The pieces of a file that is sealed, or was kept before files of its kind were."""
    if is_sealed(source):
        yield from opened(source, about)
        return
    while piece := source.read(PIECE):
        yield piece


def is_sealed(source: BinaryIO) -> bool:
    """Whether a file begins as an envelope does; it stands at its beginning afterwards."""
    source.seek(0)
    begins = source.read(len(FORM))
    source.seek(0)
    return begins == FORM


@contextmanager
def in_the_clear(file, about: str) -> Iterator[Path]:
    """A path at which the file can be read for as long as the block lasts; only this user may open it."""
    with NamedTemporaryFile(dir=Path(file.path).parent, prefix="open-") as clear:
        with file.storage.open(file.name, "rb") as source:
            for piece in pieces_of(source, about):
                clear.write(piece)
        clear.flush()
        yield Path(clear.name)


def rotate(should_stop: Callable[[], bool] = lambda: False) -> tuple[int, int]:
    """Seal every file under the newest key, also one kept before its kind was sealed: (rewritten, left).

    Broken off and begun again at will.
    """
    rewritten = left = 0
    for file, about in (pair for rows in HOLDERS for pair in rows()):
        if not file.storage.exists(file.name) or _is_under_the_newest(file):
            continue  # what is gone `verify` names; what only waited was fetched meanwhile
        if should_stop():
            left += 1
            continue
        _replace(file, about)
        rewritten += 1
    return rewritten, left


def _is_under_the_newest(file) -> bool:
    with file.storage.open(file.name, "rb") as source:
        return is_sealed(source) and _head(source)[0] == sealed.newest_key()


def _replace(file, about: str) -> None:
    """Write the file anew beside itself and put it in its own place at once."""
    path = Path(file.path)
    with in_the_clear(file, about) as clear, clear.open("rb") as source, seal(source, about) as closed:
        beside = path.with_name(f"new-{path.name}")
        with beside.open("wb") as target:
            copyfileobj(closed, target)
        beside.replace(path)


def _head(source: BinaryIO) -> tuple[str, bytes]:
    form, _colon, rest = source.readline(200).rstrip(b"\n").rpartition(FORM + b":")
    name, colon, nonce = rest.partition(b":")
    if form or not colon:
        raise sealed.SealedError("not a sealed file")
    return name.decode("ascii", "replace"), bytes.fromhex(nonce.decode("ascii", "replace"))


def _nonce(nonce: bytes, index: int) -> bytes:
    return nonce + index.to_bytes(4, "big")


def _bound(about: str, index: int, is_last: bool) -> bytes:
    return f"{about}|{index}|{'last' if is_last else 'more'}".encode()
