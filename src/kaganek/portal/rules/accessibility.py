"""The accessibility statement: from facts to the HTML that the technical conditions ask for (R-04).

Source: domain.md 8, technical conditions 2.0 of 31 July 2024.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import date
from html import escape
from typing import Any

from kaganek.lib.polish import long_date

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
STATUSES = ("zgodna", "częściowo zgodna", "niezgodna")
_MARK = re.compile(r"\{(a11y-[a-z-]+)\}")
_ID = re.compile(r'<(\w+) id="(a11y-[a-z-]+)"([^>]*)>')
_PHONE = re.compile(r"\+?[\d ()-]{7,20}")


def statement(facts: Mapping[str, Any], *, here: str) -> list[dict[str, str]]:
    """Sections of the statement as id, title and HTML, each mark such as {a11y-url} replaced by its element.

    here    the address of the site, for a statement whose operator named none.
    """
    values = dict(facts["values"])
    values["a11y-url"] = {"kind": "url", "value": values["a11y-url"]["value"] or here}
    return [
        {
            "id": section["id"] or "",
            "title": section["title"] or "",
            "html": _MARK.sub(lambda mark: _element(mark[1], values.get(mark[1])), section["html"]),
        }
        for section in facts["sections"]
    ]


def _element(name: str, fact: Mapping[str, str] | None) -> str:
    if fact is None:
        return ""
    value, shown = fact["value"], escape(fact["value"])
    match fact["kind"]:
        case "date":
            return (
                f'<time id="{name}" datetime="{shown}">{escape(long_date(date.fromisoformat(value)))}</time>'
            )
        case "url":
            return f'<a id="{name}" href="{shown}">{shown}</a>'
        case "email" if "@" in value:
            return f'<a id="{name}" href="mailto:{shown}">{shown}</a>'
        case "phone" if _PHONE.fullmatch(value):
            return f'<a id="{name}" href="tel:{re.sub(r"[^+0-9]", "", value)}">{shown}</a>'
        case _:
            return f'<span id="{name}">{shown}</span>'


def faults(html: str) -> list[str]:
    """What a statement lacks: ids missing, repeated or unknown, dates that are no <time>, an unknown status."""
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
    if status and status[1] not in STATUSES:
        wrong.append("nieznany status")
    return wrong + [f"brak części „{title}”" for title in TITLES if f">{title}</h2>" not in html]
