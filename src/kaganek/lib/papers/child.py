"""The child that opens an uploaded document: `main` reads it from standard input and answers with its words."""

import io
import json
import re
import sys
import zipfile

from kaganek.lib.fence import fence

MOST_MEMBERS = 2_000
MOST_MEMBER_BYTES = 30 * 1024 * 1024
MOST_BYTES = 60 * 1024 * 1024
BROKEN, HUGE, OPAQUE = 3, 4, 5  # exit statuses
WORDY = (".xml", ".rels", ".txt")
# What nobody can read by machine: pictures, files inside the file, macros.
HIDING = re.compile(
    r"(^|/)(media|pictures|embeddings|objectreplacements|object \d+|activex|thumbnails)/|\.bin$",
    re.IGNORECASE,
)
PARAGRAPH = re.compile(
    r"</(?:w:p|a:p|text:p|text:h|table:table-row|row|si)>|<(?:w:br|text:line-break|w:tab|text:tab)\b[^>]*>"
)
SAYS = re.compile(
    r"""\b[\w:]*(?:author|creator|initials|modifiedby|username|descr|title|alt|target|href)="([^"]*)\"""",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^>]*>")
BREAKS = re.compile(r"\n\s*\n+")
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


def main() -> None:
    memory_bytes, cpu_seconds = json.loads(sys.argv[1])
    fence(memory_bytes=memory_bytes, cpu_seconds=cpu_seconds)
    sys.exit(_read(sys.stdin.buffer.read()))


def _read(data: bytes) -> int:
    try:
        words = _archive(data) if data[:2] == b"PK" else decoded(data)
    except _Ended as ended:
        return ended.status
    except MemoryError:
        return HUGE
    except Exception:
        return BROKEN
    sys.stdout.buffer.write(words.encode())
    return 0


class _Ended(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def _archive(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        members = book.infolist()
        if len(members) > MOST_MEMBERS or sum(one.file_size for one in members) > MOST_BYTES:
            raise _Ended(HUGE)
        if any(HIDING.search(one.filename) and not one.is_dir() for one in members):
            raise _Ended(OPAQUE)
        return "\n".join(
            words_in(_bounded(book, one)) for one in members if one.filename.lower().endswith(WORDY)
        )


def _bounded(book: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with book.open(member) as stream:
        data = stream.read(MOST_MEMBER_BYTES + 1)
    if len(data) > MOST_MEMBER_BYTES:
        raise _Ended(HUGE)
    return data


def words_in(xml: bytes) -> str:
    """A part's text, a line to a paragraph, and after it what its marks say: authors, titles, addresses of links."""
    text = xml.decode("utf-16" if xml[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8", "replace")
    said = SAYS.findall(text)
    plain = TAG.sub("", PARAGRAPH.sub("\n", text))
    for entity, sign in ENTITIES:
        plain = plain.replace(entity, sign)
    return BREAKS.sub("\n", "\n".join([plain, *said])).strip()


def decoded(data: bytes) -> str:
    """A text file, in UTF-8 or as Windows wrote Polish before it."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1250", "replace")
