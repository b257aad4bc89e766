"""Attachments, scans and files that wait beside a form lie sealed; older ones are read and sealed too."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from quota_pool import documents, sealed, sealed_files, waiting_files
from quota_pool.calendar import today
from staffing.services import attachments
from tests.factories import PDF, attached, document

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R-079", "R-083")]


@pytest.fixture
def files(office, settings, tmp_path):
    """One file of each kind: (how to read it, where it lies)."""
    settings.MEDIA_ROOT = tmp_path
    office.grant(2, valid_from=today())
    kept = attached(office, office.hire(today()))
    paper = documents.attach_scan(
        document=document(office.district), scan=SimpleUploadedFile("批文.pdf", PDF), actor=office.bureau
    )
    waits = waiting_files.set_aside(file=SimpleUploadedFile("合同.pdf", PDF), actor=office.clerk)
    return {
        "attachment": (lambda: read(attachments.open_file(attachment=kept, actor=office.bureau)), kept.file),
        "scan": (lambda: read(documents.take_scan(paper)), paper.scan),
        "waiting": (lambda: waits.file().read(), waiting_files.Lying(waits.path)),
    }


def read(answer) -> bytes:
    content = b"".join(answer.streaming_content)
    answer.file_to_stream.close()
    return content


KINDS = ["attachment", "scan", "waiting"]


@pytest.mark.parametrize("kind", KINDS)
def test_it_lies_sealed_and_opens_for_whoever_may(files, kind):
    opens, file = files[kind]
    lies = Path(file.path).read_bytes()
    assert lies.startswith(sealed_files.FORM)
    assert b"%PDF" not in lies
    assert opens().startswith(b"%PDF")


@pytest.mark.parametrize("kind", KINDS)
def test_it_comes_under_a_newer_key_and_the_old_key_may_go(files, settings, kind):
    opens, _file = files[kind]
    newer = ("next", b"n" * 32)
    settings.FIELD_KEYS = (newer, *sealed.keys().items())
    assert sealed_files.rotate() == (3, 0)
    settings.FIELD_KEYS = (newer,)
    if kind != "attachment":  # a person's name is sealed by other keys and opened with the trace
        assert opens().startswith(b"%PDF")
    assert sealed_files.rotate() == (0, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_one_kept_before_its_kind_was_sealed_is_read_and_sealed_by_the_rotation(files, kind):
    opens, file = files[kind]
    clear = opens()
    Path(file.path).write_bytes(clear)
    assert opens() == clear
    assert sealed_files.rotate() == (1, 0)
    assert Path(file.path).read_bytes().startswith(sealed_files.FORM)
    assert opens() == clear


def test_the_rotation_passes_by_a_file_that_was_fetched_meanwhile(files):
    _opens, file = files["waiting"]
    default_storage.delete(file.name)
    assert sealed_files.rotate() == (0, 0)
