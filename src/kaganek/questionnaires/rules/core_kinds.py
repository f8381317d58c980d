"""How each kind of question that ships with the product is read, judged and said. Pure.

What both quizzes and forms ask is judged by `answers.is_shaped` and said by `said.said`, so the two never differ.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from kaganek.lib.names import is_email
from kaganek.lib.polish import counted, number
from kaganek.questionnaires.rules.answers import LONGEST_ESSAY, LONGEST_TEXT, is_shaped, read_number
from kaganek.questionnaires.rules.kinds import Given, Held, Payload
from kaganek.questionnaires.rules.said import said

TRUTH = {"tak": True, "nie": False}
YES_NO = {"tak": "Tak", "nie": "Nie"}
OUTSIDE = "wybierz odpowiedź z listy."
MOST_MB = 10
_DAY = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})")
_PHONE = re.compile(r"\+?\d{9,15}")
_CHARS = ("znak", "znaki", "znaków")


def read_text(payload: Payload, given: Given) -> Any:
    return given.text.replace("\r\n", "\n") or None


def read_choices(payload: Payload, given: Given) -> Any:
    return list(dict.fromkeys(one for one in given.values if one)) or None


def read_truth(payload: Payload, given: Given) -> Any:
    return TRUTH.get(given.text, given.text or None)  # anything else has a wrong shape and is refused as such


def read_consent(payload: Payload, given: Given) -> Any:
    return True if given.text == "tak" else None


def read_parts(payload: Payload, given: Given) -> Any:
    return {part: value for part, value in given.parts.items() if value} or None


def read_number_text(payload: Payload, given: Given) -> Any:
    """A number is kept as "12.5"; what is none stays as it was typed, for the sentence about it."""
    found = read_number(given.text)
    return f"{found:f}" if found is not None else given.text or None


def read_day(payload: Payload, given: Given) -> Any:
    """A day is kept as 2026-12-18."""
    day = day_of(given.text)
    return day.isoformat() if day else given.text or None


def day_of(text: str) -> date | None:
    """A day as a Pole or a browser writes it: 18.12.2026, 2026-12-18."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def read_phone(payload: Payload, given: Given) -> Any:
    bare = re.sub(r"[\s\-()./\u00a0]+", "", given.text)
    return (bare if _PHONE.fullmatch(bare) else given.text) or None


def choice_fault(payload: Payload, response: Any) -> str:
    return "" if is_shaped("single", payload, response) else OUTSIDE


def choices_fault(payload: Payload, response: Any) -> str:
    if not is_shaped("multiple", payload, response):
        return "wybierz odpowiedzi z listy."
    least, most = payload.get("least") or 0, payload.get("most") or 0
    if least and len(response) < least:
        return f"zaznacz co najmniej {counted(least, 'odpowiedź', 'odpowiedzi', 'odpowiedzi')}."
    if most and len(response) > most:
        return f"zaznacz najwyżej {counted(most, 'odpowiedź', 'odpowiedzi', 'odpowiedzi')}."
    return ""


def truth_fault(payload: Payload, response: Any) -> str:
    return "" if isinstance(response, bool) else "wybierz „tak” albo „nie”."


def consent_fault(payload: Payload, response: Any) -> str:
    return "" if response is True else "zaznacz zgodę albo zostaw pole puste."


def short_fault(payload: Payload, response: Any) -> str:
    return _long(response, min(payload.get("most") or LONGEST_TEXT, LONGEST_TEXT))


def essay_fault(payload: Payload, response: Any) -> str:
    return _long(response, min(payload.get("most") or LONGEST_ESSAY, LONGEST_ESSAY))


def _long(response: Any, most: int) -> str:
    if not isinstance(response, str):
        return "wpisz tekst."
    if "\x00" in response:
        return "usuń niewidoczne znaki."
    if len(response) > most:
        return (
            f"skróć odpowiedź. Może mieć najwyżej {counted(most, *_CHARS)}, teraz ma {number(len(response))}."
        )
    return ""


