"""Packages that try to break the reader are refused with one sentence, and this process never notices."""

import io
import os
import resource
import struct
import zipfile

import pytest

from quota_pool.refusals import Refusal
from quota_pool.sheets import limits, reading
from tests.quota_pool import hostile
from tests.quota_pool.hostile import (
    book,
    cell_at,
    packed,
    packed_twice,
    parts,
    refused,
    rows_of,
    with_part,
)

MEGABYTE = 1024 * 1024


def test_an_honest_workbook_is_read(put):
    assert rows_of(put(book())) == {"Sheet1": [(1, ["x"])]}


class TestBombs:
    def test_a_sheet_of_a_gigabyte(self, put):
        """F01: three megabytes that unpack to more than the limit stop long before memory does."""
        path = put(b"")
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
            for name, content in parts().items():
                archive.writestr(name, content)
            with archive.open("xl/media/image1.bin", "w", force_zip64=False) as part:
                for _ in range(210):
                    part.write(b"".join(os.urandom(200) + bytes(16_000) for _ in range(62)))
        assert refused(path) == "file_too_big_unpacked"

    def test_a_part_packed_beyond_reason(self, put):
        assert refused(put(with_part("xl/media/a.bin", b"\0" * 5 * MEGABYTE))) == "file_ratio"

    def test_one_endless_cell(self, put):
        """F01: a cell of megabytes is no cell."""
        noise = os.urandom(2 * MEGABYTE).hex()
        assert refused(put(book(f'<row r="1">{hostile.text("A1", noise)}</row>'))) == "file_cell_long"

    def test_ten_thousand_parts(self, put):
        many = parts() | {f"xl/media/{number}.bin": b"" for number in range(10_001)}
        assert refused(put(packed(many))) == "file_too_many_parts"

    def test_a_zip_in_a_zip_is_only_a_part(self, put):
        assert rows_of(put(with_part("xl/embeddings/inner.zip", book()))) == {"Sheet1": [(1, ["x"])]}

    def test_too_large_a_file(self, put):
        path = put(b"")
        with path.open("wb") as file:
            file.write(book())
            file.truncate(limits.FILE_BYTES + 1)
        assert refused(path) == "file_too_big"

    def test_this_process_stays_small(self, put):
        """R-109: whatever the child does, the parent neither grows nor dies."""
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        for rows in (cell_at("A1") + cell_at("XFD1048576"), "<row>" * 2_000):
            with pytest.raises(Refusal):
                rows_of(put(book(rows)))
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60 * 1024


class TestDirectoryLies:
    """F02: two readers must never see two different files."""

    def test_a_size_that_is_not_so(self, put):
        assert refused(put(hostile.lying_size(book()))) == "file_corrupt"

    def test_overlapping_parts(self, put):
        assert refused(put(hostile.overlapping())) == "file_corrupt"

    def test_the_same_part_twice(self, put):
        with pytest.warns(UserWarning, match="Duplicate name"):
            data = packed_twice("xl/worksheets/sheet1.xml")
        assert refused(put(data)) == "file_part_twice"

    def test_the_same_part_in_other_letters(self, put):
        assert refused(put(with_part("XL/Worksheets/Sheet1.xml", "x"))) == "file_part_twice"

    def test_something_in_front(self, put):
        assert refused(put(b"PK\x03\x04MZ" + book())) == "file_corrupt"

    def test_something_behind(self, put):
        assert refused(put(book() + b"PK")) == "file_corrupt"

    def test_a_zip64_record(self, put):
        data = book()
        at = data.rfind(b"PK\x05\x06")
        locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, 1 << 40, 1)
        assert refused(put(data[:at] + locator + data[at:])) == "file_corrupt"

    def test_a_directory_longer_than_its_count(self, put):
        data = bytearray(packed(parts() | {f"p{number}": b"" for number in range(150)}))
        at = data.rfind(b"PK\x05\x06")
        data[at + 8 : at + 12] = struct.pack("<HH", 5, 5)
        assert refused(put(bytes(data))) == "file_corrupt"


class TestKinds:
    """F11: by content and by name, and both must agree."""

    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (b"", "roster.xlsx", "file_empty"),
            (hostile.compound_file("EncryptionInfo", "EncryptedPackage"), "roster.xlsx", "file_encrypted"),
            (hostile.compound_file("Workbook"), "roster.xls", "file_wrong_type"),
            (hostile.compound_file("Workbook"), "roster.xlsx", "file_wrong_type"),
            (b"<html><table><tr><td>x</td></tr></table></html>", "roster.xlsx", "file_wrong_type"),
            ("\ufeff <table>".encode(), "roster.csv", "file_wrong_type"),
            (b"%PDF-1.7", "roster.xlsx", "file_wrong_type"),
            (b"a,b\r\n1,2\r\n", "roster.xlsx", "file_name_differs"),
            (b"PK\x05\x06" + b"\0" * 18, "roster.xlsx", "file_corrupt"),
            (b"a,b", "roster.exe", "file_wrong_type"),
        ],
    )
    def test_what_is_no_workbook(self, put, data, name, code):
        assert refused(put(data, name)) == code

    def test_a_workbook_named_csv(self, put):
        assert refused(put(book(), "roster.csv")) == "file_name_differs"

    def test_a_macro_workbook(self, put):
        assert refused(put(with_part("xl/vbaProject.bin", b"x"), "roster.xlsm")) == "file_macro"
        assert refused(put(with_part("xl/macrosheets/sheet1.xml", "<x/>"))) == "file_macro"

    def test_a_macro_workbook_under_another_name(self, put):
        macro = hostile.content_types("application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        assert refused(put(with_part("[Content_Types].xml", macro))) == "file_macro"

    def test_a_binary_workbook(self, put):
        assert refused(put(with_part("xl/workbook.bin", b"x"))) == "file_wrong_type"

    def test_an_open_document(self, put):
        data = packed({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"})
        assert refused(put(data)) == "file_wrong_type"
        assert refused(put(data, "roster.ods")) == "file_wrong_type"

    def test_encrypted_parts(self, put):
        assert refused(put(hostile.encrypted_flag(book()))) == "file_encrypted"

    def test_the_door_refuses_before_anything_is_opened(self, put):
        with pytest.raises(Refusal) as refusal:
            reading.check_upload(put(with_part("xl/vbaProject.bin", b"x")), "花名册.xlsx")
        assert refusal.value.code == "file_macro"
        assert reading.check_upload(put(book()), "花名册.XLSX") == "xlsx"

    @pytest.mark.parametrize("share", range(0, 100, 7))
    def test_a_file_cut_off(self, put, share):
        data = book()
        cut = data[: len(data) * share // 100]
        assert refused(put(cut)) in ("file_empty", "file_corrupt", "file_name_differs")


class TestPaths:
    @pytest.mark.parametrize(
        "name", ["../../etc/x", "/abs", "C:/x", "xl\\x.xml", "xl/../../x", "a" * 300, "xl/a\nb"]
    )
    def test_a_part_with_a_path_out(self, put, name):
        """F13."""
        assert refused(put(with_part(name, "x"))) == "file_part_path"

    def test_a_name_with_a_zero_byte(self, put):
        data = with_part("xl/evilAname.xml", "<x/>").replace(b"evilAname", b"evil\0name")
        assert refused(put(data)) in ("file_part_path", "file_corrupt")

    def test_a_symbolic_link(self, put):
        out = io.BytesIO()
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts().items():
                archive.writestr(name, content)
            archive.writestr(link, "/etc/passwd")
        assert refused(put(out.getvalue())) == "file_part_path"
