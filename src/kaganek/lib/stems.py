"""Words brought to what their Polish forms have in common, so that a search for "urząd" finds "w urzędzie".

A light stemmer: endings of nouns, adjectives and verbs are cut off, the sounds that inflection changes are made one
(ą/ę, ó/o, r/rz, k/c/cz, g/dz/ż, d/dz, t/c, st/śc, ł/l …), accents go. It errs towards finding: unlike words may meet
in one stem, forms of one word seldom part. Both the text and the question go through it, so nothing is ever shown of it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

WORD = re.compile(r"[^\W_]+")
SHORTEST = 3  # letters that stay whatever the ending
LONGEST = 60  # letters of a word that count
MOST_WORDS = 8  # that are looked for at once
SHORTEST_ASKED = 2  # letters of a word that is worth looking for
_ACCENTS = str.maketrans("ąćęłńóśźż", "ecelnoszz")

# Cut once, the longest that fits; without accents (ą and ę are both e by now).
_ENDINGS = sorted(
    [
        "owskiego",
        "owskiemu",
        "owskich",
        "owskimi",
        "owskie",
        "owskim",
        "owska",
        "owski",
        "ajecymi",
        "ajecych",
        "ajecego",
        "ajecemu",
        "ajecym",
        "ajecej",
        "ajece",
        "ajecy",
        "ujecymi",
        "ujecych",
        "ujecego",
        "ujecemu",
        "ujecym",
        "ujecej",
        "ujece",
        "ujecy",
        "osciami",
        "osciach",
        "oscie",
        "osciom",
        "osci",
        "osc",
        "owalo",
        "owala",
        "owali",
        "owaly",
        "owal",
        "owac",
        "ujemy",
        "ujecie",
        "uje",
        "ujesz",
        "iego",
        "iemu",
        "imi",
        "ymi",
        "ego",
        "emu",
        "ich",
        "ych",
        "iej",
        "im",
        "ym",
        "iami",
        "iach",
        "iom",
        "ami",
        "ach",
        "om",
        "iem",
        "em",
        "iowi",
        "owi",
        "owie",
        "owa",
        "owe",
        "owy",
        "iow",
        "ow",
        "yla",
        "ila",
        "yli",
        "ili",
        "yly",
        "ily",
        "ylo",
        "ilo",
        "amy",
        "emy",
        "imy",
        "ymy",
        "aja",
        "eja",
        "yc",
        "ic",
        "ac",
        "ie",
        "ia",
        "iu",
        "io",
        "ii",
        "i",
        "y",
        "a",
        "e",
        "o",
        "u",
        "ej",
    ],
    key=len,
    reverse=True,
)
_FLEETING = re.compile(r"(?<=.{3})i?e(k)$|(?<=..)ie(k)$")  # wniosek: wniosku, mieszkaniec: mieszkańca
_SAME = (  # ends of what is left, the longer first
    ("szcz", "sk"), ("sc", "sk"), ("zdz", "zd"), ("dz", "d"), ("rz", "r"), ("cz", "k"), ("sz", "ch"),
    ("g", "d"), ("z", "d"), ("c", "k"), ("t", "k"), ("s", "ch"),
)  # fmt: skip


def stems(text: str) -> Iterator[str]:
    """The stem of every word of a text, in order, repeated as they repeat."""
    return (stem(word) for word in WORD.findall(text))


def asked_stems(text: str) -> list[str]:
    """What to look for: the stems of the first words, none of them twice; the last one may be only begun ("*")."""
    words = [word for word in WORD.findall(text) if len(word) >= SHORTEST_ASKED or word.isdigit()][
        :MOST_WORDS
    ]
    found = list(dict.fromkeys(stem(word) for word in words))
    if found and not text.endswith((" ", ".")):
        found[-1] += "*"
    return found


def asked_words(wanted: Iterable[str]) -> str:
    """All of these stems, as PostgreSQL reads what is asked for; stems are letters and digits alone."""
    return " & ".join(f"{one[:-1]}:*" if one.endswith("*") else one for one in wanted)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What the forms of a word have in common, in small letters without accents; numbers stay themselves."""
    plain = word[:LONGEST].lower().translate(_ACCENTS)
    if not plain.isalpha():
        return plain
    return _evened(_cut(plain))


def _cut(word: str) -> str:
    for ending in _ENDINGS:
        if len(word) - len(ending) >= SHORTEST and word.endswith(ending):
            return word[: -len(ending)]
    return word


def _evened(core: str) -> str:
    core = core.removesuffix("i")
    for ending, same in _SAME:
        if core.endswith(ending) and len(core) > len(ending):
            core = core[: -len(ending)] + same
            break
    return _FLEETING.sub("k", core.replace("ia", "ie"))


def excerpt(text: str, wanted: Iterable[str], *, around: int = 90) -> list[tuple[str, bool]]:
    """A piece of the text about its first word of a wanted stem: (words, whether they were asked for) in order.

    wanted  stems; one with a "*" at its end stands for all that begin so.
    around  characters before and after, cut between words; "…" where something was left out.

    The beginning of the text when none of the words is in it.
    """
    asked = tuple(wanted)
    found = next((word for word in WORD.finditer(text) if is_asked(word[0], asked)), None)
    middle = found.start() if found else 0
    start = 0 if middle <= around else text.rfind(" ", 0, middle - around) + 1
    end = len(text) if middle + around >= len(text) else text.rfind(" ", middle, middle + 2 * around)
    end = end if end > middle else min(len(text), middle + 2 * around)
    pieces: list[tuple[str, bool]] = [("…", False)] if start else []
    at = start
    for word in WORD.finditer(text, start, end):
        if is_asked(word[0], asked):
            pieces += [(text[at : word.start()], False), (word[0], True)]
            at = word.end()
    pieces.append((text[at:end] + ("…" if end < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def is_asked(word: str, wanted: Iterable[str]) -> bool:
    """Whether a word of a text is one of those asked for."""
    own = stem(word)
    return any(own.startswith(one[:-1]) if one.endswith("*") else own == one for one in wanted)
