"""Whether an archive may be unpacked at all: judged from its list and the headers of its files."""

import stat
import struct
from collections.abc import Iterator

from kaganek.lib.packages.archive import Archive, Entry, is_litter
from kaganek.lib.packages.model import HARMLESS_BYTES, Fault, Finding, Limits, Remark
from kaganek.lib.packages.names import UTF8_FLAG, key, name_fault, printable

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000  # plain, strong, a hidden list of files
METHODS = {0: "", 8: "", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "Zstandard", 95: "XZ", 98: "PPMd"}
AES = 99
REPARSE_POINT = 0x400  # what Windows calls its links
ARCHIVES = (".zip", ".7z", ".rar", ".gz", ".tar", ".tgz", ".h5p", ".imscc", ".mbz", ".jar")
PROGRAMS = (
    ".exe", ".com", ".msi", ".dll", ".bat", ".cmd", ".ps1", ".vbs", ".scr", ".sh", ".lnk", ".hta",
    ".php", ".phtml", ".asp", ".aspx", ".jsp", ".cgi", ".pl", ".py",
)  # fmt: skip
FLASH = (".swf", ".flv")


def structure_findings(archive: Archive) -> Iterator[Finding]:
    """All that is wrong or worth saying about the archive as an archive; nothing is unpacked for it."""
    limit = archive.limits.entries
    if len(archive.entries) > limit:
        facts = {"files": len(archive.entries), "limit": limit}
        yield Finding(Fault.TOO_MANY_FILES, archive.filename, facts)
        return  # each of them looked at would cost more than the refusal is worth
    yield from _sizes(archive)
    for entry in archive.entries:
        yield from _entry_findings(entry, archive.limits)
    yield from _clashes(archive)
    yield from _header_findings(archive)
    yield from _remarks(archive)


def _sizes(archive: Archive) -> Iterator[Finding]:
    limits, entries = archive.limits, archive.entries
    unpacked = sum(entry.info.file_size for entry in entries)
    if not archive.files:
        yield Finding(Fault.EMPTY, archive.filename)
    if unpacked > limits.unpacked_bytes:
        facts = {"bytes": unpacked, "limit": limits.unpacked_bytes}
        yield Finding(Fault.UNPACKED_TOO_BIG, archive.filename, facts)
    elif _swollen(unpacked, sum(entry.info.compress_size for entry in entries), limits):
        yield Finding(Fault.BOMB, archive.filename)


def _swollen(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > HARMLESS_BYTES and unpacked > packed * limits.ratio


def _entry_findings(entry: Entry, limits: Limits) -> Iterator[Finding]:
    info, name = entry.info, entry.name
    bad_name = name_fault(name, limits)
    if bad_name:
        yield Finding(bad_name, printable(name))
    kind = _special(entry)
    if kind:
        yield Finding(kind, printable(name))
    if info.volume:
        yield Finding(Fault.SPLIT, printable(name))
    if info.flag_bits & ENCRYPTED_FLAGS or info.compress_type == AES:
        yield Finding(Fault.ENCRYPTED, printable(name))
    elif METHODS.get(info.compress_type, "?"):
        method = METHODS.get(info.compress_type) or str(info.compress_type)
        yield Finding(Fault.COMPRESSION, printable(name), {"method": method})
    if info.file_size > limits.entry_bytes:
        facts = {"bytes": info.file_size, "limit": limits.entry_bytes}
        yield Finding(Fault.FILE_TOO_BIG, printable(name), facts)
    elif _swollen(info.file_size, info.compress_size, limits):
        yield Finding(Fault.BOMB, printable(name))


def _special(entry: Entry) -> Fault | None:
    """Links, devices and pipes; what the archive says about Unix is heeded whatever system it names."""
    mode = stat.S_IFMT(entry.info.external_attr >> 16)
    dos = entry.info.external_attr & REPARSE_POINT and entry.info.create_system != 3
    if mode == stat.S_IFLNK or dos:
        return Fault.LINK
    if mode not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return Fault.SPECIAL_FILE
    folder = entry.is_folder or mode == stat.S_IFDIR
    return Fault.FOLDER_WITH_CONTENT if folder and entry.info.file_size else None


def _clashes(archive: Archive) -> Iterator[Finding]:
    """Two entries under one name, on any system the files may be copied to."""
    seen: dict[str, Entry] = {}
    for entry in archive.entries:
        other = seen.setdefault(key(entry.name), entry)
        if other is not entry and not (entry.is_folder and other.is_folder):
            code = Fault.DUPLICATE if other.name == entry.name else Fault.COLLISION
            yield Finding(code, printable(entry.name), {"other": printable(other.name)})
    for entry in archive.entries:
        parts = key(entry.name).split("/")
        above = (seen.get("/".join(parts[:depth])) for depth in range(1, len(parts)))
        file = next((one for one in above if one is not None and not one.is_folder), None)
        if file:
            yield Finding(Fault.FILE_AS_FOLDER, printable(file.name), {"other": printable(entry.name)})


def _header_findings(archive: Archive) -> Iterator[Finding]:
    """Each file's own header against the list, and no byte of the archive used for two files."""
    last_end, last_name = 0, ""
    for entry in sorted(archive.entries, key=lambda entry: entry.info.header_offset):
        end = _data_end(archive, entry)
        if end is None:
            yield Finding(Fault.HEADERS_DIFFER, printable(entry.name))
            continue
        if entry.info.header_offset < last_end:
            yield Finding(Fault.OVERLAP, printable(entry.name), {"other": printable(last_name)})
        if end > archive.directory_at:
            yield Finding(Fault.TRUNCATED, printable(entry.name))
        last_end, last_name = max(last_end, end), entry.name


def _data_end(archive: Archive, entry: Entry) -> int | None:
    """Where the packed content ends; None when the header says other than the list does."""
    info = entry.info
    if info.header_offset < 0:  # a list moved towards the beginning takes its files along
        return None
    archive.file.seek(info.header_offset)
    raw = archive.file.read(LOCAL_HEADER.size)
    if len(raw) < LOCAL_HEADER.size:
        return None
    signature, _, flags, method, _, _, _, _, _, name_length, extra_length = LOCAL_HEADER.unpack(raw)
    name = archive.file.read(name_length)
    listed = info.orig_filename.encode("utf-8" if info.flag_bits & UTF8_FLAG else "cp437")
    # The rest of the flags are hints for packing, which some programs write in one place only.
    same = signature == b"PK\x03\x04" and method == info.compress_type and name == listed
    if not same or (flags ^ info.flag_bits) & (ENCRYPTED_FLAGS | UTF8_FLAG):
        return None
    start = info.header_offset + LOCAL_HEADER.size
    return start + int(name_length) + int(extra_length) + info.compress_size


def _remarks(archive: Archive) -> Iterator[Finding]:
    if archive.guessed_code_page:
        facts = {"code_page": archive.guessed_code_page}
        yield Finding(Remark.NAMES_GUESSED, archive.filename, facts)
    litter = [entry.name for entry in archive.entries if is_litter(entry.name)]
    if litter:
        yield Finding(Remark.LITTER, printable(litter[0]), {"files": len(litter)})
    for endings, code in (
        (ARCHIVES, Remark.NESTED_ARCHIVE),
        (PROGRAMS, Remark.PROGRAM),
        (FLASH, Remark.FLASH),
    ):
        found = [name for name in archive.files if name.lower().endswith(endings)]
        if found:
            yield Finding(code, printable(found[0]), {"files": len(found)})
