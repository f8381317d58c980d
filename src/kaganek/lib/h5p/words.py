"""What H5P contents send, in Polish words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from kaganek.lib.h5p.answers import plain
from kaganek.lib.h5p.statements import NAME, Told, score_of
from kaganek.lib.polish import number

VERBS: Mapping[str, str] = MappingProxyType({
    "attempted": "zaczęcie", "answered": "odpowiedź", "completed": "ukończenie", "progressed": "przejście dalej",
    "interacted": "działanie w treści", "scored": "wynik", "passed": "zaliczenie", "failed": "niezaliczenie",
    "mastered": "opanowanie", "consumed": "zapoznanie się", "experienced": "obejrzenie", "asked": "pytanie",
    "exited": "wyjście", "initialized": "otwarcie", "resumed": "wznowienie", "suspended": "przerwa",
    "terminated": "koniec pracy",
})  # fmt: skip
MEANINGS: Mapping[int, str] = MappingProxyType({
    391: "wiadomość jest za duża", 401: "takiej wartości treść H5P nie wysyła",
    406: "zdarzenie nie ma postaci, którą przewiduje xAPI", 407: "wynik poza zakresem, który podała treść",
})  # fmt: skip


def h5p_meaning(code: int) -> str:
    return MEANINGS.get(code, "nieznany błąd")


def h5p_element_words(name: str) -> str:
    """A value as a person calls it: “ukończenie”, “odpowiedź w części treści”, “zapamiętany stan”."""
    place = NAME.fullmatch(name)
    if place is None:
        return name
    if place[4]:
        return "zapamiętany stan"
    verb = VERBS.get(place[2], f"zdarzenie „{place[2]}”")
    return f"{verb} w części treści" if place[1] else verb


def h5p_value_words(name: str, value: str, most: int = 120) -> str:
    """A statement as a person reads it: whose, what was answered, the points, the verdict of the content itself."""
    if not value:
        return "puste"
    if name.startswith("state:"):
        return f"{len(value)} znaków"
    told: Told = json.loads(value)
    said = [plain(told.get("name", "")), *_result(told)]
    text = "; ".join(part for part in said if part) or "bez wyniku"
    return text if len(text) <= most else f"{text[:most]}…"


def _result(told: Told) -> list[str]:
    parts = []
    if "score" in told:
        score = score_of(told)
        if score.raw is not None and score.high is not None:
            parts.append(f"{_points(score.raw)} z {_points(score.high)} pkt")
        elif score.scaled is not None:
            parts.append(f"{number(score.scaled * 100)}%")
    if "success" in told:
        parts.append("zaliczone" if told["success"] else "niezaliczone")
    if told.get("point"):
        parts.append(f"miejsce: {plain(told['point'])[:40]}")
    return parts


def _points(value: Decimal) -> str:
    return number(value, 0 if value == value.to_integral_value() else 2)


def h5p_is_private(name: str) -> bool:
    """What a person answered, and what the content remembers of it; an office does not need it."""
    return name.startswith("state:") or ":answered" in name or ":interacted" in name
