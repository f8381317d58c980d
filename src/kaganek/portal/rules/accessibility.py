"""The accessibility statement: from facts to the HTML that the technical conditions ask for (R-04).

Source: domain.md 8, technical conditions 2.0 of 31 July 2024.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

from kaganek.lib.polish import long_date
from kaganek.portal.rules.writing import gaps

REQUIRED = (
    "a11y-wstep", "a11y-podmiot", "a11y-zakres", "a11y-url", "a11y-data-publikacja",
    "a11y-data-aktualizacja", "a11y-status", "a11y-data-sporzadzenie", "a11y-kontakt", "a11y-email",
    "a11y-telefon", "a11y-procedura", "a11y-architektura", "a11y-komunikacja",
)  # fmt: skip
WHEN_APPLICABLE = ("a11y-data-przeglad", "a11y-ocena", "a11y-aplikacje", "a11y-architektura-url")
TITLES = (
    "Stan dostępności cyfrowej", "Niedostępne treści", "Przygotowanie deklaracji dostępności i jej aktualizacja",
    "Skróty klawiszowe", "Informacje zwrotne i dane kontaktowe",
    "Obsługa wniosków i skarg związanych z dostępnością", "Pozostałe informacje",
)  # fmt: skip
TITLES_EN = (
    "Accessibility status", "Inaccessible content", "Preparation of the statement and its update", "Keyboard shortcuts",
    "Feedback and contact", "Requests and complaints about accessibility", "Other information",
)  # fmt: skip
STATUSES = ("zgodna", "częściowo zgodna", "niezgodna")
STATUSES_EN = dict(zip(STATUSES, ("compliant", "partially compliant", "non-compliant"), strict=True))
KINDS = {  # of the facts that an operator types
    "a11y-podmiot": "text", "a11y-zakres": "text", "a11y-url": "url", "a11y-data-publikacja": "date",
    "a11y-data-aktualizacja": "date", "a11y-status": "text", "a11y-data-sporzadzenie": "date",
    "a11y-data-przeglad": "date", "a11y-ocena": "url", "a11y-aplikacje": "text", "a11y-architektura-url": "url",
    "a11y-email": "email", "a11y-telefon": "phone",
}  # fmt: skip
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")  # fmt: skip
_MARK = re.compile(r"\{(a11y-[a-z-]+)\}")
_ID = re.compile(r'<(\w+) id="(a11y-[a-z-]+)"([^>]*)>')
_PHONE = re.compile(r"\+?[\d ()-]{7,20}")


def in_english(english: Mapping[str, Any], polish: Mapping[str, Any]) -> dict[str, Any]:
    """The English statement with the facts of the Polish one: only its words and its scope are its own."""
    values = {**polish["values"], **english["values"]}
    status = values["a11y-status"]["value"]
    values["a11y-status"] = {"kind": "text", "value": STATUSES_EN.get(status, status)}
    return {**english, "values": values}


def statement(facts: Mapping[str, Any], *, here: str, english: bool = False) -> list[dict[str, str]]:
    """Sections of the statement as id, title and HTML, each mark such as {a11y-url} replaced by its element.

    here    the address of the site, for a statement whose operator named none.
    """
    values = dict(facts["values"])
    values["a11y-url"] = {"kind": "url", "value": values["a11y-url"]["value"] or here}
    return [
        {
            "id": section["id"] or "",
            "title": section["title"] or "",
            "html": _MARK.sub(lambda mark: _element(mark[1], values.get(mark[1]), english), section["html"]),
        }
        for section in facts["sections"]
    ]


def as_page(sections: Sequence[Mapping[str, str]]) -> str:
    """The whole statement as HTML."""
    return "".join(
        (f'<section id="{one["id"]}">' if one["id"] else "<section>")
        + (f"<h2>{escape(one['title'])}</h2>" if one["title"] else "")
        + f"{one['html']}</section>"
        for one in sections
    )


def marks(text: str) -> list[str]:
    """Names of the facts that the words call for, such as a11y-email."""
    return _MARK.findall(text)


def _day(day: date, english: bool) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if english else long_date(day)


def _element(name: str, fact: Mapping[str, str] | None, english: bool) -> str:
    if fact is None:
        return ""
    value, shown = fact["value"], escape(fact["value"])
    match fact["kind"]:
        case "date":
            return f'<time id="{name}" datetime="{shown}">{escape(_day(date.fromisoformat(value), english))}</time>'
        case "url":
            return f'<a id="{name}" href="{shown}">{shown}</a>'
        case "email" if "@" in value:
            return f'<a id="{name}" href="mailto:{shown}">{shown}</a>'
        case "phone" if _PHONE.fullmatch(value):
            return f'<a id="{name}" href="tel:{re.sub(r"[^+0-9]", "", value)}">{shown}</a>'
        case _:
            return f'<span id="{name}">{shown}</span>'


def faults(html: str, *, english: bool = False) -> list[str]:
    """What a statement lacks: ids missing, repeated or unknown, dates that are no <time>, an unknown status, parts
    missing, words in brackets that nobody has filled in."""
    html = html.replace("\N{NO-BREAK SPACE}", " ")
    found = _ID.findall(html)
    counts = Counter(name for _, name, _ in found)
    wrong = [f"brak {name}" for name in REQUIRED if not counts[name]]
    wrong += [f"powtórzone {name}" for name, count in counts.items() if count > 1]
    wrong += [
        f"nieznany identyfikator {name}" for name in counts if name not in (*REQUIRED, *WHEN_APPLICABLE)
    ]
    wrong += [
        f"bez daty {name}"
        for tag, name, rest in found
        if "-data-" in name and not (tag == "time" and re.search(r'datetime="\d{4}-\d\d-\d\d"', rest))
    ]
    status = re.search(r'id="a11y-status"[^>]*>([^<]*)<', html)
    if status and status[1] not in (STATUSES_EN.values() if english else STATUSES):
        wrong.append("nieznany status")
    wrong += [f"do uzupełnienia: {gap}" for gap in gaps(html)]
    titles = TITLES_EN if english else TITLES
    return wrong + [f"brak części „{title}”" for title in titles if f">{title}</h2>" not in html]
