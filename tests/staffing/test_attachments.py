"""Attachments: kept after a look at the content, opened with a trace, voided and never deleted (F20)."""

import socket
import struct
import sys
import threading
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from PIL import Image

from quota_pool import rules, uploads
from quota_pool.models import AuditEvent
from quota_pool.refusals import Refusal
from staffing.models import Attachment, Filing
from staffing.services import attachments, filings
from tests.desk import desk
from tests.factories import PDF, attached
from tests.staffing.pages import START, at, page, words

pytestmark = pytest.mark.django_db
EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture
def office(office, settings, tmp_path):
    """The office with one person on post; files lie in the test's own folder."""
    settings.MEDIA_ROOT = tmp_path
    office.grant(5, valid_from=START)
    office.person = office.hire(START)
    return office


def image(kind: str, size=(8, 8), mode="RGB", **more) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, format=kind, **more)
    return out.getvalue()


def with_place() -> bytes:
    """A photo that tells where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif.get_ifd(0x8825)[1] = "N"
    return image("JPEG", exif=exif, comment=b"secret")


def moving() -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, format="PNG", save_all=True, append_images=frames[1:])
    return out.getvalue()


def claiming(side: int, interlaced: int = 0) -> bytes:
    """A PNG that says it is so wide and high and holds next to nothing."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, interlaced)

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    )


def zipped() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "hidden")
    return out.getvalue()


SCRIPT = PDF.replace(b"/Catalog", b"/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>")


def jpeg_claiming(side: int) -> bytes:
    """A small JPEG whose head is bent to say that it is much larger."""
    content = image("JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + struct.pack(">HH", side, side) + content[at + 4 :]


def saying(name: bytes) -> bytes:
    """A PDF with one name more in its catalogue."""
    return PDF.replace(b"/Catalog", b"/Catalog/X<<" + name + b">>")


BAD = {
    "an empty file": ("a.pdf", b"", "upload_empty"),
    "a drawing that can run": ("a.svg", b"<svg onload='x()'></svg>", "upload_kind"),
    "a page that calls itself a photo": ("a.jpg", b"<html><script>x()</script></html>", "upload_kind"),
    "a workbook that calls itself a PDF": ("a.pdf", zipped(), "upload_kind"),
    "a picture by another name": ("a.pdf", image("PNG"), "upload_name_differs"),
    "a PDF and an archive at once": ("a.pdf", PDF + zipped(), "upload_two_kinds"),
    "a PDF that runs a program": ("a.pdf", SCRIPT, "upload_active"),
    "a PDF whose program is spelled with escapes": (
        "a.pdf",
        saying(b"/S/J#61vaScript/#4aS(app.alert(1))"),
        "upload_active",
    ),
    "a PDF that sends a form": ("a.pdf", saying(b"/S/SubmitForm/F(http://a.example)"), "upload_active"),
    "a PDF that acts when a page opens": ("a.pdf", saying(b"/AA<</O 9 0 R>>"), "upload_active"),
    "a PDF that leads elsewhere": ("a.pdf", saying(b"/S/URI/URI(http://a.example)"), "upload_active"),
    "a PDF that opens another file": ("a.pdf", saying(b"/S/GoToR/F(a.pdf)"), "upload_active"),
    "a PDF, an archive and much that is blank": ("a.pdf", PDF + zipped() + b" " * 70_000, "upload_two_kinds"),
    "a PDF, an archive and an end once more": (
        "a.pdf",
        PDF + zipped() + b" " * 70_000 + b"%%EOF",
        "upload_two_kinds",
    ),
    "a PDF with something behind its end": ("a.pdf", PDF + b"MZ", "upload_two_kinds"),
    "a hundred bytes that say they are a large picture": ("a.png", claiming(6_000), "upload_broken"),
    "the same, interlaced": ("a.png", claiming(6_000, interlaced=1), "upload_broken"),
    "a small photo that says it is a large one": ("a.jpg", jpeg_claiming(6_000), "upload_broken"),
    "a PDF cut off": ("a.pdf", PDF[:30], "upload_broken"),
    "a picture cut off": ("a.png", image("PNG", (64, 64))[:-30], "upload_broken"),
    "fifty thousand by fifty thousand": ("a.png", claiming(50_000), "upload_pixels"),
    "a picture that moves": ("a.png", moving(), "upload_moving"),
    "a photo of a kind no office has": ("a.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40, "upload_kind"),
}


@pytest.mark.requirement("R-106", "R-118", "F20")
@pytest.mark.parametrize("what", BAD)
def test_what_is_not_what_it_should_be_is_refused_and_nothing_is_kept(office, settings, what):
    name, content, code = BAD[what]
    with pytest.raises(Refusal) as refused:
        uploads.inspect(SimpleUploadedFile(name, content))
    assert code in [reason.code for reason in refused.value.reasons]
    sent = {"kind": "photo", "file": SimpleUploadedFile(name, content)}
    answer = at(office.clerk).post(page("attach", office.person.pk), sent)
    assert answer.status_code in (400, 409)
    over_rest = desk(office.clerk)
    body = {"engagement": str(office.person.pk), "kind": "photo", "file": SimpleUploadedFile(name, content)}
    got = over_rest.client.post(
        "/api/v1/attachments/", body, headers={**over_rest.headers, "Idempotency-Key": "a"}
    )
    assert got.status_code in (400, 409), got.content
    assert not Attachment.objects.exists()
    assert not list((settings.MEDIA_ROOT / "attachments").glob("*"))


@pytest.mark.requirement("R-105")
def test_a_file_is_taken_up_to_the_limit_and_not_a_byte_beyond(office, monkeypatch):
    monkeypatch.setattr(uploads, "MOST_BYTES", len(PDF))
    assert uploads.inspect(SimpleUploadedFile("a.pdf", PDF)).kind == "pdf"
    with pytest.raises(Refusal) as refused:
        uploads.inspect(SimpleUploadedFile("a.pdf", PDF + b"\n"))
    assert refused.value.code == "upload_too_large"


@pytest.mark.requirement("R-118")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jpg", with_place()),
        ("a.jpeg", image("JPEG", mode="CMYK")),
        ("a.png", image("PNG", mode="I;16")),
        ("a.png", image("PNG", mode="P")),
    ],
)
def test_a_picture_is_encoded_anew_without_what_was_hidden_in_it(name, content):
    kept = uploads.inspect(SimpleUploadedFile(name, content))
    with Image.open(BytesIO(kept.content)) as picture:
        assert picture.size == (8, 8)
        assert not picture.getexif()
        assert "comment" not in picture.info
    assert b"somebody" not in kept.content
    assert b"secret" not in kept.content


