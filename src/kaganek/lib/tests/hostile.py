"""Files built to break whatever opens them, each with the refusals that are right for it."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable

CONTENT_TYPES = """<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>"""
ROOT_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"""
WORKBOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>"""
BOOK_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"""
SHEET = '<?xml version="1.0"?>{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{dimension}<sheetData>{rows}</sheetData></worksheet>'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_CONTENT = """<?xml version="1.0" encoding="UTF-8"?><office:document-content
xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2"><office:body><office:spreadsheet>
<table:table table:name="Lista">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"""
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB_DTD = f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
XXE_DTD = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: dict[str, str | bytes], *, level: int = 9) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def inline(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx(
    rows: str, *, before: str = "", dimension: str = "", extra: dict[str, str | bytes] | None = None
) -> bytes:
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT_RELS,
        "xl/workbook.xml": WORKBOOK,
        "xl/_rels/workbook.xml.rels": BOOK_RELS,
        "xl/worksheets/sheet1.xml": SHEET.format(before=before, dimension=dimension, rows=rows),
    }
    return zipped(parts | (extra or {}))


def ods(rows: str, *, manifest: str = "<manifest/>") -> bytes:
    return zipped(
        {
            "mimetype": ODS_TYPE,
            "content.xml": ODS_CONTENT.format(rows=rows),
            "META-INF/manifest.xml": manifest,
        }
    )


def ods_cell(text: str, attributes: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {attributes}><text:p>{text}</text:p></table:table-cell>'


def lying(data: bytes, name: bytes, claimed: int) -> bytes:
    """The same archive with the unpacked size of one entry falsified in both headers."""
    raw = bytearray(data)
    for signature, size_at, name_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        at = raw.find(signature)
        while at >= 0:
            if raw[at + name_at : at + name_at + len(name)] == name:
                raw[at + size_at : at + size_at + 4] = struct.pack("<I", claimed)
            at = raw.find(signature, at + 4)
    return bytes(raw)


def overlapping() -> bytes:
    """Fifty directory entries that all unpack the same four megabytes: six kilobytes become two hundred."""
    one = zipped({"xl/workbook.xml": b"\0" * 4_200_000})
    start = one.find(b"PK\x01\x02")
    end = one.find(b"PK\x05\x06")
    directory = one[start:end] * 50
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 50, 50, len(directory), start, 0)
    return one[:start] + directory + tail


def encrypted_flag() -> bytes:
    raw = bytearray(xlsx(f'<row r="1">{inline("A1", "x")}</row>'))
    at = raw.find(b"PK\x01\x02")
    while at >= 0:
        raw[at + 8] |= 1
        at = raw.find(b"PK\x01\x02", at + 4)
    return bytes(raw)


def ole(*streams: str, garbage: int = 4096) -> bytes:
    directory = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    header = OLE2 + b"\0" * 16 + b"\x3e\x00\x03\x00\xfe\xff\x09\x00\x06\x00" + b"\0" * 478
    return header + directory.ljust(512, b"\0") + random.Random(7).randbytes(garbage)


