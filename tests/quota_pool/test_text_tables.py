"""Text tables: any usual encoding and separator is read and named, anything else is refused with its line."""

import pytest

from quota_pool.refusals import Refusal
from quota_pool.sheets import limits, reading

TABLE = "姓名,部门\r\n张三,党政综合办\r\n李四,经济发展办\r\n"
ROWS = [["姓名", "部门"], ["张三", "党政综合办"], ["李四", "经济发展办"]]


@pytest.fixture
def read(tmp_path):
    """Read bytes as a .csv: the encoding, the separator and the cells."""

    def read(data, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(data)
        with reading.open_book(path, name) as book:
            sheet = next(book.sheets)
            return book.encoding, book.separator, [row.cells for row in sheet.rows]

    return read


def refused(read, data):
    with pytest.raises(Refusal) as refusal:
        read(data)
    return refusal.value.reasons[0]


@pytest.mark.parametrize(
    ("written", "stated"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
    ],
)
def test_the_encoding_is_found_and_stated(read, written, stated):
    """F15."""
    encoding, _separator, rows = read(TABLE.encode(written))
    assert (encoding, rows) == (stated, ROWS)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_shows_by_its_zeros(read, encoding):
    plain = "name,code\r\nabc,123\r\n" * 5
    assert read(plain.encode(encoding))[0] == encoding


def test_rare_names_survive_gb18030(read):
    rare = "姓名,部门\r\n𠮷田㛃,办\r\n" + TABLE
    assert read(rare.encode("gb18030"))[2][1] == ["𠮷田㛃", "办"]


@pytest.mark.parametrize(
    "data",
    [
        TABLE.encode("gb18030") + "王五五五五五,公共服务办公室\r\n".encode(),
        "姓名,部門\r\n張三豐與周伯通,黨政綜合辦\r\n".encode("big5") * 3,
        bytes(range(128, 256)) * 4,
    ],
    ids=["two encodings in one file", "big5", "no text"],
)
def test_what_is_neither_is_refused(read, data):
    assert refused(read, data).code == "file_encoding"


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_every_usual_separator(read, mark):
    _encoding, separator, rows = read(TABLE.replace(",", mark).encode())
    assert (separator, rows) == (mark, ROWS)


def test_a_separator_inside_quotes_does_not_count(read):
    table = '姓名;备注\r\n张三;"a,b,c,d"\r\n李四;"a,b,c,d"\r\n'
    assert read(table.encode())[1:] == (";", [["姓名", "备注"], ["张三", "a,b,c,d"], ["李四", "a,b,c,d"]])


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_every_line_end(read, end):
    assert read(TABLE.replace("\r\n", end).encode())[2] == ROWS


def test_a_quoted_line_break_stays_in_its_cell(read):
    assert read(b'a,b\r\n"x\r\ny",z\r\n')[2] == [["a", "b"], ["x\r\ny", "z"]]


def test_blank_lines_are_counted(read):
    assert read(b"a,b\n\n\nc,d\n")[2] == [["a", "b"], [], [], ["c", "d"]]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"a,b\n1,\0\n", "file_nul"),
        (b'a,b\n1,"never closed\n' + b"x,y\n" * 10, "file_quote"),
        (b'a,b\n1,"x"y\n', "file_quote"),
        (b"x" * (limits.LINE_CHARS + 1), "file_line_long"),
        (b"x" * (limits.CELL_CHARS + 1) + b",y\n", "file_cell_long"),
        (b"x," * 300 + b"y", "file_too_many_columns"),
        (b"x\n" * (limits.ROWS + 1), "file_too_many_rows"),
    ],
)
def test_what_is_no_table_is_refused(read, data, code):
    assert refused(read, data).code == code


def test_a_broken_quote_is_named_with_its_line(read):
    assert refused(read, b'a,b\n1,2\n3,"x"y\n').facts == {"line": 3}
