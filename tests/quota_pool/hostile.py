"""Workbooks as attackers and broken programs write them, built part by part at test time."""

import io
import struct
import zipfile
import zlib

import pytest

from quota_pool.refusals import REGISTRY, Refusal
from quota_pool.sheets import reading

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def content_types(main=SHEET_TYPE):
    return (
        f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/></Types>'
    )


def workbook(sheets=(("Sheet1", "visible"),), extra=""):
    listed = "".join(
        f'<sheet name="{name}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, (name, state) in enumerate(sheets, 1)
    )
    return f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{extra}<sheets>{listed}</sheets></workbook>'


def relations(count=1):
    listed = "".join(
        f'<Relationship Id="rId{at}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, count + 1)
    )
    strings = f'<Relationship Id="rIdS" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/>'
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{listed}{strings}</Relationships>'


ROOT = (
    f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def sheet(rows, before="", after="", head=HEAD):
    return f'{head}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text(reference, value):
    return f'<c r="{reference}" t="inlineStr"><is><t>{value}</t></is></c>'


ONE_ROW = f'<row r="1">{text("A1", "x")}</row>'


def parts(rows=ONE_ROW, **changed):
    """The parts of a small honest workbook, some of them changed; a None leaves one out."""
    honest = {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": ROOT,
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations(),
        "xl/worksheets/sheet1.xml": sheet(rows),
    }
    for name, content in changed.pop("also", {}).items():
        honest[name] = content
    return {name: content for name, content in honest.items() if content is not None}


def packed(contents, **more):
    """A zip of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def book(rows=ONE_ROW, **also):
    """A workbook of one sheet with these rows, as bytes."""
    return packed(parts(rows, **also))


def with_part(name, content):
    return book(also={name: content})


def encrypted_flag(data):
    """Every part marked as encrypted, in both places."""
    data = bytearray(data)
    for magic, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.find(magic)
        while start >= 0:
            data[start + at] |= 1
            start = data.find(magic, start + 4)
    return bytes(data)


def lying_size(data, size=10):
    """The directory says that the first part unpacks to a few bytes."""
    data = bytearray(data)
    at = data.find(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<L", size)
    return bytes(data)


def overlapping(count=50, kernel=1_000_000):
    """Many directory entries over one compressed kernel, as in the well-known bombs of few bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    raw = b"a" * kernel
    body = packer.compress(raw) + packer.flush()
    name = b"xl/worksheets/sheet1.xml"
    local = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, zlib.crc32(raw), len(body), len(raw), len(name), 0
    )
    directory = b""
    for number in range(count):
        entry = name[:-5] + b"%02d.xml" % number if number else name
        directory += struct.pack(
            "<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, zlib.crc32(raw), len(body), len(raw),
            len(entry), 0, 0, 0, 0, 0, 0,
        ) + entry  # fmt: skip
    end_at = len(local) + len(name) + len(body)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), end_at, 0)
    return local + name + body + directory + end


def compound_file(*streams):
    """The head of an OLE container with these stream names in its directory."""
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1016 + b"".join(s.encode("utf-16-le") for s in streams)
    )


def billion_laughs():
    levels = ['<!ENTITY a0 "ha">']
    levels += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)]
    return (
        f'<?xml version="1.0"?>\n<!DOCTYPE x [{"".join(levels)}]>\n<worksheet xmlns="{MAIN}">&a8;</worksheet>'
    )


def quadratic():
    long = "A" * 100_000
    return f'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY a "{long}">]>\n<x>{"&a;" * 5_000}</x>'


def external(address):
    return f'<?xml version="1.0"?>\n<!DOCTYPE x [<!ENTITY % p SYSTEM "{address}"> %p;]>\n<x/>'


def packed_twice(name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part, content in parts().items():
            archive.writestr(part, content)
        archive.writestr(name, sheet(ONE_ROW.replace(">x<", ">y<")))
    return out.getvalue()


def cell_at(reference):
    return f'<row r="{reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")}">{text(reference, "x")}</row>'


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
