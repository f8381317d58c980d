"""Elements of Moodle XML as text."""

import base64
import html
import re
from urllib.parse import quote

from kaganek.lib.questions.model import Media, Text

_MEDIA = re.compile(r'(<img src=")media:([^"]*)"')


def leaf(name: str, words: str) -> str:
    """An element that holds nothing but words."""
    return f"<{name}>{html.escape(words, quote=False)}</{name}>"


def worded(text: Text) -> str:
    """An author's words as HTML with Moodle's addresses of images."""
    return _addressed(text.html)


def field(name: str, text: Text, media: tuple[Media, ...], inside: str = "", attributes: str = "") -> str:
    """Words with their format and the images they show, and whatever else the element holds."""
    form = "html" if text.is_html else "plain_text"
    source = _addressed(text.source) if text.is_html else text.source
    files = "".join(_file(item) for item in media if f"@@PLUGINFILE@@/{quote(item.name)}" in source)
    said = _cdata(source) if text.is_html else html.escape(source, quote=False)
    return f'<{name}{attributes} format="{form}"><text>{said}</text>{files}{inside}</{name}>'


def _addressed(source: str) -> str:
    return _MEDIA.sub(lambda found: f'{found[1]}@@PLUGINFILE@@/{quote(found[2])}"', source)


def _file(media: Media) -> str:
    encoded = base64.b64encode(media.data).decode("ascii")
    return f'<file name="{html.escape(media.name)}" path="/" encoding="base64">{encoded}</file>'


def _cdata(words: str) -> str:
    return f"<![CDATA[{words.replace(']]>', ']]]]><![CDATA[>')}]]>"
