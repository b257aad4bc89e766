"""一文多附件: a document carries several scans, each with its hash, in order and sealed."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from quota_pool import append_only, enclosures, sealed_files
from quota_pool.ledger.proof import verify
from quota_pool.models import Enclosure
from quota_pool.refusals import Refusal
from tests import factories
from tests.desk import desk
from tests.factories import PDF
from tests.staffing.pages import at

pytestmark = pytest.mark.django_db


def scan(name: str, more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF.replace(b"startxref", b"%" + name.encode() + b"\nstartxref"))


@pytest.fixture
def paper(office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return factories.document(office.district)


def add(office, paper, *names):
    return enclosures.add(document=paper, files=[scan(name) for name in names], actor=office.bureau)


def test_several_scans_stand_in_the_order_they_were_sent(office, paper):
    browser = at(office.bureau)
    sent = {"files": [scan("b.pdf"), scan("a.pdf")], "title": "附件", "version": paper.version}
    assert browser.post(f"/documents/{paper.pk}/enclosures/", sent).status_code == 302
    add(office, paper, "c.pdf")
    rows = desk(office.clerk).get(f"enclosures/?document={paper.pk}").answer["results"]
    assert [(row["place"], row["file_name"]) for row in rows] == [(1, "b.pdf"), (2, "a.pdf"), (3, "c.pdf")]
    html = browser.get(f"/documents/{paper.pk}/").text
    assert all(row["sha256"] in html for row in rows)
    taken = at(office.clerk).get(f"/documents/enclosures/{rows[0]['id']}/")
    assert b"".join(taken.streaming_content).startswith(b"%PDF")


def test_they_lie_sealed(office, paper):
    [kept] = add(office, paper, "a.pdf")
    assert Path(kept.file.path).read_bytes().startswith(sealed_files.FORM)


def test_one_that_is_no_scan_keeps_none_of_them(office, paper):
    with pytest.raises(Refusal):
        enclosures.add(
            document=paper,
            files=[scan("a.pdf"), SimpleUploadedFile("b.pdf", b"<script>")],
            actor=office.bureau,
        )
    assert not Enclosure.objects.exists()
    add(office, paper, "a.pdf")
    with pytest.raises(Refusal) as refusal:
        add(office, paper, "a.pdf")
    assert refusal.value.code == "enclosure_same_file"


def test_a_voided_one_stays_and_gives_its_place_to_nobody(office, paper):
    [kept] = add(office, paper, "a.pdf")
    enclosures.void(enclosure=kept, reason="不是本文附件", actor=office.bureau)
    [second] = add(office, paper, "b.pdf")
    assert second.place == 2
    assert desk(office.clerk).get(f"enclosures/?document={paper.pk}&voided=true").answer["results"]


@pytest.mark.requirement("R-095")
@pytest.mark.parametrize("how", ["place = 9", "sha256 = 'x'", "file"])
def test_one_bent_by_hand_is_named(office, paper, how):
    [kept] = add(office, paper, "a.pdf")
    append_only.remove(connection)
    if how == "file":
        Path(kept.file.path).write_bytes(PDF)
    else:
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE quota_pool_enclosure SET {how}")
    lines = [str(one) for one in verify(office.district, is_deep=True)]
    assert any(f"enclosure {kept.pk}" in line for line in lines)
