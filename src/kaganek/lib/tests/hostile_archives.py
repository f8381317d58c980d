"""Archives built to break whatever unpacks them, each with the refusal that is right for it."""

import stat
import zipfile
from collections.abc import Callable

from kaganek.lib.packages import Fault
from kaganek.lib.tests.package_files import Piece, raw_zip, zipped

ZEROS = b"\0" * 4_000_000
UTF8 = 0x800
GOOD = Piece(b"index.html", b"<p>ok</p>")


def one(name: bytes, **facts: object) -> Callable[[], bytes]:
    return lambda: raw_zip([GOOD, Piece(name, **facts)])


def mode(kind: int) -> int:
    return (kind | 0o777) << 16


def overlapping() -> bytes:
    """The content of one file holds another, and the list names both."""
    inner = Piece(b"b.html", b"<p>two</p>")
    whole = raw_zip([inner])
    outer = Piece(b"a.bin", whole[: whole.index(b"PK\x01\x02")])
    inner.offset = 30 + len(outer.name)
    return raw_zip([outer, inner])


def one_content_for_all() -> bytes:
    """Fifty lines of the list that all unpack the same four megabytes."""
    bomb = Piece(b"a", ZEROS, method=8)
    return raw_zip([bomb, *(Piece(b"a", b"", method=8, packed=b"", offset=0) for _ in range(50))])


def endless_list() -> bytes:
    """The end of the archive claims a list of files of two gigabytes."""
    whole = bytearray(raw_zip([GOOD]))
    whole[-10:-6] = (2_000_000_000).to_bytes(4, "little")
    return bytes(whole)


def long_list() -> bytes:
    return raw_zip([Piece(b"%07d" % n, b"") for n in range(5_001)])


def shifted() -> bytes:
    """The list says it lies before the beginning of the file."""
    whole = bytearray(raw_zip([GOOD]))
    whole[-10:-6] = (60_000).to_bytes(4, "little")
    return bytes(whole)


