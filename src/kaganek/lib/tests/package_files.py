"""Course packages made for tests: whole ones, and archives built byte by byte to be wrong."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Content = str | bytes


def zipped(files: Mapping[str, Content], *, stored: bool = False) -> bytes:
    out = io.BytesIO()
    method = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


@dataclass
class Piece:
    """One entry with every field of its two headers to be chosen."""

    name: bytes
    content: bytes = b"x"
    flags: int = 0
    method: int = 0
    packed: bytes | None = None  # instead of the content, packed by method
    claimed_size: int | None = None
    crc: int | None = None
    attributes: int = 0
    system: int = 3
    extra: bytes = b""
    local_name: bytes | None = None
    local_method: int | None = None
    local_flags: int | None = None
    offset: int | None = None  # the list points elsewhere
    volume: int = 0


def raw_zip(pieces: Iterable[Piece], *, cut: int = 0, listed: int | None = None) -> bytes:
    body, directory, count = b"", b"", 0
    for piece in pieces:
        packed = _packed(piece)
        size = len(piece.content) if piece.claimed_size is None else piece.claimed_size
        crc = zlib.crc32(piece.content) if piece.crc is None else piece.crc
        own_name = piece.name if piece.local_name is None else piece.local_name
        own_method = piece.method if piece.local_method is None else piece.local_method
        own_flags = piece.flags if piece.local_flags is None else piece.local_flags
        offset = len(body) if piece.offset is None else piece.offset
        lengths = (crc, len(packed), size)
        body += struct.pack(
            "<4s5H3L2H", b"PK\x03\x04", 20, own_flags, own_method, 0, 33, *lengths, len(own_name), 0
        )
        body += own_name + packed
        directory += struct.pack(
            "<4s4B4H3L5H2L", b"PK\x01\x02", 20, piece.system, 20, 0, piece.flags, piece.method, 0, 33,
            *lengths, len(piece.name), len(piece.extra), 0, piece.volume, 0, piece.attributes, offset,
        )  # fmt: skip
        directory += piece.name + piece.extra
        count += 1
    listed = count if listed is None else listed
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, listed, listed, len(directory), len(body), 0)
    whole = body + directory + end
    return whole[: len(whole) - cut]


def _packed(piece: Piece) -> bytes:
    if piece.packed is not None:
        return piece.packed
    if piece.method != zipfile.ZIP_DEFLATED:
        return piece.content
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(piece.content) + packer.flush()


def unicode_path(raw: bytes, name: str) -> bytes:
    """The Info-ZIP extra field that says a name in UTF-8."""
    content = b"\x01" + struct.pack("<L", zlib.crc32(raw)) + name.encode()
    return struct.pack("<HH", 0x7075, len(content)) + content


PAGE = "<!doctype html><html lang=pl><title>Strona</title><p>Dzień dobry</p>"
METADATA = "<metadata><schema>ADL SCORM</schema><schemaversion>{version}</schemaversion>{more}</metadata>"
SPACES_12 = 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
SPACES_2004 = (
    'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"'
    ' xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3" xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3"'
    ' xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
)
ITEM = '<item identifier="i1" identifierref="r1"><title>Pierwsza</title>{more}</item>'
SECOND = '<item identifier="i2" identifierref="r2"><title>Druga</title>{more}</item>'
RESOURCE = '<resource identifier="{id}" type="webcontent" adlcp:{type}="sco" href="{href}"><file href="{href}"/></resource>'


def manifest(
    *,
    version: str = "1.2",
    items: str = ITEM.format(more=""),
    organization: str = "",
    resources: str | None = None,
    before: str = '<?xml version="1.0" encoding="UTF-8"?>',
    spaces: str | None = None,
    metadata: str | None = None,
    more: str = "",
) -> str:
    """A whole manifest with one page; `more` comes after the resources."""
    old = version == "1.2"
    spaces = (SPACES_12 if old else SPACES_2004) if spaces is None else spaces
    kind = "scormtype" if old else "scormType"
    resources = RESOURCE.format(id="r1", type=kind, href="a.html") if resources is None else resources
    metadata = METADATA.format(version=version, more="") if metadata is None else metadata
    return (
        f'{before}<manifest identifier="m" {spaces}>{metadata}<organizations default="o"><organization identifier="o">'
        f"<title>Obsługa mieszkańca</title>{items}{organization}</organization></organizations>"
        f"<resources>{resources}</resources>{more}</manifest>"
    )


def scorm(
    text: Content | None = None,
    files: Mapping[str, Content] | None = None,
    *,
    stored: bool = False,
    **parts: str,
) -> bytes:
    """A package of the manifest and its page."""
    whole: dict[str, Content] = {"imsmanifest.xml": manifest(**parts) if text is None else text}
    return zipped(whole | ({"a.html": PAGE} if files is None else files), stored=stored)


def two_parts(more: str = "", *, folder: str = "", organization: str = "") -> bytes:
    """SCORM 2004 with two SCOs inside a folder; `more` goes into the first of them."""
    inner = ITEM.format(more=more) + SECOND.format(more="")
    return scorm(
        version="2004 4th Edition",
        items=f'<item identifier="f"><title>Moduł</title>{inner}{folder}</item>',
        organization=organization,
        resources=RESOURCE.format(id="r1", type="scormType", href="a.html")
        + RESOURCE.format(id="r2", type="scormType", href="b.html"),
        files={"a.html": PAGE, "b.html": PAGE},
    )
