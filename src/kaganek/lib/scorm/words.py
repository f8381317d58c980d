"""What packages send, in Polish words: elements, their values, and what an error code means."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.model import place_of
from kaganek.lib.scorm.times import seconds_12, seconds_2004

_SAME = {
    "cmi.suspend_data": "zapamiętany stan paczki",
    "cmi.comments": "uwagi uczestnika",
    "cmi.launch_data": "dane startowe z manifestu",
}
ELEMENTS: Mapping[str, str] = MappingProxyType(
    _SAME
    | {
        "cmi.core.lesson_status": "stan",
        "cmi.core.lesson_location": "miejsce w paczce",
        "cmi.core.score.raw": "wynik",
        "cmi.core.score.min": "najniższy możliwy wynik",
        "cmi.core.score.max": "najwyższy możliwy wynik",
        "cmi.core.session_time": "czas tej sesji",
        "cmi.core.total_time": "czas wszystkich sesji",
        "cmi.core.exit": "sposób wyjścia",
        "cmi.core.entry": "sposób wejścia",
        "cmi.completion_status": "ukończenie",
        "cmi.success_status": "zaliczenie",
        "cmi.location": "miejsce w paczce",
        "cmi.progress_measure": "postęp (od 0 do 1)",
        "cmi.score.scaled": "wynik (od −1 do 1)",
        "cmi.score.raw": "wynik",
        "cmi.score.min": "najniższy możliwy wynik",
        "cmi.score.max": "najwyższy możliwy wynik",
        "cmi.session_time": "czas tej sesji",
        "cmi.total_time": "czas wszystkich sesji",
        "cmi.exit": "sposób wyjścia",
        "cmi.entry": "sposób wejścia",
        "adl.nav.request": "prośba o przejście dalej",
    }
)
PARTS: Mapping[str, str] = MappingProxyType({  # last parts of the names of records
    "id": "oznaczenie", "status": "stan", "type": "rodzaj", "result": "ocena", "weighting": "waga",
    "latency": "czas odpowiedzi", "time": "godzina", "timestamp": "chwila", "description": "treść",
    "student_response": "odpowiedź", "learner_response": "odpowiedź", "pattern": "odpowiedź prawidłowa",
    "comment": "komentarz", "location": "miejsce", "raw": "wynik", "min": "wynik najniższy", "max": "wynik najwyższy",
    "scaled": "wynik", "success_status": "zaliczenie", "completion_status": "ukończenie",
    "progress_measure": "postęp", "store": "dane",
})  # fmt: skip
RECORDS: Mapping[str, str] = MappingProxyType({
    "cmi.interactions": "Pytanie", "cmi.objectives": "Cel", "cmi.comments_from_learner": "Komentarz", "adl.data": "Dane wspólne",
})  # fmt: skip
VALUES: Mapping[str, str] = MappingProxyType({
    "passed": "zaliczone", "completed": "ukończone", "failed": "niezaliczone", "incomplete": "nieukończone",
    "browsed": "przejrzane", "not attempted": "nierozpoczęte", "unknown": "nie wiadomo", "suspend": "z zamiarem powrotu",
    "logout": "z wylogowaniem", "time-out": "koniec czasu", "normal": "zwyczajnie", "correct": "dobrze", "wrong": "źle",
    "incorrect": "źle", "neutral": "bez oceny", "unanticipated": "nieprzewidziana", "ab-initio": "od początku",
    "resume": "wznowienie",
})  # fmt: skip
_WORDED = ("status", "exit", "entry", "result")
CODES_12: Mapping[int, str] = MappingProxyType({
    101: "wywołanie w złej chwili albo zbyt wiele danych", 201: "zły argument albo nieznany element",
    202: "element nie ma składników", 203: "element nie jest listą", 301: "paczka jeszcze nie zaczęła pracy albo już ją skończyła",
    401: "tego elementu standard nie przewiduje", 402: "to słowo zastrzeżone, nie można go zapisać",
    403: "element jest tylko do odczytu", 404: "element jest tylko do zapisu", 405: "wartość nie pasuje do elementu",
})  # fmt: skip
CODES_2004: Mapping[int, str] = MappingProxyType({
    101: "błąd ogólny", 102: "nie udało się zacząć pracy", 103: "praca już się zaczęła", 104: "praca już się skończyła",
    111: "nie udało się zakończyć pracy", 112: "zakończenie przed rozpoczęciem", 113: "zakończenie po raz drugi",
    122: "odczyt przed rozpoczęciem", 123: "odczyt po zakończeniu", 132: "zapis wartości przed rozpoczęciem",
    133: "zapis wartości po zakończeniu", 142: "zatwierdzenie przed rozpoczęciem", 143: "zatwierdzenie po zakończeniu",
    201: "zły argument wywołania", 301: "nie ma takiego rekordu", 351: "tej wartości nie można tu zapisać",
    391: "zapisu nie można odczytać albo jest za duży", 401: "nieznany element",
    402: "tego elementu platforma nie przechowuje", 403: "element nie ma jeszcze wartości",
    404: "element jest tylko do odczytu", 405: "element jest tylko do zapisu", 406: "wartość innego rodzaju, niż przewiduje standard",
    407: "wartość poza zakresem", 408: "najpierw trzeba zapisać inny element",
})  # fmt: skip


def meaning(version: Version, code: int) -> str:
    """What an error code of the standard says, in Polish."""
    return (CODES_12 if version is Version.SCORM_12 else CODES_2004).get(code, "błąd bez opisu w standardzie")


def element_words(name: str) -> str:
    """An element as a person calls it: “miejsce w paczce”, “Pytanie 2: odpowiedź”; its own name where none is known."""
    place = place_of(name)
    if place.pattern in ELEMENTS:
        return ELEMENTS[place.pattern]
    if not place.records or place.records[0][0] not in RECORDS:
        return name
    collection, number = place.records[0]
    part = PARTS.get(name.rpartition(".")[2], name.removeprefix(f"{collection}.{number}."))
    return f"{RECORDS[collection]} {number + 1}: {part}"


def value_words(version: Version, name: str, value: str, most: int = 120) -> str:
    """A value as a person reads it: words of the standard in Polish, spans of time in minutes, long texts cut."""
    last = name.rpartition(".")[2]
    if value in VALUES and any(word in last for word in _WORDED):
        return VALUES[value]
    if last in ("session_time", "total_time", "latency"):
        seconds = (seconds_12 if version is Version.SCORM_12 else seconds_2004)(value)
        if seconds is not None:
            return f"{int(seconds) // 60} min {int(seconds) % 60} s"
    if not value:
        return "puste"
    return value if len(value) <= most else f"{value[:most]}… (razem {len(value)} znaków)"
