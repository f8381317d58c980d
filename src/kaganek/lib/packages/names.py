"""Names inside an archive: which letters they mean, and whether a file may be made under them."""

import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kaganek.lib.packages.model import Fault, Limits

UTF8_FLAG = 0x800
UNICODE_PATH = 0x7075  # extra field of Info-ZIP: the name once more, in UTF-8
POLISH = frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻ")
# Windows writes names in the code page of its console, older Polish programs in that of its windows.
# The first of equals wins.
CODE_PAGES = ("cp852", "cp1250", "cp437")
RESERVED = re.compile(r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?", re.IGNORECASE)
DRIVE = re.compile(r"[A-Za-z]:")
FORBIDDEN_SIGNS = frozenset('<>:"|?*')
TURNING_SIGNS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class Names(NamedTuple):
    """The names of all entries in their order, and the code page where it had to be guessed."""

    texts: Sequence[str]
    guessed: str


def read_names(entries: Iterable[zipfile.ZipInfo]) -> Names:
    """Names as their author wrote them, composed (NFC), without "./" in front.

    Trusts the UTF-8 mark, then the Unicode extra field, then UTF-8 that happens to be valid; what is
    left is guessed for the whole archive at once, by which code page makes the most Polish letters.
    """
    said = [(_stated(entry), entry.orig_filename) for entry in entries]
    unsaid = [_raw(original) for stated, original in said if stated is None]
    page = _code_page(unsaid)
    texts = [
        _raw(original).decode(page or "ascii") if stated is None else stated for stated, original in said
    ]
    return Names([_tidy(text) for text in texts], page if page not in {"", "utf-8"} else "")


def name_fault(name: str, limits: Limits) -> Fault | None:
    """What forbids making a file of this name, on any system it may later be copied to."""
    checks = (
        (Fault.NAME_SIGNS, any(unicodedata.category(sign) == "Cc" or sign in TURNING_SIGNS for sign in name)),
        (Fault.NAME_ABSOLUTE, name.startswith(("/", "\\")) or DRIVE.match(name) is not None),
        (Fault.NAME_OUTSIDE, ".." in re.split(r"[/\\]", name)),
        (Fault.NAME_BACKSLASH, "\\" in name),
        (Fault.NAME_TOO_LONG, len(name.encode("utf-8")) > limits.path_bytes),
        (Fault.NAME_TOO_LONG, name.count("/") > limits.path_depth),
    )
    whole = next((fault for fault, found in checks if found), None)
    return whole or _part_fault(name.removesuffix("/").split("/"), limits)


def key(name: str) -> str:
    """Equal for names that some file system takes for one: letter case and accents written apart."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold()).removesuffix("/")


def printable(name: str) -> str:
    """A name from outside as it may be shown: signs that do not show are replaced, long ones cut."""
    shown = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in name)
    return shown if len(shown) <= 200 else f"{shown[:120]}…{shown[-60:]}"


def _part_fault(parts: Sequence[str], limits: Limits) -> Fault | None:
    for part in parts:
        if not part or part.endswith((" ", ".")) or FORBIDDEN_SIGNS & set(part):
            return Fault.NAME_SIGNS
        if RESERVED.fullmatch(part):
            return Fault.NAME_RESERVED
        if len(part.encode("utf-8")) > limits.name_bytes:
            return Fault.NAME_TOO_LONG
    return None


def _stated(entry: zipfile.ZipInfo) -> str | None:
    """The name where the archive itself says how to read it; None where it does not."""
    if entry.flag_bits & UTF8_FLAG or entry.orig_filename.isascii():
        return entry.orig_filename
    return _unicode_path(entry.extra, _raw(entry.orig_filename))


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name in the Unicode extra field, which counts only while it speaks of this very name."""
    while len(extra) >= 4:
        tag, size = struct.unpack("<HH", extra[:4])
        content, extra = extra[4 : 4 + size], extra[4 + size :]
        if tag == UNICODE_PATH and len(content) > 5 and content[0] == 1:
            fits = struct.unpack("<L", content[1:5])[0] == zlib.crc32(raw)
            return content[5:].decode("utf-8") if fits else None
    return None


def _raw(original: str) -> bytes:
    """The bytes of a name without the UTF-8 mark: `zipfile` reads those as cp437, which loses nothing."""
    return original.encode("cp437")


def _code_page(raws: Sequence[bytes]) -> str:
    if not raws:
        return ""
    if all(_decodes(raw, "utf-8") for raw in raws):
        return "utf-8"
    fitting = [page for page in CODE_PAGES if all(_decodes(raw, page) for raw in raws)]
    return max(fitting, key=lambda page: sum(_sense(raw.decode(page)) for raw in raws))


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _sense(text: str) -> int:
    """How much a text looks like a name: Polish letters speak for it, frames and signs against."""
    strange = [sign for sign in text if not sign.isascii()]
    return sum(2 if sign in POLISH else 1 if sign.isalpha() else -3 for sign in strange)


def _tidy(name: str) -> str:
    while name.startswith("./"):
        name = name[2:]
    return unicodedata.normalize("NFC", name).replace("/./", "/")
