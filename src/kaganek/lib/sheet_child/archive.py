"""Spreadsheets that are ZIP archives: what they are, and whether they are safe to unpack."""

import io
import zipfile

from kaganek.lib.sheet_child.limits import Bounds
from kaganek.lib.sheet_child.refusal import Refusal

# Small archives of very even text compress well and hurt nobody.
HARMLESS_BYTES = 1024 * 1024
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
OTHERS = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "pptx",
    "xl/workbook.bin": "xlsb",
    "content.xml": "odt",
}


def archive_kind(data: bytes, bounds: Bounds) -> str:
    """ "xlsx" or "ods" for an archive that may be opened; a refusal for any other."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _kind(archive, bounds)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError, EOFError) as error:
        raise Refusal("broken") from error


def _kind(archive: zipfile.ZipFile, bounds: Bounds) -> str:
    entries = archive.infolist()
    _refuse_bomb(entries, bounds)
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("encrypted")
    names = {entry.filename for entry in entries}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if _short_text(archive, names, "mimetype", 200).strip().startswith(ODS_TYPE):
        # An ODS under a password keeps plain entries and says so only in its manifest.
        if b"encryption-data" in _short_text(archive, names, "META-INF/manifest.xml", HARMLESS_BYTES):
            raise Refusal("encrypted")
        return "ods"
    looks_like = next((kind for name, kind in OTHERS.items() if name in names), "zip")
    raise Refusal("unknown_type", looks_like=looks_like)


def _refuse_bomb(entries: list[zipfile.ZipInfo], bounds: Bounds) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    even = unpacked > HARMLESS_BYTES and unpacked / packed > bounds.unpacked_ratio
    if unpacked > bounds.unpacked_bytes or even or len(entries) > bounds.archive_entries:
        raise Refusal("bomb", unpacked=unpacked, entries=len(entries))


def _short_text(archive: zipfile.ZipFile, names: set[str], name: str, limit: int) -> bytes:
    """The entry, or nothing when it is missing or longer than such an entry has reason to be."""
    return archive.read(name) if name in names and archive.getinfo(name).file_size <= limit else b""
