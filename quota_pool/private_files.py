"""Private files: outside every served folder, under random names, cleared up when nobody knows them."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.core.files.storage import Storage
from django.http import FileResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

from quota_pool.calendar import now

# No upload takes so long; a file that old without a row has lost its process.
ORPHANED = timedelta(minutes=10)
CHUNK_BYTES = 1024 * 1024


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