@pytest.mark.requirement("R-106")
def test_a_scan_is_kept_whatever_its_pixels_happen_to_spell():
    pixels = b"stream\n\x00/JS \xff/AA<PK\x03\x04\nendstream"
    scan = PDF.replace(b"endobj", b"endobj 2 0 obj<</Length 20/JSomething 1>>" + pixels + b" endobj", 1)
    assert uploads.inspect(SimpleUploadedFile("a.pdf", scan + b"\r\n\x00")).content == scan + b"\r\n\x00"


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGB", "RGBA", "I;16"])
def test_whole_pictures_of_every_depth_are_kept(mode):
    for size in ((1, 1), (13, 7), (200, 3)):
        assert uploads.inspect(SimpleUploadedFile("a.png", image("PNG", size, mode))).kind == "png"
    assert uploads.inspect(SimpleUploadedFile("a.jpg", image("JPEG", (2480, 3508)))).kind == "jpg"


@pytest.mark.requirement("R-117")
def test_an_attachment_is_a_download_that_nothing_runs_and_the_look_is_logged(office):
    kept = attached(office, office.person)
    answer = at(office.bureau).get(page("attachment", kept.pk))
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    event = AuditEvent.objects.get(act="attachment.open")
    assert (event.actor, event.object_id) == (office.bureau, str(kept.pk))
    assert at(office.auditor).get(page("attachment", kept.pk)).status_code == 403
    assert at(office.other_clerk).get(page("attachment", kept.pk)).status_code == 404


@pytest.mark.requirement("R-117")
@pytest.mark.parametrize("how", ["changed", "gone"])
def test_a_kept_file_that_was_altered_is_not_given_out(office, how):
    kept = attached(office, office.person)
    path = Path(kept.file.path)
    path.write_bytes(PDF + b"%other\n") if how == "changed" else path.unlink()
    answer = at(office.bureau).get(page("attachment", kept.pk))
    assert answer.status_code == 503
    assert "manage.py verify" in answer.text
    over_rest = desk(office.bureau).get(f"attachments/{kept.pk}/file/")
    assert (over_rest.status_code, over_rest.answer["code"]) == (503, "file_altered")
    assert not AuditEvent.objects.filter(act="attachment.open").exists()


def test_a_clerk_attaches_beside_the_filing_and_everybody_there_sees_it(office):
    filing = Filing.objects.get(engagement=office.person)
    sent = {"kind": "contract", "file": SimpleUploadedFile("合同.pdf", PDF), "filing": filing.pk, "note": ""}
    answer = at(office.clerk).post(page("attach", office.person.pk), sent)
    assert answer.url == page("filing", filing.pk)
    for reader in (office.clerk, office.bureau):
        assert "合同.pdf" in words(at(reader).get(page("filing", filing.pk)))
    kept = Attachment.objects.get()
    assert (kept.filing, kept.person, kept.unit) == (filing, office.person.person, office.street)
    assert kept.file.name.startswith("attachments/")
    assert "合同" not in kept.file.name
    again = at(office.clerk).post(
        page("attach", office.person.pk), sent | {"file": SimpleUploadedFile("b.pdf", PDF)}
    )
    assert again.status_code == 409
    assert Attachment.objects.count() == 1


