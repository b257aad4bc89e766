"""Sheets that lie, hide or blow up: seen before a parser builds anything from them."""

import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quota_pool.refusals import REGISTRY, Refusal
from quota_pool.sheets import limits, reading
from quota_pool.sheets.limits import Unreadable
from quota_pool.sheets.markup import Survey
from quota_pool.sheets.package import Package, kind_of
from tests.quota_pool import hostile
from tests.quota_pool.hostile import ONE_ROW, book, cell_at, refused, rows_of, sheet, text, with_part


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


def test_a_file_within_every_count_that_still_eats_memory_kills_only_the_child(put):
    """R-109: one long string named by a hundred thousand cells is gigabytes once a parser copies it."""
    long = "x" * limits.CELL_CHARS
    strings = f'{hostile.HEAD}<sst xmlns="{hostile.MAIN}"><si><t>{long}</t></si></sst>'
    rows = "".join(f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 100_001))
    assert refused(put(book(rows, also={"xl/sharedStrings.xml": strings}))) == "file_parser"
