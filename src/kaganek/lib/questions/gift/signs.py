"""Escapes of GIFT: a sign after a backslash is a letter, not a mark.

While a question is taken apart, escaped signs are held by characters that Unicode keeps for such inner use
and that never come out of a file, since reading takes them out first.
"""

import re

ESCAPED = "\\:#={}~n"
MEANT = "\\:#={}~\n"
_FIRST = 0xFDD0
_HELD = {sign: chr(_FIRST + place) for place, sign in enumerate(ESCAPED)}
_RELEASED = {_FIRST + place: sign for place, sign in enumerate(MEANT)}
_SEQUENCE = re.compile(r"\\([\\:#={}~n])")
_QUOTED = str.maketrans({sign: "\\" + sign for sign in "\\:#={}~"} | {"\n": "\\n"})


def hold(words: str) -> str:
    """Put escaped signs out of the way of whoever looks for marks."""
    return _SEQUENCE.sub(lambda found: _HELD[found[1]], words)


def release(words: str) -> str:
    """The words an author meant."""
    return words.translate(_RELEASED)


def quote(words: str) -> str:
    """Words written so that `release(hold(…))` gives them back."""
    return words.translate(_QUOTED)
