"""Words of a question in GIFT: escaped, with their format before them where it is not the question's."""

import html

from kaganek.lib.questions.gift.signs import quote
from kaganek.lib.questions.model import Text
from kaganek.lib.questions.texts import looks_like_html


def formats(text: Text) -> tuple[str, ...]:
    """Formats in which the words mean what they say, the best first."""
    if text.is_html:
        return ("html",)
    return ("plain",) if looks_like_html(text.source) else ("moodle", "plain")


def default_format(text: Text) -> str:
    """What the question's text makes the format of all words in the question."""
    return formats(text)[0]


def worded_text(text: Text, default: str) -> str:
    """The words, under the format of the question or their own."""
    return prefix(text, default) + quote(text.source)


def prefix(text: Text, default: str) -> str:
    """The format in brackets, where it must be said."""
    right = formats(text)
    needless = not text or (default in right and not text.source.lstrip().startswith("["))
    return "" if needless else f"[{right[0]}]"


def worded_item(text: Text) -> str:
    """A line of an ordering, which has no formats: Moodle takes it for HTML when it looks like it."""
    source = text.source
    if not text.is_html and looks_like_html(source):
        source = html.escape(source, quote=False)
    if source.startswith("//"):
        source = "&#47;" + source[1:]  # else the line would be a comment
    return quote(source)