def number_fault(payload: Payload, response: Any) -> str:
    found = read_number(response) if isinstance(response, str) else None
    if found is None:
        return "wpisz liczbę, na przykład 12 albo 12,5."
    places = payload.get("places") or 0
    if found != round(found, places):
        return (
            "wpisz liczbę całkowitą."
            if not places
            else f"wpisz liczbę z najwyżej {places} miejscami po przecinku."
        )
    least, most = read_number(str(payload.get("least") or "")), read_number(str(payload.get("most") or ""))
    if least is not None and found < least:
        return f"wpisz liczbę nie mniejszą niż {_figure(least)}."
    return f"wpisz liczbę nie większą niż {_figure(most)}." if most is not None and found > most else ""


def _figure(value: Decimal) -> str:
    return number(value, max(-int(value.normalize().as_tuple().exponent), 0))


def day_fault(payload: Payload, response: Any) -> str:
    day = day_of(response) if isinstance(response, str) else None
    if day is None:
        return "wpisz datę jako dzień, miesiąc i rok, na przykład 18.12.2026."
    first, last = day_of(payload.get("first") or ""), day_of(payload.get("last") or "")
    if first and day < first:
        return f"wpisz datę nie wcześniejszą niż {first:%d.%m.%Y}."
    return f"wpisz datę nie późniejszą niż {last:%d.%m.%Y}." if last and day > last else ""


def email_fault(payload: Payload, response: Any) -> str:
    right = isinstance(response, str) and len(response) <= 254 and is_email(response)
    return (
        "" if right else "popraw adres e-mail: potrzebny jest znak @ i końcówka, na przykład imie@poczta.pl."
    )


def phone_fault(payload: Payload, response: Any) -> str:
    right = isinstance(response, str) and _PHONE.fullmatch(response)
    return "" if right else "wpisz numer telefonu: co najmniej 9 cyfr, na przykład 600 100 200."


def order_fault(payload: Payload, response: Any) -> str:
    wanted = {str(place) for place in range(1, len(payload["items"]) + 1)}
    if not is_shaped("ordering", payload, response) or set(response.values()) != wanted:
        return "nadaj każdej pozycji inne miejsce."
    return ""


def matrix_fault(payload: Payload, response: Any) -> str:
    if not is_shaped("matrix", payload, response):
        return OUTSIDE
    left = [row["text"] for row in payload["rows"] if row["id"] not in response]
    if not left:
        return ""
    where = "w wierszu" if len(left) == 1 else "w wierszach"
    return f"wybierz odpowiedź {where} {', '.join(f'„{one}”' for one in left)}."


def file_shape_fault(payload: Payload, response: Any) -> str:
    """A file's response is what the deed that kept it wrote: its key, name and size."""
    right = isinstance(response, dict) and response.keys() == {"key", "name", "size"}
    return "" if right else "dodaj plik jeszcze raz."


def no_fault(payload: Payload, response: Any) -> str:
    return ""


def said_as(kind: str) -> Any:
    """The words of a response as quizzes have them."""

    def words(payload: Payload, response: Any) -> list[str]:
        return said(kind, payload, response)

    return words


def said_number(payload: Payload, response: Any) -> list[str]:
    """The bare number: its unit stands by the question, because it does not decline with the number."""
    return [str(response).replace(".", ",")]


def said_truth(payload: Payload, response: Any) -> list[str]:
    return ["Tak" if response else "Nie"]


def said_consent(payload: Payload, response: Any) -> list[str]:
    return ["Zgoda"]


def said_day(payload: Payload, response: Any) -> list[str]:
    day = day_of(response)
    return [f"{day:%d.%m.%Y}" if day else str(response)]


def said_phone(payload: Payload, response: Any) -> list[str]:
    """600 100 200; a number with a country's code keeps it apart."""
    found = re.fullmatch(r"(\+48)?(\d{3})(\d{3})(\d{3})", response)
    return [" ".join(filter(None, found.groups())) if found else response]


