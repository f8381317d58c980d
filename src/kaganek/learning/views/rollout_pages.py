"""What the pages of an import show: verdicts row by row, counts, places, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists.asked import page_number
from kaganek.core.parts import Cell, Page, Step, paged
from kaganek.core.templatetags.ui import status
from kaganek.learning.services.rollout import OfficePlaces
from kaganek.lib.polish import NBSP, number, short_date
from kaganek.people.models import ImportDraft, Office
from kaganek.people.rules import LABELS
from kaganek.people.services import imports
from kaganek.people.services.imports import Line

PAGE_SIZE = 25
STEPS = ("Plik", "Sprawdzenie", "Ścieżka i logowanie", "Gotowe")
ONLY = "do-poprawy"


def steps(current: int) -> list[Step]:
    return [
        Step(label, "done" if index < current else "current" if index == current else "")
        for index, label in enumerate(STEPS)
    ]


def crumbs() -> list[tuple[str, str]]:
    return [("Pracownicy", reverse("people:persons")), ("Import listy", reverse("learning:import_upload"))]


def done(draft: ImportDraft) -> dict[str, Any]:
    """A saved list: what it has done."""
    finished = [Step(label, "done") for label in STEPS]
    return {"draft": draft, "result": draft.facts.get("result", {}), "steps": finished, "crumbs": crumbs()}


def path_label(name: str, past: Sequence[date], *, today: date) -> str:
    """The path as a choice; one with deadlines already past says that new people begin late.

    past   the past days in order, one for each course.
    """
    if not past:
        return name
    courses = "jednego szkolenia" if len(past) == 1 else f"{len(past)}{NBSP}szkoleń"
    days = ", ".join(dict.fromkeys(short_date(day, today) for day in past))
    return format_html(
        '{}<br><span class="small">Uwaga: termin {} tej ścieżki już minął ({}). '
        "Nowe osoby będą od razu po terminie.</span>",
        name,
        courses,
        days,
    )


def context(
    draft: ImportDraft, lines: Sequence[Line], places: Sequence[OfficePlaces], params: Mapping[str, str]
) -> dict[str, Any]:
    """Everything preview.html shows of an open draft."""
    counts = imports.tally(lines)
    only = params.get("pokaz") == ONLY
    chosen = [line for line in lines if line.verdict == imports.FIX] if only else list(lines)
    page = _page(len(chosen), page_number(params.get("page", "")), only=only)
    start = (page.number - 1) * PAGE_SIZE
    missing = [one for one in places if one.missing]
    return {
        "draft": draft,
        "counts": counts,
        "people": counts["new"] + counts["exists"],
        "total": len(lines),
        "only": only,
        "wrong_rows": _row_numbers(lines),
        "slips": sum(line.verdict == imports.NEW and not line.email for line in lines),
        "columns": ", ".join(draft.facts.get("columns", {}).values()),
        "left_out": ", ".join(draft.facts.get("left_out", [])),
        "table": _table(chosen[start : start + PAGE_SIZE], many_offices=draft.office_id is None),
        "page": page,
        "place": places[0] if draft.office_id and places else None,
        "places": _totals(places),
        "missing": _missing(missing),
        "steps": steps(1),
        "crumbs": crumbs(),
    }


def _totals(places: Sequence[OfficePlaces]) -> dict[str, int]:
    return {
        "offices": len(places),
        "after": sum(one.after for one in places),
        "limit": sum(one.limit for one in places),
        "short": sum(bool(one.missing) for one in places),
    }


def _missing(places: Sequence[OfficePlaces]) -> list[tuple[str, int]]:
    names = Office.objects.in_bulk([one.office_id for one in places[:10]])
    return [(names[one.office_id].office_name, one.missing) for one in places[:10]]


def _row_numbers(lines: Sequence[Line]) -> str:
    wrong = [str(line.row) for line in lines if line.verdict == imports.FIX]
    if len(wrong) > 4:
        return f"wiersze {', '.join(wrong[:3])} i dalsze"
    if len(wrong) < 2:
        return f"wiersz {wrong[0]}" if wrong else ""
    return f"wiersze {', '.join(wrong[:-1])} i {wrong[-1]}"


def _table(lines: Sequence[Line], *, many_offices: bool) -> dict[str, Any]:
    names = (
        Office.objects.in_bulk({line.employee.office_id for line in lines if line.employee})
        if many_offices
        else {}
    )
    head = ["Wiersz", "Osoba i e-mail", *(["Urząd"] if many_offices else []), "Login", "Wynik sprawdzenia"]
    return {
        "id": "wiersze-pliku",
        "caption": "Wiersze pliku",
        "columns": [{"label": label, "css": "n" if label == "Wiersz" else ""} for label in head],
        "rows": [
            {
                "css": "is-fix" if line.verdict == imports.FIX else "",
                "cells": _cells(line, names, many_offices),
            }
            for line in lines
        ],
    }


def _cells(line: Line, names: Mapping[int, Office], many_offices: bool) -> list[Cell]:
    office = names.get(line.employee.office_id) if line.employee else None
    middle = [Cell(html=office.office_name if office else "–", label="Urząd")] if many_offices else []
    return [
        Cell(html=line.row, label="Wiersz", css="n"),
        Cell(html=_person(line), head=True),
        *middle,
        Cell(html=line.login or "–", label="Login"),
        Cell(html=_verdict(line), label="Wynik"),
    ]


def _person(line: Line) -> SafeString:
    return format_html(
        "{}<small>{}</small>", line.name or "bez imienia i nazwiska", line.email or "bez adresu e-mail"
    )


def _verdict(line: Line) -> SafeString:
    if line.verdict == imports.FIX:
        where = LABELS.get(line.field, "")
        return format_html("{}<small><b>{}:</b> {}</small>", status("fix"), where, line.reason)
    if line.verdict == imports.EXISTS:
        return format_html("{}<small>{}</small>", status("exists"), "Dane tej osoby się nie zmienią.")
    note = line.note or ("" if line.email else "Przygotujesz kartkę z kodem do wydruku.")
    return format_html("{}<small>{}</small>", status("new"), note) if note else status("new")


def _page(total: int, asked: int, *, only: bool) -> Page:
    pages = max(-(-total // PAGE_SIZE), 1)
    at = min(asked, pages)
    first, last = (at - 1) * PAGE_SIZE + 1, min(at * PAGE_SIZE, total)
    text = f"Wiersze {number(first)}–{number(last)} z{NBSP}{number(total)}" if total else ""
    return paged(at, pages, text=text, href=lambda n: _href(n, only))


def _href(page: int, only: bool) -> str:
    return f"?pokaz={ONLY}&page={page}" if only else f"?page={page}"
