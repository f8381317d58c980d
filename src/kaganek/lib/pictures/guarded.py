"""The parent's side: bounds, verdict and its Polish words."""

from typing import Any, NamedTuple

from kaganek.lib.fenced import ask_child
from kaganek.lib.pictures.child import FORMATS, HUGE

ENDINGS = tuple(FORMATS)
MEMORY_BYTES = 1024 * 2**20
CPU_SECONDS = 8
WALL_SECONDS = 12.0


class Words(NamedTuple):
    message: str
    way_out: str


_OTHER = Words(
    "To nie jest obraz takiego rodzaju, jaki podaje końcówka nazwy.",
    "Otwórz obraz w programie graficznym, zapisz go jako PNG albo JPG i wstaw do szkolenia jeszcze raz.",
)
_HUGE = Words(
    "Obraz jest za duży, żeby go bezpiecznie otworzyć.",
    "Zmniejsz obraz (wystarczy 2400 pikseli szerokości) i wstaw go do szkolenia jeszcze raz.",
)


def picture_fault(data: bytes, *, ending: str) -> Words | None:
    """Why these bytes are no picture of the kind that the name's ending says; None for a good one."""
    bounds: list[Any] = [MEMORY_BYTES, CPU_SECONDS, ending]
    told = ask_child(
        "kaganek.lib.pictures.child", bounds, data, needs="PIL", wall_seconds=WALL_SECONDS, answer_bytes=100
    )
    if told.late or told.status == HUGE:
        return _HUGE
    return _OTHER if told.status else None
