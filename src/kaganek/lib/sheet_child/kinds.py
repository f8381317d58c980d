"""What a file is, judged by its first bytes: names lie, and offices rename files."""

from kaganek.lib.sheet_child.archive import archive_kind
from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
MAGIC = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"\x7fELF", "program"),
    (b"MZ\x90", "program"),
)


def kind_of(data: bytes, bounds: Bounds) -> str:
    """ "xlsx", "ods", "xls" or "text"; a refusal that names what else it looks like."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise Refusal("empty")
    if data.startswith(b"PK"):
        return archive_kind(data, bounds)
    if data.startswith(OLE2):
        return _ole_kind(data)
    for magic, looks_like in MAGIC:
        if data.startswith(magic):
            raise Refusal("unknown_type", looks_like=looks_like)
    _refuse_markup(data[:4096])
    return "text"


def _ole_kind(data: bytes) -> str:
    if ENCRYPTED_PACKAGE in data:
        raise Refusal("encrypted")
    if not any(name in data for name in WORKBOOKS):
        raise Refusal("unknown_type", looks_like="ole")
    return "xls"


def _refuse_markup(head: bytes) -> None:
    """Web pages saved under the name XLS are common; read as text they would make a table of tags."""
    start = head.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if not start.startswith(b"<"):
        return
    if start.startswith(b"<?xml") and b"<html" not in start:
        raise Refusal("unknown_type", looks_like="xml")
    raise Refusal("unknown_type", looks_like="html")
