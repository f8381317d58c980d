"""Words from a file made into `Text`: plain, or HTML of one safe subset, with what was lost named.

The safe subset: p br strong em u s sub sup code pre blockquote ul ol li table caption thead tbody tr th td,
a with an http, https, mailto or tel address, img with a description and an image that came in the file.
The same words always give the same Text, so that reading what was written changes nothing.
"""

import html
import re
from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

import nh3

from kaganek.lib.questions.decoding import ILLEGAL
from kaganek.lib.questions.model import NO_TEXT, Text
from kaganek.lib.questions.pictures import Shelf
from kaganek.lib.questions.report import Limits, Losses, Refused, Trouble

TAGS = frozenset(
    "p br strong em u s sub sup code pre blockquote ul ol li table caption thead tbody tr th td a img".split()  # noqa: SIM905
)
SAID_OTHERWISE = {
    "b": "strong",
    "i": "em",
    "div": "p",
    "strike": "s",
    "del": "s",
    "tt": "code",
    "kbd": "code",
}
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
SILENT = frozenset(
    {"span", "font", "html", "body", "head", "tfoot", "section", "article", "center", "nolink"}
)
UNSAFE = frozenset(
    "script style iframe frame object embed applet form input button select textarea svg math link meta base".split()  # noqa: SIM905
)
MULTIMEDIA = frozenset({"audio", "video", "source", "track"})
ADDRESSES = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
MANY_TAGS = 4_000
OPEN_AT_ONCE = 60  # formatting left open makes an HTML parser repeat it in every paragraph
NEVER_LEFT_OPEN = frozenset({"br", "img", "p", "li", "hr", "col", "wbr"})

