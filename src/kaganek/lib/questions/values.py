"""Numbers, weights, paths of categories and labels, as files spell them."""

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation, localcontext

from kaganek.lib.questions.model import FULL, GAP
from kaganek.lib.questions.report import Losses, Refused, Trouble
from kaganek.lib.questions.texts import one_line

NUMBER = re.compile(r"[+-]?(?:\d{1,30}(?:[.,]\d{0,30})?|[.,]\d{1,30})(?:[eE][+-]?\d{1,2})?")
GROUPS = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(?!\d))")
MINUS = str.maketrans({"−": "-", "–": "-"})
PLACES = 18  # of a number, before the point and after it
NAME_CHARS = 200
BEGINNING_CHARS = 60
LABEL_CHARS = 100
LABELS = 50
LEVELS = 10
PATH_CHARS = 4_000
CONTEXTS = re.compile(r"\A\$(?:course|module|system|coursecat|cat\d*|context)\w*\$\Z")
UNFIT_IN_LABEL = re.compile(r"[<>`\\\[\]]")


def number(words: str) -> Decimal:
    """A number with a point or a comma, spaces between thousands allowed."""
    tidy = GROUPS.sub("", one_line(words).translate(MINUS))
    if not NUMBER.fullmatch(tidy):
        raise Refused(Trouble.BAD_NUMBER, value=one_line(words)[:40])
    return _within_reach(plain_number(Decimal(tidy.replace(",", "."))))


def _within_reach(value: Decimal) -> Decimal:
    exponent = value.as_tuple().exponent
    if value.adjusted() >= PLACES or (isinstance(exponent, int) and exponent < -PLACES):
        raise Refused(Trouble.BAD_NUMBER, value=format(value, "g")[:40])
    return value


def plain_number(value: Decimal) -> Decimal:
    """The same value without zeros at the end and without an exponent."""
    with localcontext() as context:
        context.prec = 120
        return Decimal(format(value.normalize(), "f"))


def middle(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """The value and the tolerance of a range, exactly."""
    with localcontext() as context:
        context.prec = 120
        value, margin = plain_number((low + high) / 2), plain_number((high - low) / 2)
    return _within_reach(value), _within_reach(margin)


def percentage(words: str) -> Decimal:
    """A weight from −100 to 100."""
    try:
        value = Decimal(one_line(words).translate(MINUS).replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value) > FULL or len(words) > 30:
        raise Refused(Trouble.BAD_WEIGHT, value=one_line(words)[:40])
    return plain_number(value)


def spelled(value: Decimal) -> str:
    """A number with a point and no exponent."""
    return format(plain_number(value), "f")


def category_path(words: str) -> tuple[str, ...]:
    """ "$course$/top/Prawo/Zamówienia // przetargi" → ("Prawo", "Zamówienia / przetargi")."""
    parts = [
        one_line(part.replace("\x00", "/")) for part in words[:PATH_CHARS].replace("//", "\x00").split("/")
    ]
    names = [part.strip("/ ") for part in parts if not CONTEXTS.match(part)]
    if names and names[0] == "top":
        names = names[1:]
    names = [name[:NAME_CHARS].strip("/ ") for name in names]
    return tuple(name for name in names if name)


def spelled_path(path: Iterable[str]) -> str:
    """The path as Moodle writes it; a slash in a name is doubled."""
    return "/".join(["$course$", "top", *(name.replace("/", "//") for name in path)])


def deep_enough(path: tuple[str, ...]) -> tuple[str, ...]:
    """The same path, unless it goes deeper than a bank does."""
    if len(path) > LEVELS:
        raise Refused(Trouble.TOO_DEEP_CATEGORY, limit=LEVELS)
    return path


def label(words: str, losses: Losses) -> str:
    """A tag or another system's mark: one line without the signs that some formats cannot quote."""
    tidy = one_line(words)
    kept = one_line(UNFIT_IN_LABEL.sub("", tidy))[:LABEL_CHARS].strip()
    if kept != tidy:
        losses.add(Trouble.LABEL, label=tidy[:40])
    return kept


def labels(all_words: Iterable[str], losses: Losses) -> tuple[str, ...]:
    """Tags, each once."""
    kept = [label(words, losses) for words in all_words]
    return tuple(dict.fromkeys(tag for tag in kept if tag))[:LABELS]


def title(words: str, of_text: str, losses: Losses) -> str:
    """The name of a question; without one, the beginning of its text."""
    name = one_line(words)
    if len(name) > NAME_CHARS:
        losses.add(Trouble.NAME_CUT)
        name = name[:NAME_CHARS].strip()
    if name:
        return name
    beginning = one_line(of_text)
    if len(beginning) > BEGINNING_CHARS:
        beginning = beginning[:BEGINNING_CHARS].rpartition(" ")[0] or beginning[:BEGINNING_CHARS]
    return beginning.strip()


def calm_marks(words: str, losses: Losses) -> str:
    """Words around gaps in which an author wrote [[5]] that is no gap: one pair of brackets less."""
    calmed = GAP.sub(r"[\1]", words)
    if calmed != words:
        losses.add(Trouble.GAP_MARK)
    return calmed
