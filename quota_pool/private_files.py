"""Private files: outside every served folder, under random names, cleared up when nobody knows them."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import BinaryIO

from django.core.files.storage import Storage
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from quota_pool import sealed, sealed_files
from quota_pool.calendar import now

# No upload takes so long; a file that old without a row has lost its process.
ORPHANED = timedelta(minutes=10)
CHUNK_BYTES = 1024 * 1024


class Altered(Exception):
    """A kept file that is no longer what was kept, or is gone; its words name the row, never the content."""


def as_kept(file, sha256: str, about: str) -> BinaryIO:
    """The bytes of a kept file, whole and unchanged, sealed or not; raises Altered and gives out nothing."""
    clear = unsealed(file, about)
    if sha256_of(clear) != sha256:
        clear.close()
        raise Altered(f"{about}: other bytes than were kept")
    return clear


def unsealed(file, about: str) -> BinaryIO:
    """The bytes of a kept file in a file without a name, to be closed by whoever asked; or Altered."""
    clear = TemporaryFile()  # noqa: SIM115 - it lives on in the answer
    try:
        with file.storage.open(file.name, "rb") as source:
            for piece in sealed_files.pieces_of(source, about):
                clear.write(piece)
    except (sealed.SealedError, OSError) as fault:
        clear.close()
        raise Altered(f"{about}: {fault.__class__.__name__}") from fault
    clear.seek(0)
    return clear


def sha256_of(file) -> str:
    """The hash of a file's bytes; the file stands at its beginning afterwards."""
    digest = hashlib.sha256()
    file.seek(0)
    while piece := file.read(CHUNK_BYTES):
        digest.update(piece)
    file.seek(0)
    return digest.hexdigest()


def throw_away_orphans(
    storage: Storage, folder: str, known: Iterable[str], older_than: timedelta = ORPHANED
) -> None:
    """Delete files of a folder whose upload was killed on the way: old, and no row knows them."""
    if not storage.exists(folder):
        return
    known = set(known)
    for name in storage.listdir(folder)[1]:
        path = f"{folder}/{name}"
        if path not in known and storage.get_modified_time(path) < now() - older_than:
            storage.delete(path)


def as_download(file, name: str, content_type: str) -> StreamingHttpResponse:
    """A file, or the pieces of one, to take away; no browser shows, runs, guesses or keeps it (R-117)."""
    kind = FileResponse if hasattr(file, "read") else StreamingHttpResponse
    answer = kind(file, content_type=content_type)
    answer["Content-Disposition"] = content_disposition_header(True, name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