def said_lines(payload: Payload, response: Any) -> list[str]:
    return str(response).splitlines()


def said_plain(payload: Payload, response: Any) -> list[str]:
    return [str(response)]


def said_file(payload: Payload, response: Any) -> list[str]:
    return [str(response["name"])]


def said_nothing(payload: Payload, response: Any) -> list[str]:
    return []


def number_value(payload: Payload, response: Any) -> Held:
    return read_number(str(response))


def day_value(payload: Payload, response: Any) -> Held:
    return day_of(str(response))


def same_value(payload: Payload, response: Any) -> Held:
    return response if isinstance(response, str | bool) else None


def choices_value(payload: Payload, response: Any) -> Held:
    return frozenset(response) if isinstance(response, list) else None


def options(payload: Payload) -> Mapping[str, str]:
    return {one["id"]: one["text"] for one in payload["options"]}


def yes_no(payload: Payload) -> Mapping[str, str]:
    return YES_NO


def chosen_option(payload: Payload, response: Any) -> Sequence[str]:
    return [response]


def chosen_options(payload: Payload, response: Any) -> Sequence[str]:
    return list(response)


def chosen_truth(payload: Payload, response: Any) -> Sequence[str]:
    return ["tak" if response else "nie"]


def matrix_options(payload: Payload) -> Mapping[str, str]:
    return {
        f"{row['id']}:{column['id']}": f"{row['text']}: {column['text']}"
        for row in payload["rows"]
        for column in payload["columns"]
    }


def chosen_cells(payload: Payload, response: Any) -> Sequence[str]:
    return [f"{row}:{column}" for row, column in response.items()]


def choice_fields(payload: Payload, response: Any) -> dict[str, Any]:
    chosen = response if isinstance(response, list) else [response]
    return {"options": [(one["id"], one["text"], one["id"] in chosen) for one in payload["options"]]}


def truth_fields(payload: Payload, response: Any) -> dict[str, Any]:
    return {"options": [(key, words, response is TRUTH[key]) for key, words in YES_NO.items()]}


def consent_fields(payload: Payload, response: Any) -> dict[str, Any]:
    return {"checked": response is True, "statement": payload.get("statement") or "Wyrażam zgodę"}


def text_fields(payload: Payload, response: Any) -> dict[str, Any]:
    return {"value": "" if response is None else response, "unit": payload.get("unit") or ""}


def number_fields(payload: Payload, response: Any) -> dict[str, Any]:
    return {"value": str(response or "").replace(".", ","), "unit": payload.get("unit") or ""}


def day_fields(payload: Payload, response: Any) -> dict[str, Any]:
    day = day_of(response) if isinstance(response, str) else None
    return {"value": f"{day:%d.%m.%Y}" if day else response or ""}


def order_fields(payload: Payload, response: Any) -> dict[str, Any]:
    held = response if isinstance(response, dict) else {}
    places = range(1, len(payload["items"]) + 1)
    return {
        "things": [
            {
                "id": one["id"],
                "text": one["text"],
                "places": [(n, held.get(one["id"]) == str(n)) for n in places],
            }
            for one in payload["items"]
        ]
    }


def matrix_fields(payload: Payload, response: Any) -> dict[str, Any]:
    held = response if isinstance(response, dict) else {}
    return {
        "lines": [
            {
                "id": row["id"],
                "text": row["text"],
                "left": row["id"] not in held,
                "columns": [
                    (one["id"], one["text"], held.get(row["id"]) == one["id"]) for one in payload["columns"]
                ],
            }
            for row in payload["rows"]
        ]
    }


def file_fields(payload: Payload, response: Any) -> dict[str, Any]:
    held = response if isinstance(response, dict) else None
    return {
        "held": held,
        "kinds": ", ".join(payload.get("kinds") or ()).upper(),
        "most": payload.get("most_mb") or MOST_MB,
    }


def note_fields(payload: Payload, response: Any) -> dict[str, Any]:
    return {}