_BLANKS = re.compile(r"[ \t\n]+")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>")
_ANY_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"<img\b([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_CLEAN_IMAGE = re.compile(r"<img((?: [a-z]+=\"[^\"]*\")*)>")
_EMPTY = re.compile(r"<p>(?:[ \n]|&nbsp;|<br>)*</p>")
_BREAKS_AT_END = re.compile(r"(?:[ \n]|<br>)+\Z")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,8}|#\d{1,7}|#[xX][0-9a-fA-F]{1,6});")
_BLOCKS = re.compile(r"<(?:p|br|div|ul|ol|li|table|pre)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"[*_`]|^\s*(?:#|>|[-+] |\d+\. )|\]\(", re.MULTILINE)
_SPACES = re.compile(r"\t|  |^ | $", re.MULTILINE)
_TEX = re.compile(r"\\\(|\\\[|\$\$")
_LOOKS = re.compile(
    r"\b(?:style\s*=\s*[\"']?\s*(?!text-align:\s*left)\w|(?:color|size|face|bgcolor|align)\s*=)",
    re.IGNORECASE,
)
_SCRIPTED = re.compile(r"\bon[a-z]{3,20}\s*=|javascript:|vbscript:", re.IGNORECASE)


class Source(NamedTuple):
    """Words as a file holds them: their format by Moodle's name and the images that came with them."""

    words: str
    format: str = "html"  # html, plain, markdown or moodle
    files: Mapping[str, str] = {}  # name → base64


class Desk:
    """What is at hand while one question is read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.losses = Losses()
        self.shelf = Shelf(limits, self.losses)

    def text(self, source: Source) -> Text:
        """The words as Text, whatever their format."""
        words = ILLEGAL.sub("", source.words).strip()
        if not words:
            return NO_TEXT
        self.losses.add_if(bool(_TEX.search(words)), Trouble.TEX)
        if source.format == "html" or (source.format == "moodle" and _MARKUP.search(words)):
            return self._rich(_with_breaks(words) if source.format == "moodle" else words, source.files)
        self.losses.add_if(source.format == "markdown" and bool(_MARKDOWN.search(words)), Trouble.MARKDOWN)
        return Text(self._short_enough(words))

    def _rich(self, words: str, files: Mapping[str, str]) -> Text:
        if "<" not in words:
            return Text(self._short_enough(html.unescape(_BLANKS.sub(" ", words)).strip()))
        if words.count("<") > MANY_TAGS:
            return self._bare(words)
        placed = self._short_enough(_IMAGE.sub(lambda found: self._image(found[1], files), words))
        tags = _TAG.findall(placed)
        if _too_nested(tags):
            return self._bare(words)
        _note_losses(tags, self.losses)
        cleaned = _CLEANER.clean(_TAG.sub(_renamed, placed))
        return canonical(_CLEAN_IMAGE.sub(self._known_image, ILLEGAL.sub("", cleaned)))

    def _bare(self, words: str) -> Text:
        """Words without any tags, where those are too many for an HTML parser to be let loose on."""
        self.losses.add(Trouble.HTML_TOO_COMPLEX)
        bare = self._short_enough(_ANY_TAG.sub(" ", words))
        return Text(html.unescape(_BLANKS.sub(" ", bare)).strip())

    def _short_enough(self, words: str) -> str:
        if len(words) > self.limits.text_chars:
            raise Refused(Trouble.TEXT_TOO_LONG, limit=self.limits.text_chars)
        return words

    def _image(self, inside: str, files: Mapping[str, str]) -> str:
        """The tag of an image with our own address in it, or its description where there is no image."""
        attributes = _attributes(inside)
        alt = html.unescape(attributes.get("alt", ""))
        kept = self._kept(html.unescape(attributes.get("src", "")), files)
        shown = html.escape(alt)
        if kept is None:
            return f"[{shown}]" if alt else ""
        return f'<img src="media:{kept}" alt="{shown}">'

    def _kept(self, address: str, files: Mapping[str, str]) -> str | None:
        place, slash, name = address.partition("/")
        if place == "@@PLUGINFILE@@" and slash:
            return self._from_file(unquote(name.partition("?")[0]), files)
        if address.startswith("data:"):
            kind, _, encoded = address.partition(";base64,")
            return self.shelf.put_base64("obraz." + kind.rpartition("/")[2], encoded)
        self.losses.add(Trouble.REMOTE_IMAGE)
        return None

    def _from_file(self, name: str, files: Mapping[str, str]) -> str | None:
        if name not in files:
            self.shelf.miss(name)
            return None
        return self.shelf.put_base64(name, files[name])

    def _known_image(self, found: re.Match[str]) -> str:
        """Only images that we placed ourselves; others came around the first pass and go."""
        attributes = _attributes(found[1])
        name = attributes.get("src", "").removeprefix("media:")
        if name not in self.shelf:
            self.losses.add(Trouble.REMOTE_IMAGE)
            return ""
        return f'<img src="media:{name}" alt="{attributes.get("alt", "")}">'


def canonical(cleaned: str) -> Text:
    """The one form of clean HTML; plain where it says no more than plain words with line breaks."""
    if "<pre" not in cleaned:
        cleaned = _BLANKS.sub(" ", cleaned)
    cleaned = _BREAKS_AT_END.sub("", _EMPTY.sub("", cleaned).strip())
    single = cleaned.removeprefix("<p>").removesuffix("</p>")
    if len(single) == len(cleaned) - len("<p></p>") and "<p>" not in single:
        bare = _BREAKS_AT_END.sub("", single)
        if "<" not in bare.replace("<br>", ""):
            cleaned = bare
    if "<" in cleaned.replace("<br>", ""):
        return Text(cleaned, is_html=True)
    lines = [html.unescape(line).strip(" \t\n") for line in cleaned.split("<br>")]
    return Text("\n".join(lines).strip())


def without_images(text: Text, losses: Losses) -> Text:
    """For a file that carries no images: their descriptions stand in brackets."""
    if not text.is_html or "<img" not in text.source:
        return text
    losses.add(Trouble.IMAGES)
    return canonical(
        _CLEAN_IMAGE.sub(lambda found: f"[{_attributes(found[1]).get('alt') or 'obraz'}]", text.source)
    )


def one_line(words: str) -> str:
    """Words of a name or a typed answer: one line, single spaces."""
    return _BLANKS.sub(" ", ILLEGAL.sub("", words)).strip()


def looks_like_html(words: str) -> bool:
    """Whether words without a stated format would be taken for HTML."""
    return bool(_MARKUP.search(words))


def loses_spaces(text: Text) -> bool:
    """Whether plain words become others when they are written as HTML, which does not count spaces."""
    return not text.is_html and bool(_SPACES.search(text.source))


def _with_breaks(words: str) -> str:
    return words if _BLOCKS.search(words) else words.replace("\n", "<br>")


def _attributes(inside: str) -> dict[str, str]:
    return {found[1].lower(): found[2] or found[3] or found[4] or "" for found in _ATTRIBUTE.finditer(inside)}


def _too_nested(tags: list[tuple[str, str, str]]) -> bool:
    depth: Counter[str] = Counter()
    for slash, name, _ in tags:
        depth[name.lower()] += -1 if slash else 1
    return any(depth[name] > OPEN_AT_ONCE for name in depth if name not in NEVER_LEFT_OPEN)


def _note_losses(tags: list[tuple[str, str, str]], losses: Losses) -> None:
    for slash, written, inside in tags:
        name = written.lower()
        if not slash:
            losses.add_if(name in HEADINGS, Trouble.HEADINGS)
            losses.add_if(name in MULTIMEDIA, Trouble.MULTIMEDIA)
            losses.add_if(name in UNSAFE or bool(_SCRIPTED.search(inside)), Trouble.UNSAFE_HTML)
            known = name in TAGS or name in SAID_OTHERWISE or name in SILENT
            special = name in HEADINGS or name in MULTIMEDIA or name in UNSAFE
            losses.add_if(
                (not known and not special) or bool(name != "img" and _LOOKS.search(inside)),
                Trouble.FORMATTING,
            )


def _renamed(found: re.Match[str]) -> str:
    """A tag that means one of ours under its name; headings become strong lines."""
    slash, name, inside = found[1], found[2].lower(), found[3]
    if name in HEADINGS:
        return "</strong></p>" if slash else "<p><strong>"
    plain = SAID_OTHERWISE.get(name)
    return f"<{slash}{plain}>" if plain else f"<{slash}{name}{inside}>"


def _safe_attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img":
        return value if attribute == "alt" or value.startswith("media:") else None
    return value if ADDRESSES.match(value) else None


_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags={"script", "style"},
    attributes={"a": {"href"}, "img": {"src", "alt"}},
    attribute_filter=_safe_attribute,
    url_schemes={"http", "https", "mailto", "tel", "media"},
    link_rel=None,
)
