"""The parent's side: bounds, verdict and its Polish words."""

from enum import StrEnum

from kaganek.lib.fenced import ask_child
from kaganek.lib.papers.child import HUGE, OPAQUE

KINDS = ("docx", "odt", "xlsx", "ods", "pptx", "odp", "txt", "csv")
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 5
WALL_SECONDS = 8.0
ANSWER_BYTES = 20 * 1024 * 1024


class PaperProblem(StrEnum):
    KIND = "kind"
    TOO_BIG = "too_big"
    OPAQUE = "opaque"
    BROKEN = "broken"


class PaperFault(Exception):
    """The words of the file cannot be read."""

    def __init__(self, problem: PaperProblem) -> None:
        super().__init__(problem)
        self.problem = problem


_WORDS = {
    PaperProblem.KIND: "Słów takiego pliku nie da się sprawdzić. Zapisz go jako DOCX, ODT, XLSX, ODS, PPTX, ODP, TXT"
    " albo CSV, albo wklej jego treść w polu tekstu.",
    PaperProblem.TOO_BIG: "Ten plik jest za duży, żeby go sprawdzić. Zostaw w nim to, co ma być pokazane.",
    PaperProblem.OPAQUE: "W pliku są obrazy albo inne pliki, a ich nie da się sprawdzić. Usuń je i dodaj plik jeszcze raz.",
    PaperProblem.BROKEN: "Nie udało się odczytać pliku. Zapisz go jeszcze raz i dodaj ponownie.",
}
_ENDED = {HUGE: PaperProblem.TOO_BIG, OPAQUE: PaperProblem.OPAQUE}


def explain(problem: PaperProblem) -> str:
    """What is wrong and the way out, in Polish."""
    return _WORDS[problem]


def words_of(data: bytes, kind: str) -> str:
    """All words of a document, of its properties, remarks and links too.

    kind  the ending of its name.

    Raises PaperFault for kinds whose words cannot be read, documents with pictures or files in them (nobody
    could say what those show), broken ones, and what takes too much time or room.
    """
    if kind not in KINDS:
        raise PaperFault(PaperProblem.KIND)
    told = ask_child(
        "kaganek.lib.papers.child",
        [MEMORY_BYTES, CPU_SECONDS],
        data,
        needs="kaganek",
        wall_seconds=WALL_SECONDS,
        answer_bytes=ANSWER_BYTES,
    )
    if told.late or told.long:
        raise PaperFault(PaperProblem.TOO_BIG)
    if told.status:
        raise PaperFault(_ENDED.get(told.status, PaperProblem.BROKEN))
    return told.answer.decode()
