"""What people write to each other: light markup in, safe HTML out.

    Paragraphs are parted by an empty line.
    - a line that begins with a hyphen is an item of a list, one with "1." of a numbered one
    > a line that begins with ">" is a quotation
    **thick**, and addresses that begin with https:// become links

Nothing else is markup: whatever looks like HTML is shown as it was typed. There are no pictures from anywhere, so
nobody is told who reads; links carry nothing of the reader and no credit for their owner.
"""

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

import nh3

DEEPEST = 3  # quotations within quotations; further ones are lines of the third
_ADDRESS = re.compile(r"\bhttps?://[^\s<>\"'`\\]{1,500}")
_THICK = re.compile(r"\*\*(?=\S)(.{1,300}?)(?<=\S)\*\*")
_ITEM = re.compile(r"^[-*•] +(?=\S)")
_NUMBER = re.compile(r"^\d{1,3}[.)] +(?=\S)")
_QUOTED = re.compile(r"^>+ ?")
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_CLEANER = nh3.Cleaner(
    tags={"p", "br", "ul", "ol", "li", "a", "strong", "blockquote"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https"},
    link_rel="nofollow noopener noreferrer",
)


def tidied(text: str) -> str:
    """A text as it is kept: lines ended one way, no signs that cannot be seen or turn the line round, no empty ends."""
    lines = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def rendered(text: str) -> str:
    """The HTML of a tidied text; made once, when it is written."""
    return _CLEANER.clean("".join(_blocks(text.split("\n"), 1)))


def words_of(text: str) -> str:
    """The words alone, for searching and for the beginning of a letter."""
    lines = (_NUMBER.sub("", _ITEM.sub("", _QUOTED.sub("", line))) for line in text.split("\n"))
    return " ".join(" ".join(lines).replace("**", "").split())


def quoted(text: str, *, who: str) -> str:
    """A text as a quotation to answer under, with the name of its author."""
    return "\n".join([f"> **{who}**:", *(f"> {line}".rstrip() for line in text.split("\n"))]) + "\n\n"


def _kind(line: str) -> str:
    if not line.strip():
        return "gap"
    if line.startswith(">"):
        return "blockquote"
    if _ITEM.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else "p"


def _blocks(lines: Iterable[str], depth: int) -> Iterator[str]:
    for kind, group in groupby(lines, key=_kind):
        if kind == "gap":
            continue
        same = list(group)
        if kind == "blockquote" and depth <= DEEPEST:
            inner = [line[1:].removeprefix(" ") for line in same]
            yield f"<blockquote>{''.join(_blocks(inner, depth + 1))}</blockquote>"
        elif kind in ("ul", "ol"):
            mark = _ITEM if kind == "ul" else _NUMBER
            items = (f"<li>{_inline(mark.sub('', line))}</li>" for line in same)
            yield f"<{kind}>{''.join(items)}</{kind}>"
        else:
            yield f"<p>{'<br>'.join(_inline(line) for line in same)}</p>"


def _inline(line: str) -> str:
    pieces, at = [], 0
    for found in _ADDRESS.finditer(line):
        address = found[0].rstrip(".,;:!?)]}")
        shown = html.escape(address)
        pieces += [_thick(line[at : found.start()]), f'<a href="{shown}">{shown}</a>']
        at = found.start() + len(address)
    return "".join([*pieces, _thick(line[at:])])


def _thick(words: str) -> str:
    return _THICK.sub(r"<strong>\1</strong>", html.escape(words))
