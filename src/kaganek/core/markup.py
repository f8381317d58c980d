"""HTML put together in Python, where a template would be asked dozens of times for one page.

The same escaping as in templates: text is escaped, what is safe already stays as it is.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

from django.urls import reverse
from django.utils.safestring import SafeString

PLACE = 1_000_000_001  # stands in an address until the first number comes; the next ones for those after it


def text(value: object) -> str:
    """A value as text of a page. As Django's conditional_escape, four times as fast."""
    if isinstance(value, str):
        return value if isinstance(value, SafeString) else html.escape(value)
    if hasattr(value, "__html__"):
        return str(value.__html__())
    shown = str(value)
    return shown if isinstance(shown, SafeString) else html.escape(shown)


def filled(pattern: str, *values: object) -> SafeString:
    """Django's format_html: the values are escaped, the pattern is ours."""
    return SafeString(pattern.format(*map(text, values)))


def email(value: str) -> SafeString:
    """An e-mail address that breaks, where it must, after "@" or a dot and not in the middle of a word."""
    return SafeString(html.escape(value).replace("@", "@<wbr>").replace(".", ".<wbr>"))


def token_field(token: str) -> SafeString:
    """The hidden field of a form that posts; nothing on a page made without a request."""
    if token in ("", "NOTPROVIDED"):
        return SafeString()
    return SafeString(f'<input type="hidden" name="csrfmiddlewaretoken" value="{text(token)}">')


@lru_cache(maxsize=256)
def address(name: str, *fixed: str) -> str:
    """The address of a page that holds nothing of the request: the same while the process runs."""
    return reverse(name, args=fixed)


@lru_cache(maxsize=256)
def _around(name: str, count: int) -> list[str]:
    places = [PLACE + number for number in range(count)]
    return re.split("|".join(map(str, places)), reverse(name, args=places))


def numbered(name: str, *numbers: int) -> str:
    """The address of a page with whole numbers in it."""
    first, *others = _around(name, len(numbers))
    return first + "".join(f"{int(number)}{after}" for number, after in zip(numbers, others, strict=True))