def test_an_attachment_is_voided_with_a_reason_and_stays(office):
    kept = attached(office, office.person)
    sent = {"reason": "扫描不清", "version": kept.version}
    assert at(office.clerk).post(page("attachment-void", kept.pk), sent).status_code == 302
    kept.refresh_from_db()
    assert (kept.void_reason, kept.voided_by) == ("扫描不清", office.clerk)
    assert at(office.clerk).post(page("attachment-void", kept.pk), sent).status_code == 412
    for statement in ("DELETE FROM staffing_attachment", "UPDATE staffing_attachment SET void_reason = ''"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_the_check_of_a_filing_reads_which_papers_are_attached(office):
    rules.set_value(
        code="attachments",
        value=["contract", "id_card"],
        level="warn",
        valid_from=START,
        actor=office.bureau_lead,
        district=office.district,
    )
    filing = Filing.objects.get(engagement=office.person)

    def answer():
        return {check["ruling"]["rule"]: check for check in filings.hire_checks(filing)}["attachments"]

    assert answer()["reason"]["code"] == "attachments_missing"
    attached(office, office.person)
    assert answer()["reason"]["facts"]["missing"].count("、") == 0
    scan = attached(office, office.person, kind="id_card", content=PDF + b"\n")
    assert answer()["result"] == "passed"
    attachments.void(attachment=scan, reason="x", actor=office.clerk)
    assert answer()["result"] == "warned"


# --- the malware hook --------------------------------------------------------------------------------------


def clamd() -> tuple[str, socket.socket]:
    """A scanner of our own that speaks as clamd does and knows one thing to find."""
    door = socket.create_server(("127.0.0.1", 0))

    def read(line, count: int) -> bytes:
        got = b""
        while len(got) < count:
            got += line.recv(count - len(got))
        return got

    def serve():
        while True:
            try:
                line, _from = door.accept()
            except OSError:
                return
            with line:
                assert read(line, 10) == b"zINSTREAM\0"
                content = b""
                while length := struct.unpack("!L", read(line, 4))[0]:
                    content += read(line, length)
                found = EICAR.encode() in content
                line.sendall(b"stream: Eicar-Test FOUND\0" if found else b"stream: OK\0")

    threading.Thread(target=serve, daemon=True).start()
    return f"tcp:127.0.0.1:{door.getsockname()[1]}", door


@pytest.mark.requirement("R-119")
def test_a_named_scanner_is_asked_and_out_of_reach_nothing_is_let_in(settings):
    infected = PDF.replace(b"<</Type", b"%" + EICAR.encode() + b"\n<</Type")
    settings.MALWARE_SCANNER, door = clamd()
    with door:
        assert uploads.inspect(SimpleUploadedFile("a.pdf", PDF)).kind == "pdf"
        with pytest.raises(Refusal) as refused:
            uploads.inspect(SimpleUploadedFile("a.pdf", infected))
        assert refused.value.code == "upload_malware"
    settings.MALWARE_SCANNER = "unix:/nowhere/clamd.ctl"
    with pytest.raises(Refusal) as refused:
        uploads.inspect(SimpleUploadedFile("a.pdf", PDF))
    assert refused.value.code == "scanner_down"


@pytest.mark.requirement("R-119")
@pytest.mark.parametrize(("ends", "code"), [(0, None), (1, "upload_malware"), (2, "scanner_down")])
def test_a_program_may_be_the_scanner(settings, ends, code):
    settings.MALWARE_SCANNER = f"command:{sys.executable} -c 'import sys; sys.exit({ends})'"
    if code is None:
        assert uploads.inspect(SimpleUploadedFile("a.pdf", PDF)).kind == "pdf"
        return
    with pytest.raises(Refusal) as refused:
        uploads.inspect(SimpleUploadedFile("a.pdf", PDF))
    assert refused.value.code == code


def test_files_of_killed_uploads_are_thrown_away(office, settings, clock):
    kept = attached(office, office.person)
    orphan = settings.MEDIA_ROOT / "attachments" / "0123"
    orphan.write_bytes(b"x")
    attachments.throw_away_orphans_of_attachments()
    assert orphan.exists()
    clock.move_to("2099-01-01T02:00:00Z")
    attachments.throw_away_orphans_of_attachments()
    assert not orphan.exists()
    assert kept.file.storage.exists(kept.file.name)
