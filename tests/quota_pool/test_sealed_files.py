"""Files sealed on the disk: opened whole or not at all, each for its row, brought under a newer key."""

from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage

from quota_pool import sealed, sealed_files

pytestmark = pytest.mark.requirement("R-079")
ROW = "roster|file|1"
OLD, NEW = ("old", bytes(32)), ("new", bytes(range(32)))


def closed(content: bytes, about: str = ROW) -> bytes:
    with sealed_files.seal(BytesIO(content), about) as file:
        return file.read()


def opened(envelope: bytes, about: str = ROW) -> bytes:
    return b"".join(sealed_files.opened(BytesIO(envelope), about))


@pytest.mark.parametrize("size", [0, 1, sealed_files.PIECE, sealed_files.PIECE + 1, 2 * sealed_files.PIECE])
def test_what_is_sealed_opens_again_and_cannot_be_read_before(size):
    content = (b"440100199003120017 " * (size // 19 + 1))[:size]
    envelope = closed(content)
    assert opened(envelope) == content
    assert b"440100" not in envelope


@pytest.mark.requirement("R-081")
def test_a_file_touched_cut_off_or_moved_does_not_open():
    envelope = closed(b"x" * (sealed_files.PIECE + 5))
    cut = len(envelope) - (4 + 5 + 16)
    for broken in (envelope[:-1] + b"?", envelope[:cut], envelope[:-3]):
        with pytest.raises(sealed.SealedError):
            opened(broken)
    with pytest.raises(sealed.SealedError):
        opened(envelope, "roster|file|2")
    with pytest.raises(sealed.SealedError):
        opened("姓名,身份证号\n".encode())


class Kept:
    """A stored file as a model's field knows it."""

    def __init__(self, folder):
        self.storage, self.name = FileSystemStorage(folder), "0123"

    @property
    def path(self):
        return self.storage.path(self.name)


@pytest.mark.requirement("R-083")
def test_files_go_under_the_newest_key_and_what_is_broken_off_is_taken_up_again(
    settings, tmp_path, monkeypatch
):
    kept = Kept(tmp_path)
    monkeypatch.setattr(sealed_files, "HOLDERS", [lambda: [(kept, ROW)]])
    settings.FIELD_KEYS = [OLD]
    (tmp_path / kept.name).write_bytes(closed(b"roster"))
    settings.FIELD_KEYS = [NEW, OLD]
    assert sealed_files.rotate(should_stop=lambda: True) == (0, 1)
    assert sealed_files.rotate() == (1, 0)
    assert sealed_files.rotate() == (0, 0)
    settings.FIELD_KEYS = [NEW]
    assert opened((tmp_path / kept.name).read_bytes()) == b"roster"
    assert [file.name for file in tmp_path.iterdir()] == [kept.name]