def ole_looping() -> bytes:
    """A sector table whose every entry points at the first sector: a chain without an end."""
    header = bytearray(512)
    header[:8] = OLE2
    struct.pack_into("<5H", header, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<9I", header, 40, 0, 1, 0, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    sector = bytearray(struct.pack("<128I", *[0] * 128))
    return bytes(header + sector) + "Workbook".encode("utf-16-le").ljust(512, b"\0")


def rows_of(count: int) -> str:
    return "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, count + 1))


def shared_strings(count: int, length: int) -> str:
    item = f"<si><t>{'a' * length}</t></si>"
    return f'<?xml version="1.0"?><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{item * count}</sst>'


def workbook_files() -> dict[str, tuple[Callable[[], bytes], set[str]]]:
    far = f'<row r="1">{inline("A1", "x")}</row><row r="1048576">{inline("XFD1048576", "y")}</row>'
    cells = "<c><v>1</v></c>"
    return {
        "sheet_of_17_billion_cells.xlsx": (lambda: xlsx(far), {"memory", "too_many_rows"}),
        "cell_in_last_row.xlsx": (
            lambda: xlsx(f'<row r="1048576">{inline("A1048576", "y")}</row>'),
            {"too_many_rows"},
        ),
        "cell_in_last_column.xlsx": (
            lambda: xlsx(f'<row r="1">{inline("XFD1", "y")}</row>'),
            {"too_many_columns"},
        ),
        "row_number_overflow.xlsx": (
            lambda: xlsx(f'<row r="99999999999999">{inline("A99999999999999", "y")}</row>'),
            {"broken", "memory", "too_many_rows", "empty"},
        ),
        "too_many_rows.xlsx": (lambda: xlsx(rows_of(20_001)), {"too_many_rows"}),
        "million_cells_in_a_row.xlsx": (
            lambda: xlsx(f'<row r="1">{cells * 1_000_000}</row>'),
            {"too_many_columns", "broken", "bomb", "timeout"},
        ),
        "zip_bomb.xlsx": (lambda: xlsx("", extra={"xl/media/a.bin": b"\0" * 210_000_000}), {"bomb"}),
        "ratio_bomb.xlsx": (lambda: xlsx("", extra={"xl/media/a.bin": b"\0" * 20_000_000}), {"bomb"}),
        "overlapping_bomb.xlsx": (lambda: overlapping(), {"bomb", "broken"}),
        "many_entries.xlsx": (lambda: xlsx("", extra={f"xl/{n}.xml": "" for n in range(6_000)}), {"bomb"}),
        "lying_sheet.xlsx": (
            lambda: lying(xlsx(" " * 100_000_000), b"xl/worksheets/sheet1.xml", 1000),
            {"broken", "empty", "memory", "timeout", "bomb"},
        ),
        "lying_strings.xlsx": (
            lambda: lying(
                xlsx(
                    '<row r="1"><c r="A1" t="s"><v>0</v></c></row>',
                    extra={"xl/sharedStrings.xml": shared_strings(20_000, 5_000)},
                ),
                b"xl/sharedStrings.xml",
                1000,
            ),
            {"broken", "memory", "timeout", "bomb"},
        ),
        "nested_zips.zip": (
            lambda: zipped({"a.zip": zipped({"b.zip": zipped({"c.txt": b"\0" * 1000})})}),
            {"unknown_type"},
        ),
        "deep_nesting.xlsx": (lambda: xlsx("<row>" * 200_000), {"broken", "empty", "memory", "bomb"}),
        "truncated.xlsx": (lambda: xlsx(rows_of(500))[:-300], {"broken"}),
        "cut_in_half.xlsx": (lambda: xlsx(rows_of(500))[:2000], {"broken"}),
        "only_signature.xlsx": (lambda: b"PK\x03\x04", {"broken"}),
        "not_xml.xlsx": (lambda: xlsx("<<<&&&>>>"), {"broken", "empty"}),
        "bad_crc.xlsx": (lambda: _wrong_checksum(), {"broken"}),
        "unknown_compression.xlsx": (lambda: _method_99(), {"broken"}),
        "path_outside.xlsx": (
            lambda: zipped({"../../etc/passwd": "x", "xl/workbook.xml": "<workbook/>"}),
            {"broken", "empty"},
        ),
        "encrypted_zip.xlsx": (lambda: encrypted_flag(), {"encrypted"}),
        "word.xlsx": (
            lambda: zipped({"[Content_Types].xml": "x", "word/document.xml": "x"}),
            {"unknown_type"},
        ),
        "billion_laughs.xlsx": (lambda: _with_entity(BOMB_DTD, "&l9;"), {"broken"}),
        "foreign_entity.xlsx": (lambda: _with_entity(XXE_DTD, "&f;"), {"broken"}),
        "empty.xlsx": (lambda: xlsx(""), {"empty"}),
    }


def _with_entity(declaration: str, entity: str) -> bytes:
    return xlsx(f'<row r="1">{inline("A1", f"x{entity}")}</row>', before=declaration)


def _wrong_checksum() -> bytes:
    sheet = SHEET.format(before="", dimension="", rows=rows_of(300))
    return xlsx(rows_of(300)).replace(zlib.crc32(sheet.encode()).to_bytes(4, "little"), b"abcd")


def _method_99() -> bytes:
    raw = bytearray(xlsx(rows_of(3)))
    for signature, method_at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = raw.find(signature)
        while at >= 0:
            raw[at + method_at] = 99
            at = raw.find(signature, at + 4)
    return bytes(raw)


def other_files() -> dict[str, tuple[Callable[[], bytes], set[str]]]:
    billion = 'table:number-columns-repeated="16384"'
    repeated = (
        f'<table:table-row table:number-rows-repeated="1048576">{ods_cell("x", billion)}</table:table-row>'
    )
    return {
        "repeated_cells.ods": (
            lambda: ods(repeated),
            {"broken", "memory", "timeout", "too_many_rows", "too_many_columns"},
        ),
        "encrypted.ods": (lambda: ods("", manifest="<manifest:encryption-data/>"), {"encrypted"}),
        "broken.ods": (
            lambda: zipped({"mimetype": ODS_TYPE, "content.xml": "<office:"}),
            {"broken", "empty"},
        ),
        "no_content.ods": (lambda: zipped({"mimetype": ODS_TYPE}), {"broken"}),
        "password.xlsx": (lambda: ole("EncryptionInfo", "EncryptedPackage"), {"encrypted"}),
        "garbage.xls": (lambda: ole("Workbook"), {"broken", "memory"}),
        "looping_sectors.xls": (lambda: ole_looping(), {"broken", "memory", "timeout"}),
        "word.xls": (lambda: ole("WordDocument"), {"unknown_type"}),
        "only_signature.xls": (lambda: OLE2, {"unknown_type"}),
        "nulls_100_mb.csv": (lambda: bytes(100_000_000), {"too_big"}),
        "nulls_10_mb.csv": (lambda: bytes(10_000_000), {"empty"}),
        "nulls_inside.csv": (lambda: b"a;b\n" + bytes(100_000), {"unknown_type"}),
        "noise.csv": (lambda: random.Random(1).randbytes(1_000_000), {"unknown_type"}),
        "noise.xlsx": (lambda: random.Random(2).randbytes(500), {"unknown_type"}),
        "million_columns.csv": (lambda: b"," * 1_000_000, {"cell_too_long"}),
        "million_filled_columns.csv": (lambda: b"a;" * 1_000_000, {"too_many_columns"}),
        "blank_lines_19_mb.csv": (lambda: b"a\n" + b"\n" * 19_000_000, {"too_many_rows"}),
        "one_cell_19_mb.csv": (lambda: b"a" * 19_000_000, {"cell_too_long"}),
        "open_quote.csv": (lambda: b'a;b\n1;"2\n3;4\n', {"open_quote"}),
        "open_quote_19_mb.csv": (lambda: b'a;b\n1;"' + b"2\n" * 9_000_000, {"cell_too_long"}),
        "quotes_19_mb.csv": (lambda: b'"' * 19_000_000, {"cell_too_long", "open_quote"}),
        "dense_19_mb.csv": (lambda: b"1;1;1;1;1;1;1;1;1\n" * 1_050_000, {"too_many_rows"}),
        "dense_columns.csv": (lambda: (b"1;" * 150 + b"\n") * 15_000, {"too_many_cells"}),
        "page.xls": (
            lambda: b"<html><body><table><tr><td>x</td></tr></table></body></html>",
            {"unknown_type"},
        ),
        "billion_laughs.xml": (
            lambda: f'<?xml version="1.0"?>{BOMB_DTD}<x>&l9;</x>'.encode(),
            {"unknown_type"},
        ),
        "paper.csv": (lambda: b"%PDF-1.7\n%...", {"unknown_type"}),
        "picture.xlsx": (lambda: b"\x89PNG\r\n\x1a\n", {"unknown_type"}),
        "nothing.csv": (lambda: b"", {"empty"}),
        "only_mark.csv": (lambda: b"\xef\xbb\xbf\r\n", {"empty"}),
        "only_delimiters.csv": (lambda: b";;;\r\n;;;\r\n", {"empty"}),
        "half_utf16.csv": (lambda: "Żak;Łucja".encode("utf-16")[:-1], {"unknown_type"}),
    }
