"""An uploaded archive opened for looking: its list of files, read within limits and not yet believed."""

import sys
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO, NamedTuple, cast

from kaganek.lib.packages.model import Fault, Finding, Limits, PackageRefused
from kaganek.lib.packages.names import key, printable, read_names
from kaganek.lib.sheet_child.kinds import MAGIC, OLE2

Source = Path | IO[bytes]
CHUNK_BYTES = 256 * 1024
STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")  # with files, without any, a part of a split one
LITTER_NAMES = frozenset({".ds_store", "thumbs.db", "desktop.ini"})
LITTER_FOLDER = "__MACOSX/"
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)


class Entry(NamedTuple):
    """One line of the archive's list, under the name its author meant."""

    name: str
    info: zipfile.ZipInfo

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/")


def is_litter(name: str) -> bool:
    """Left behind by macOS or Windows; of no use to the package."""
    last = name.rsplit("/", 1)[-1]
    return name.startswith(LITTER_FOLDER) or last.lower() in LITTER_NAMES or last.startswith("._")


class Archive:
    """The files of one archive. Reading more of an entry than asked for is a refusal, never a surprise."""

    def __init__(self, reader: zipfile.ZipFile, file: IO[bytes], *, filename: str, limits: Limits) -> None:
        names = read_names(reader.infolist())
        self.filename = filename
        self.limits = limits
        self.guessed_code_page = names.guessed
        self.file = file
        self.directory_at = reader.start_dir
        self.entries = [Entry(name, info) for name, info in zip(names.texts, reader.infolist(), strict=True)]
        self._reader = reader

    @cached_property
    def files(self) -> Mapping[str, Entry]:
        """What would be unpacked, by name."""
        return {
            entry.name: entry for entry in self.entries if not entry.is_folder and not is_litter(entry.name)
        }

    @cached_property
    def _near(self) -> Mapping[str, str]:
        return {key(name): name for name in self.files}

    def near(self, name: str) -> str | None:
        """The file that differs from this name only by letter case."""
        return self._near.get(key(name))

    def chunks(self, entry: Entry, *, size: int = CHUNK_BYTES) -> Iterator[bytes]:
        """The content piece by piece; one that is not what the list promised is refused by its name."""
        left = entry.info.file_size
        try:
            with self._reader.open(entry.info) as stream:
                while piece := stream.read(size):
                    left -= len(piece)
                    yield piece
        except UNREADABLE as error:
            raise PackageRefused(Finding(Fault.DAMAGED, entry.name)) from error
        if left:
            raise PackageRefused(Finding(Fault.DAMAGED, entry.name))

    def read(self, name: str, *, limit: int) -> bytes | None:
        """The content of a small file; None when it is longer than such a file has reason to be."""
        entry = self.files[name]
        return b"".join(self.chunks(entry)) if entry.info.file_size <= limit else None


@contextmanager
def opened(source: Source, *, filename: str, limits: Limits) -> Iterator[Archive]:
    """The archive in a file, on disk or in memory, read no further than its list of files.

    Raises PackageRefused for what is no archive, is cut off, or lists more than the limits let be read.
    """
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield from _opened(file, filename, limits)
    else:
        yield from _opened(source, filename, limits)


def _opened(file: IO[bytes], filename: str, limits: Limits) -> Iterator[Archive]:
    _refuse_others(file, filename, limits)
    bounded = _Bounded(file, limits.directory_bytes)
    try:
        reader = zipfile.ZipFile(cast(IO[bytes], bounded))
        archive = Archive(reader, file, filename=filename, limits=limits)
    except _TooMuch as much:
        raise PackageRefused(Finding(Fault.TOO_MANY_FILES, filename, {"limit": limits.entries})) from much
    except UnicodeDecodeError as error:
        name = printable(error.object.decode("utf-8", "replace"))
        raise PackageRefused(Finding(Fault.NAME_UNREADABLE, name)) from error
    except zipfile.BadZipFile as error:
        cut = "not a zip file" in str(error) or "Truncated" in str(error)
        raise PackageRefused(Finding(Fault.TRUNCATED if cut else Fault.BROKEN, filename)) from error
    except UNREADABLE as error:
        raise PackageRefused(Finding(Fault.BROKEN, filename)) from error
    bounded.release()
    with reader:
        yield archive


def _refuse_others(file: IO[bytes], filename: str, limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(512)
    if not size:
        raise PackageRefused(Finding(Fault.EMPTY, filename))
    if size > limits.file_bytes:
        raise PackageRefused(Finding(Fault.TOO_BIG, filename, {"bytes": size, "limit": limits.file_bytes}))
    if not head.startswith(STARTS):
        raise PackageRefused(Finding(Fault.NOT_ZIP, filename, {"looks_like": _looks(head)}))


def _looks(head: bytes) -> str:
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return "markup"
    return next((what for magic, what in (*MAGIC, (OLE2, "ole")) if head.startswith(magic)), "")


class _TooMuch(Exception):
    """One read of more than the list of files may take."""


class _Bounded:
    """The file, refusing to hand over at once more than the list of files may take.

    `zipfile` reads that list in one piece of whatever length the archive claims.
    """

    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self._most = most
        self.seek = file.seek
        self.tell = file.tell

    def release(self) -> None:
        """The list has been read; contents come in pieces of our own choice."""
        self._most = sys.maxsize

    def seekable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size > self._most:
            raise _TooMuch
        data = self._file.read(size if size >= 0 or self._most == sys.maxsize else self._most + 1)
        if len(data) > self._most:
            raise _TooMuch
        return data