def cut_in_the_middle() -> bytes:
    whole = zipped({f"strona{n}.html": "tekst" * 500 for n in range(40)})
    return whole[: len(whole) // 2]


def other_crc() -> bytes:
    return raw_zip([GOOD, Piece(b"a.txt", b"tresc", crc=1)])


REFUSED: dict[str, tuple[Callable[[], bytes], Fault]] = {
    "nothing": (lambda: b"", Fault.EMPTY),
    "no files": (lambda: raw_zip([]), Fault.EMPTY),
    "only folders": (lambda: raw_zip([Piece(b"a/", b"")]), Fault.EMPTY),
    "only litter": (lambda: raw_zip([Piece(b"__MACOSX/a"), Piece(b"x/.DS_Store")]), Fault.EMPTY),
    "pdf": (lambda: b"%PDF-1.7 ...", Fault.NOT_ZIP),
    "rar": (lambda: b"Rar!\x1a\x07\x01\x00" + bytes(500), Fault.NOT_ZIP),
    "7z": (lambda: b"7z\xbc\xaf\x27\x1c" + bytes(500), Fault.NOT_ZIP),
    "web page": (lambda: b"\n <!doctype html><p>404</p>", Fault.NOT_ZIP),
    "program with an archive behind": (lambda: b"MZ\x90\x00" * 30 + raw_zip([GOOD]), Fault.NOT_ZIP),
    "picture with an archive behind": (lambda: b"GIF89a" + bytes(64) + raw_zip([GOOD]), Fault.NOT_ZIP),
    "cut in the middle": (cut_in_the_middle, Fault.TRUNCATED),
    "without its last byte": (lambda: raw_zip([GOOD], cut=1), Fault.TRUNCATED),
    "list of two gigabytes": (endless_list, Fault.BROKEN),
    "list before the beginning": (shifted, Fault.BROKEN),
    "content behind the list": (one(b"a", packed=b"x" * 3, offset=99999), Fault.HEADERS_DIFFER),
    "five thousand and one": (long_list, Fault.TOO_MANY_FILES),
    "bomb": (one(b"a.txt", content=ZEROS, method=8), Fault.BOMB),
    "claims a gigabyte and more": (one(b"a.txt", claimed_size=1 << 30), Fault.UNPACKED_TOO_BIG),
    "claims 600 MB": (one(b"a.txt", claimed_size=600 << 20), Fault.FILE_TOO_BIG),
    "overlapping": (overlapping, Fault.OVERLAP),
    "one content for all": (one_content_for_all, Fault.OVERLAP),
    "one content under other names": (one(b"a.html", offset=0), Fault.HEADERS_DIFFER),
    "extra field that runs over": (one(b"a.html", extra=b"\x01\x00\xff\xff"), Fault.BROKEN),
    "name up": (one(b"../a.html"), Fault.NAME_OUTSIDE),
    "name up in the middle": (one(b"img/../../a.html"), Fault.NAME_OUTSIDE),
    "name up with backslashes": (one(b"..\\a.html"), Fault.NAME_OUTSIDE),
    "name from the root": (one(b"/etc/passwd"), Fault.NAME_ABSOLUTE),
    "name from a drive": (one(b"C:/Windows/a.dll"), Fault.NAME_ABSOLUTE),
    "name of a drive without a slash": (one(b"c:a.html"), Fault.NAME_ABSOLUTE),
    "name of a network": (one(b"\\\\serwer\\a"), Fault.NAME_ABSOLUTE),
    "name with backslashes": (one(b"img\\a.png"), Fault.NAME_BACKSLASH),
    "name with NUL": (one(b"a.html\0.png"), Fault.NAME_SIGNS),
    "name with a new line": (one(b"a\nb.html"), Fault.NAME_SIGNS),
    "name that turns round": (one("gpj\u202e.exe".encode(), flags=UTF8), Fault.NAME_SIGNS),
    "name with a question mark": (one(b"co dalej?.html"), Fault.NAME_SIGNS),
    "name with a stream": (one(b"a.html:evil"), Fault.NAME_SIGNS),
    "name with a dot at the end": (one(b"folder./a.html"), Fault.NAME_SIGNS),
    "empty name": (one(b""), Fault.NAME_SIGNS),
    "empty folder name": (one(b"a//b"), Fault.NAME_SIGNS),
    "device": (one(b"img/NUL"), Fault.NAME_RESERVED),
    "device with an ending": (one(b"com1.html"), Fault.NAME_RESERVED),
    "long name": (one(b"a" * 201), Fault.NAME_TOO_LONG),
    "deep name": (one(b"a/" * 31 + b"b"), Fault.NAME_TOO_LONG),
    "name that is no UTF-8": (one(b"\xff\xfe.html", flags=UTF8), Fault.NAME_UNREADABLE),
    "link": (one(b"a.html", content=b"/etc/passwd", attributes=mode(stat.S_IFLNK)), Fault.LINK),
    "link of Windows": (one(b"a.html", attributes=0x400, system=0), Fault.LINK),
    "device file": (one(b"a.html", attributes=mode(stat.S_IFCHR)), Fault.SPECIAL_FILE),
    "pipe": (one(b"a.html", attributes=mode(stat.S_IFIFO)), Fault.SPECIAL_FILE),
    "folder with content": (one(b"a/", content=b"x"), Fault.FOLDER_WITH_CONTENT),
    "twice": (lambda: raw_zip([GOOD, GOOD]), Fault.DUPLICATE),
    "twice with a dot": (lambda: raw_zip([GOOD, Piece(b"./index.html")]), Fault.DUPLICATE),
    "letter case": (lambda: raw_zip([GOOD, Piece(b"Index.HTML")]), Fault.COLLISION),
    "accents apart": (
        lambda: raw_zip([Piece("ś.html".encode(), flags=UTF8), Piece("s\u0301.html".encode(), flags=UTF8)]),
        Fault.DUPLICATE,
    ),
    "file and folder": (lambda: raw_zip([Piece(b"a"), Piece(b"A/b.html")]), Fault.FILE_AS_FOLDER),
    "encrypted": (one(b"a", flags=1), Fault.ENCRYPTED),
    "encrypted by AES": (one(b"a", flags=1, method=99), Fault.ENCRYPTED),
    "encrypted in its own header only": (one(b"a", local_flags=1), Fault.HEADERS_DIFFER),
    "bzip2": (one(b"a", method=zipfile.ZIP_BZIP2), Fault.COMPRESSION),
    "lzma": (one(b"a", method=zipfile.ZIP_LZMA), Fault.COMPRESSION),
    "deflate64": (one(b"a", method=9), Fault.COMPRESSION),
    "unheard-of method": (one(b"a", method=77), Fault.COMPRESSION),
    "two names": (one(b"a.html", local_name=b"b.html"), Fault.HEADERS_DIFFER),
    "two methods": (one(b"a.html", local_method=8), Fault.HEADERS_DIFFER),
    "part of a split one": (one(b"a", volume=3), Fault.SPLIT),
}
# Right on the outside: only reading the content tells.
DAMAGED: dict[str, Callable[[], bytes]] = {
    "other check sum": other_crc,
    "longer than listed": one(b"a.txt", content=b"x" * 5, packed=b"xxxxxyyy", method=0, claimed_size=8),
    "shorter than listed": one(b"a.txt", content=b"x", method=8, claimed_size=5),
    "rubbish in place of packed content": one(b"a.txt", packed=b"\xff" * 40, method=8, claimed_size=40),
}  # fmt: skip
