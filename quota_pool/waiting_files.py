"""Files that wait beside a form that is not done yet: looked at, set aside for one person, swept up later.

A browser empties its file fields when a page comes back with a fault. What was sent waits in private storage
under a random name; the form carries a signed note of it that no other person can spend.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from quota_pool import private_files, sealed_files, upkeep, uploads

FOLDER = "waiting"
KEPT = timedelta(days=30)  # as long as a draft


@dataclass(frozen=True)
class Lying:
    """A file that lies in the folder, as the keys are changed on it."""

    name: str
    storage = default_storage

    @property
    def path(self) -> str:
        return self.storage.path(self.name)


@dataclass(frozen=True)
class Waiting:
    """A file set aside: what it is called, and the note a form carries."""

    path: str
    name: str
    note: str

    def file(self) -> ContentFile:
        """The file as it was sent, for the service that keeps it; Altered when it is another one by now."""
        with private_files.unsealed(Lying(self.path), _bound(self.path)) as kept:
            return ContentFile(kept.read(), name=self.name)

    def done(self) -> None:
        """It is kept where it belongs; nothing waits any longer."""
        default_storage.delete(self.path)


def set_aside(*, file, actor, field: str = "file") -> Waiting:
    """Look at a file as every upload is looked at and let it wait; raises Refusal when it is none to keep."""
    uploads.inspect(file, field)
    path = f"{FOLDER}/{uuid.uuid4().hex}"
    with sealed_files.seal(file, _bound(path)) as closed:
        default_storage.save(path, closed)
    return Waiting(path, file.name, signing.dumps([path, file.name], salt=_salt(actor)))


def found(note: str, actor) -> Waiting | None:
    """The file a note tells of; nothing when it is old, gone, or somebody else's."""
    try:
        path, name = signing.loads(note, salt=_salt(actor), max_age=KEPT)
    except (signing.BadSignature, ValueError):
        return None
    return Waiting(path, name, note) if default_storage.exists(path) else None


def _bound(path: str) -> str:
    """What a waiting file is sealed for: its own place."""
    return f"waiting|{path}"


@sealed_files.holder
def sealed_waiting() -> Iterator:
    """Every file that waits, with what it is sealed for."""
    if not default_storage.exists(FOLDER):
        return
    for name in default_storage.listdir(FOLDER)[1]:
        path = f"{FOLDER}/{name}"
        yield Lying(path), _bound(path)


def _salt(actor) -> str:
    return f"waiting-file:{actor.pk}"


@upkeep.tidied_by
def throw_away_what_nobody_sent() -> None:
    """Files whose form was never finished."""
    private_files.throw_away_orphans(default_storage, FOLDER, (), older_than=KEPT)
