"""The parent's side: bounds, verdict and its Polish words."""

from enum import StrEnum

from kaganek.lib.fenced import ask_child
from kaganek.lib.marks.child import BROKEN, HUGE, SMALL

FILE_BYTES = 2 * 1024 * 1024
MEMORY_BYTES = 768 * 1024 * 1024
CPU_SECONDS = 4
WALL_SECONDS = 6.0
ANSWER_BYTES = 3 * 1024 * 1024


class MarkProblem(StrEnum):
    TOO_BIG = "too_big"
    SMALL = "small"
    BROKEN = "broken"


class MarkFault(Exception):
    """The file cannot be a sign."""

    def __init__(self, problem: MarkProblem) -> None:
        super().__init__(problem)
        self.problem = problem


_WORDS = {
    MarkProblem.TOO_BIG: "Ten obraz jest za duży. Zmniejsz go do 900 pikseli szerokości i najwyżej 2 MB.",
    MarkProblem.SMALL: "Ten obraz jest za mały, na wydruku byłby nieczytelny. Potrzeba co najmniej 40 pikseli.",
    MarkProblem.BROKEN: "Nie udało się odczytać obrazu. Wybierz plik PNG lub JPG.",
}
_ENDED = {SMALL: MarkProblem.SMALL, BROKEN: MarkProblem.BROKEN, HUGE: MarkProblem.TOO_BIG}


def explain(problem: MarkProblem) -> str:
    """What is wrong and the way out, in Polish."""
    return _WORDS[problem]


def drawn_anew(data: bytes, *, most_bytes: int = FILE_BYTES) -> bytes:
    """The picture as a PNG of at most 900 pixels on white, with nothing in it but the picture.

    Raises MarkFault for what is no PNG or JPEG, too small, too large, or takes too long to read.
    """
    if len(data) > most_bytes:
        raise MarkFault(MarkProblem.TOO_BIG)
    told = ask_child(
        "kaganek.lib.marks.child",
        [MEMORY_BYTES, CPU_SECONDS],
        data,
        needs="PIL",
        wall_seconds=WALL_SECONDS,
        answer_bytes=ANSWER_BYTES,
    )
    if told.late or told.long:
        raise MarkFault(MarkProblem.TOO_BIG)
    if told.status:
        raise MarkFault(_ENDED.get(told.status, MarkProblem.BROKEN))
    return told.answer
