"""Files that try to break the reader are refused with one sentence, and this process never notices."""

import os
import resource
import socket
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quota_pool.refusals import REGISTRY, Refusal
from quota_pool.sheets import limits, reading
from tests.quota_pool import hostile
from tests.quota_pool.hostile import ONE_ROW, book, packed, parts, sheet, text, with_part

MEGABYTE = 1024 * 1024


@pytest.fixture
def put(tmp_path):
    """Write bytes to a file of that name."""

    def put(data, name="roster.xlsx"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return put


def rows_of(path, filename=None):
    with reading.open_book(path, filename or path.name) as opened:
        return {found.name: [(row.line, row.cells) for row in found.rows] for found in opened.sheets}


def refused(path, filename=None):
    with pytest.raises(Refusal) as refusal:
        rows_of(path, filename)
    reason = refusal.value.reasons[0]
    assert reason.detail
    assert reason.code in REGISTRY
    return reason.code


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
        assert refused(put(book(f'<row r="1">{text("A1", noise)}</row>'))) == "file_cell_long"

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


def packed_twice(name):
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts().items():
            archive.writestr(part, content)
        archive.writestr(name, sheet(ONE_ROW.replace(">x<", ">y<")))
    return out.getvalue()


class TestDeclarations:
    """F03 to F06: no part may declare a document type, in any disguise."""

    @pytest.mark.parametrize(
        "name",
        [
            "xl/worksheets/sheet1.xml",
            "xl/sharedStrings.xml",
            "xl/styles.xml",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "docProps/core.xml",
            "[Content_Types].xml",
            "xl/drawings/vmlDrawing1.vml",
        ],
    )
    def test_a_billion_laughs(self, put, name):
        assert refused(put(with_part(name, hostile.billion_laughs()))) == "file_dtd"

    def test_quadratic_growth(self, put):
        assert refused(put(with_part("xl/styles.xml", hostile.quadratic()))) == "file_dtd"

    def test_nothing_is_fetched(self, put):
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(0.3)
            address = f"http://127.0.0.1:{server.getsockname()[1]}/"
            for target in (address, "file:///etc/passwd"):
                assert refused(put(with_part("xl/sharedStrings.xml", hostile.external(target)))) == "file_dtd"
            with pytest.raises(TimeoutError):
                server.accept()

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_a_part_in_another_encoding(self, put, encoding):
        hidden = hostile.billion_laughs().encode(encoding)
        assert refused(put(with_part("xl/styles.xml", hidden))) == "file_xml_encoding"

    def test_a_part_that_claims_another_encoding(self, put):
        claimed = sheet(ONE_ROW, head='<?xml version="1.0" encoding="UTF-7"?>\n')
        assert refused(put(with_part("xl/worksheets/sheet1.xml", claimed))) == "file_xml_encoding"

    def test_a_declaration_in_the_middle(self, put):
        late = sheet(ONE_ROW + "<!DOCTYPE x>")
        assert refused(put(with_part("xl/worksheets/sheet1.xml", late))) == "file_corrupt"

    def test_single_quotes_and_prefixes_change_nothing(self, put):
        rows = (
            "<row r='1'><c r='A1' t='inlineStr'><is><t>x</t></is></c><c r='B1'><f>1+1</f><v>2</v></c></row>"
        )
        cells = rows_of(put(book(rows)))["Sheet1"][0][1]
        assert cells[0] == "x"
        assert type(cells[1]).__name__ == "Formula"

    def test_a_formula_under_a_prefix_is_seen(self, put):
        rows = (
            f'<row r="1">{text("A1", "x")}<c r="B1"><q:f xmlns:q="{hostile.MAIN}">1+1</q:f><v>2</v></c></row>'
        )
        assert type(rows_of(put(book(rows)))["Sheet1"][0][1][1]).__name__ == "Formula"


def cell_at(reference):
    return f'<row r="{reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}">{text(reference, "x")}</row>'


class TestSize:
    """F07 to F09: what counts is where real cells stand."""

    def test_a_dimension_that_exaggerates(self, put):
        huge = sheet(ONE_ROW, before='<dimension ref="A1:XFD1048576"/>')
        assert rows_of(put(with_part("xl/worksheets/sheet1.xml", huge))) == {"Sheet1": [(1, ["x"])]}

    def test_empty_cells_that_only_carry_a_format(self, put):
        rows = ONE_ROW + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'
        assert rows_of(put(book(rows))) == {"Sheet1": [(1, ["x"])]}

    def test_a_cell_in_the_last_corner(self, put):
        assert refused(put(book(cell_at("A1") + cell_at("XFD1048576")))) == "file_too_many_columns"

    def test_a_cell_in_the_last_line(self, put):
        assert refused(put(book(cell_at("A1") + cell_at("A1048576")))) == "file_too_many_rows"

    @pytest.mark.parametrize(
        ("reference", "code"),
        [
            ("A200000", None),
            ("A200001", "file_too_many_rows"),
            ("GR1", None),
            ("GS1", "file_too_many_columns"),
        ],
    )
    def test_each_limit_to_the_line(self, put, reference, code):
        path = put(book(cell_at(reference)))
        if code:
            assert refused(path) == code
        else:
            assert rows_of(path)["Sheet1"][-1][1][-1] == "x"

    def test_a_rectangle_of_nothing(self, put):
        assert refused(put(book(cell_at("A1") + cell_at("AZ199999")))) == "file_too_many_cells"

    def test_a_cell_longer_than_excel_allows(self, put):
        longest = "x" * limits.CELL_CHARS
        assert rows_of(put(book(f'<row r="1">{text("A1", longest)}</row>')))["Sheet1"][0][1] == [longest]
        assert refused(put(book(f'<row r="1">{text("A1", longest + "x")}</row>'))) == "file_cell_long"

    @pytest.mark.parametrize(
        ("name", "element"),
        [
            ("xl/styles.xml", "<xf/>"),
            ("xl/workbook.xml", "<definedName/>"),
            ("xl/worksheets/sheet1.xml", '<mergeCell ref="A1:B2"/>'),
        ],
    )
    def test_a_million_ornaments(self, put, name, element):
        noise = "".join(element + " " * (number % 7) for number in range(100_000))
        content = sheet("", after=f"<mergeCells>{noise}</mergeCells>")
        if "sheet1" not in name:
            content = f"{hostile.HEAD}<root>{noise}</root>"
        assert refused(put(with_part(name, content))) in ("file_complex", "file_ratio")

    def test_too_many_sheets(self, put):
        names = [(f"S{number}", "visible") for number in range(51)]
        assert refused(put(with_part("xl/workbook.xml", hostile.workbook(names)))) == "file_too_many_sheets"


class TestStrings:
    """F10: counts and numbers that a reader trusts."""

    def test_a_claim_of_four_billion_strings(self, put):
        lie = f'{hostile.HEAD}<sst xmlns="{hostile.MAIN}" uniqueCount="4294967295"><si><t>x</t></si></sst>'
        assert refused(put(with_part("xl/sharedStrings.xml", lie))) == "file_string_count"

    @pytest.mark.parametrize("cell", ['<c r="A1" t="s"><v>7</v></c>', '<c r="A1" s="-5"><v>1</v></c>'])
    def test_an_index_that_leads_nowhere(self, put, cell):
        """Whatever the parser makes of it, there is an answer and no crash."""
        strings = f'{hostile.HEAD}<sst xmlns="{hostile.MAIN}"><si><t>x</t></si></sst>'
        path = put(book(f'<row r="1">{cell}</row>', also={"xl/sharedStrings.xml": strings}))
        try:
            rows_of(path)
        except Refusal as refusal:
            assert refusal.code in ("file_corrupt", "file_parser")  # noqa: PT017


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


class TestFormulas:
    """F12: a cell that computes is told apart, whatever somebody's Excel last saw in it."""

    @pytest.mark.parametrize(
        "cell",
        [
            '<c r="B1"><f>1+1</f><v>2</v></c>',
            '<c r="B1"><f>1+1</f></c>',
            '<c r="B1" t="str"><f>cmd|\' /C calc\'!A0</f><v>x</v></c>',
            '<c r="B1"><f>[1]Sheet1!A1</f><v>2</v></c>',
            '<c r="B1"><f t="shared" si="0"/><v>2</v></c>',
        ],
    )
    def test_each_kind(self, put, cell):
        cells = rows_of(put(book(f'<row r="1">{text("A1", "x")}{cell}</row>')))["Sheet1"][0][1]
        assert type(cells[1]).__name__ == "Formula"

    def test_an_array_formula_covers_its_range(self, put):
        rows = (
            '<row r="1"><c r="A1"><f t="array" ref="A1:A3">B1:B3</f><v>1</v></c></row>'
            '<row r="2"><c r="A2"><v>2</v></c></row><row r="3"><c r="A3"><v>3</v></c></row>'
            '<row r="4"><c r="A4"><v>4</v></c></row>'
        )
        kinds = [type(cells[0]).__name__ for _line, cells in rows_of(put(book(rows)))["Sheet1"]]
        assert kinds == ["Formula"] * 3 + ["float"]

    def test_a_formula_below_all_values(self, put):
        rows = ONE_ROW + '<row r="9"><c r="D9"><f>1+1</f></c></row>'
        assert rows_of(put(book(rows)))["Sheet1"][8][0] == 9

    def test_an_error_cell(self, put):
        rows = f'<row r="1">{text("A1", "x")}<c r="B1" t="e"><v>#REF!</v></c></row>'
        assert type(rows_of(put(book(rows)))["Sheet1"][0][1][1]).__name__ == "ErrorCell"


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
        import io

        out = io.BytesIO()
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        with zipfile.ZipFile(out, "w") as archive:
            for name, content in parts().items():
                archive.writestr(name, content)
            archive.writestr(link, "/etc/passwd")
        assert refused(put(out.getvalue())) == "file_part_path"


class TestTheChild:
    def test_a_dead_child_is_one_sentence(self, put):
        """R-109: an abort, a kill for memory or time, all look alike from here."""
        path = put(book())
        opened = reading.open_book(path, "x.xlsx")
        opened._child._process.kill()
        opened._child._process.wait()
        with pytest.raises(Refusal) as refusal:
            opened.__enter__()
        assert refusal.value.code == "file_parser"

    def test_a_silent_child_is_not_waited_for(self, put, monkeypatch):
        monkeypatch.setattr(limits, "CHILD_SILENCE_SECONDS", 0.0)
        assert refused(put(book())) == "file_parser"

    def test_leaving_early_ends_it(self, put):
        with reading.open_book(put(book()), "x.xlsx") as opened:
            process = opened.sheets.gi_frame.f_locals["self"]._process
        assert process.poll() is not None

    def test_the_child_knows_no_secret(self, put, monkeypatch):
        monkeypatch.setenv("FIELD_KEYS", "secret")
        with reading.open_book(put(book()), "x.xlsx") as opened:
            process = opened.sheets.gi_frame.f_locals["self"]._process
            with open(f"/proc/{process.pid}/environ", "rb") as environment:
                assert b"secret" not in environment.read()


@settings(max_examples=60)
@given(flips=st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 255)), min_size=1, max_size=5))
def test_flipped_bits_never_crash_the_look(flips, tmp_path_factory):
    """Any damage is a refusal or still a readable file; nothing else comes out of the look."""
    from quota_pool.sheets.limits import Unreadable
    from quota_pool.sheets.markup import Survey
    from quota_pool.sheets.package import Package, kind_of

    data = bytearray(HONEST)
    for at, mask in flips:
        data[at % len(data)] ^= mask
    path = tmp_path_factory.mktemp("flip") / "x.xlsx"
    path.write_bytes(data)
    try:
        if kind_of(path) == "xlsx":
            with Package(path) as package:
                Survey(package)
    except Unreadable as fault:
        assert fault.code in REGISTRY  # noqa: PT017


HONEST = book(ONE_ROW, also={"xl/styles.xml": f"{hostile.HEAD}<styleSheet xmlns='{hostile.MAIN}'/>"})
