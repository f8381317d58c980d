"""A frozen report for readers: chart, tables and the rows of its files. Reads the frozen content alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from kaganek.core import charts
from kaganek.core.parts import Cell, plain_table
from kaganek.lib import pdf
from kaganek.lib.exports import Column, Value
from kaganek.lib.polish import counted, long_date, number, percent
from kaganek.programmes.queries import drawings
from kaganek.reporting.models import ReportIssue

HIDDEN = "nie podajemy"
CHART_LETTERS = 22
MOST_OFFICES = 200  # on a page; the files hold all
FILE_COLUMNS = tuple(
    Column(title)
    for title in (
        "Przekrój", "Nazwa", "TERYT", "Województwo", "Rodzaj jednostki", "Szkolenie", "Urzędy", "Uczestnicy",
        "Ukończyli", "Udział ukończeń, %",
    )
)  # fmt: skip
NOTE = (
    "„Nie podajemy” oznacza, że grupa ma mniej niż 5 osób albo że taką liczbę dałoby się wyliczyć z innych. "
    "Chronimy w ten sposób prywatność. Udział liczymy od wszystkich uczestników danej grupy."
)
METHOD = (
    "Uczestnik to osoba, która ma w projekcie przypisane szkolenia.",
    "„Ukończenie” to wszystkie szkolenia ścieżki zaliczone najpóźniej w ostatnim dniu okresu.",
    "Danych zamrożonego raportu nikt nie zmienia. Poprawka jest nowym raportem, który mówi, co się zmieniło.",
)
INDICATOR_HEADS = (("Wskaźnik", ""), ("Okres", ""), ("Cel", "n"), ("Wartość", "n"), ("Uwagi", ""))
FROZEN = "Okresy zamrożone do końca okresu raportu. Wartości okresu się nie zmieniają: późniejsze dane są korektą w następnym."
Row = Mapping[str, Any]


def finding(content: Mapping[str, Any]) -> str:
    """The result in one sentence."""
    total = content["total"]
    if total["people"] is None or total["done"] is None:
        return _best_course(content) or f"Urzędy w projekcie: {number(total['offices'])}."
    people = counted(total["people"], "uczestnika", "uczestników", "uczestników")
    return f"Ścieżkę ukończyło {number(total['done'])} z {people}, czyli {percent(total['share'] or 0)}."


def _best_course(content: Mapping[str, Any]) -> str:
    """What can be said when the number of finished paths is kept back."""
    told = [row for row in content["courses"] if row["share"] is not None]
    if not told:
        return ""
    best = max(told, key=lambda row: row["done"])
    people = counted(best["people"], "uczestnika", "uczestników", "uczestników")
    return f"Najwięcej osób ukończyło szkolenie „{best['title']}”: {number(best['done'])} z {people}."


def parts(issue: ReportIssue) -> dict[str, Any]:
    """Everything that the page of a report shows of its content."""
    content = issue.content
    return {
        "finding": finding(content),
        "chart": chart(content),
        "kinds": table("rodzaje", "Rodzaj jednostki", content["kinds"], total=content["total"]),
        "voivodeships": table("wojewodztwa", "Województwo", content["voivodeships"], total=content["total"]),
        "courses": table("szkolenia", "Szkolenie", content["courses"], offices=False, name="title"),
        "offices": table("urzedy", "Urząd", content["offices"][:MOST_OFFICES], offices=False, name="name"),
        "indicators": indicators_table(content),
        "frozen": FROZEN,
        "more_offices": max(len(content["offices"]) - MOST_OFFICES, 0),
        "note": NOTE,
        "method": METHOD,
    }


def chart(content: Mapping[str, Any]) -> SafeString | str:
    """Completed paths by kind of unit, or courses when those are kept back; a hidden number is not drawn."""
    if content["total"]["done"] is None:
        return _chart_of_courses(content)
    rows = [(row["label"], row["done"]) for row in content["kinds"] if row["done"] is not None]
    if not rows:
        return ""
    rows.sort(key=lambda row: -row[1])
    said = _chart_finding(content, rows)
    return charts.bars(
        "ukonczenia",
        "Ukończenia według rodzaju jednostki",
        said,
        rows,
        head=("Rodzaj jednostki", "Ukończyli"),
    )


def _chart_of_courses(content: Mapping[str, Any]) -> SafeString | str:
    rows = [(chart_label(row["short"]), row["done"]) for row in content["courses"] if row["done"] is not None]
    if not rows:
        return ""
    rows.sort(key=lambda row: -row[1])
    return charts.bars(
        "ukonczenia", "Ukończenia szkoleń", finding(content), rows, head=("Szkolenie", "Ukończyli")
    )


def chart_label(title: str) -> str:
    """A title that fits beside a chart: whole words, at most as many letters as there is room for."""
    if len(title) <= CHART_LETTERS:
        return title
    return title[:CHART_LETTERS].rsplit(" ", 1)[0].rstrip(" ,–-") + "…"


def _chart_finding(content: Mapping[str, Any], rows: Sequence[tuple[str, int]]) -> str:
    said = f"Najwięcej ukończeń: {rows[0][0]}, {number(rows[0][1])}."
    left_out = len(content["kinds"]) - len(rows)
    return f"{said} Pominięto {counted(left_out, 'grupę', 'grupy', 'grup')}." if left_out else said


def table(
    name_id: str,
    heading: str,
    rows: Sequence[Row],
    *,
    total: Row | None = None,
    offices: bool = True,
    name: str = "label",
) -> dict[str, Any]:
    """The shape ui/table.html wants."""
    keys = [*([("offices", "Urzędy")] if offices else []), ("people", "Uczestnicy"), ("done", "Ukończyli")]
    labels = [*keys, ("share", "Udział")]
    return {
        "id": name_id,
        "caption": heading,
        "columns": [{"label": heading}, *({"label": label, "css": "n"} for _, label in labels)],
        "rows": [{"css": "", "cells": _cells(row, row[name], labels)} for row in rows],
        "foot": _cells(total, "Razem", labels) if total else (),
    }


def _cells(row: Row, name: str, labels: Sequence[tuple[str, str]]) -> list[Cell]:
    cells = [
        Cell(html=shown(row[key], "%" if key == "share" else ""), label=label, css="n")
        for key, label in labels
    ]
    return [Cell(html=name, head=True), *cells]


def _pdf_indicators(content: Mapping[str, Any]) -> list[pdf.ReportTable]:
    if not content.get("indicators"):
        return []
    columns = [pdf.Column(label=label, numeric=css == "n") for label, css in INDICATOR_HEADS]
    rows = [row for one in content["indicators"] for row in _indicator_rows(one)]
    return [pdf.ReportTable(title="Wskaźniki projektu", columns=columns, rows=rows, note=FROZEN)]


def indicators_table(content: Mapping[str, Any]) -> dict[str, Any] | None:
    """Every line of the indicators frozen by then, a sum under each; None for a report without any."""
    rows = [row for one in content.get("indicators", ()) for row in _indicator_rows(one)]
    return plain_table("wskazniki", "Wskaźniki", INDICATOR_HEADS, rows) if rows else None


def _indicator_rows(one: Row) -> Iterator[list[str]]:
    name = f"{one['code']}: {one['name']} ({one['unit']})"
    for line in one["lines"]:
        corrects = f"korekta za {line['corrects']}. {line['note']}" if line["corrects"] else ""
        yield [name, line["period"], _amount(line["target"], "–"), _amount(line["value"], HIDDEN), corrects]
    yield [name, "razem", _amount(one["target"], "–"), _amount(one["reached"], HIDDEN), ""]


def _amount(value: float | None, nothing: str) -> str:
    return nothing if value is None else number(value, 0 if value == int(value) else 2)


def shown(value: int | None, unit: str = "") -> str:
    return HIDDEN if value is None else f"{number(value)}{unit}"


def file_rows(content: Mapping[str, Any]) -> Iterator[list[Value]]:
    """All cuts of the report as rows of one table, for CSV and XLSX alike."""
    yield _file_row("cały projekt", content["project"]["name"], content["total"])
    for cut, key in (("rodzaj jednostki", "kinds"), ("województwo", "voivodeships")):
        for row in content[key]:
            yield _file_row(cut, row["label"], row)
    for row in content["courses"]:
        yield _file_row("szkolenie", row["title"], row, course=row["title"])
    for row in content["offices"]:
        yield _file_row("urząd", row["name"], row, place=(row["teryt"], row["voivodeship"], row["kind"]))
    titles = [row["title"] for row in content["courses"]]
    for row in content["matrix"]:
        for title, done in zip(titles, row["done"], strict=True):
            yield ["urząd i szkolenie", row["name"], "", "", "", title, "", "", _value(done), ""]


def _file_row(
    cut: str, name: str, row: Row, *, course: str = "", place: tuple[str, str, str] = ("", "", "")
) -> list[Value]:
    numbers = [_value(row[key]) for key in ("people", "done", "share")]
    return [cut, name, *place, course, row.get("offices", ""), *numbers]


def _value(value: int | None) -> Value:
    return HIDDEN if value is None else value


def document(issue: ReportIssue, *, published_at: datetime, replaced_by: str = "") -> bytes:
    """The report as a tagged PDF; the same bytes at every download."""
    content = issue.content
    rows = [
        [row["label"], row["offices"], row["people"], row["done"], _percent(row["share"])]
        for row in content["kinds"]
    ]
    total = content["total"]
    doc = pdf.ReportDoc(
        title=issue.title,
        number=issue.shown_number,
        publisher=content["publisher"],
        project=content["project"]["name"],
        period=(issue.period_from, issue.period_to),
        finding=finding(content),
        frozen_at=issue.frozen_at,
        published_on=timezone.localdate(published_at),
        figures=[
            pdf.KeyFigure(label="Urzędy", value=total["offices"]),
            pdf.KeyFigure(label="Uczestnicy", value=total["people"]),
            pdf.KeyFigure(label="Ukończyli ścieżkę", value=total["done"]),
        ],
        chart=_pdf_chart(content),
        tables=[pdf.ReportTable(
            title="Uczestnicy i ukończenia według rodzaju jednostki",
            columns=[
                pdf.Column(label=label, numeric=label != "Rodzaj jednostki")
                for label in ("Rodzaj jednostki", "Urzędy", "Uczestnicy", "Ukończyli", "Udział")
            ],
            rows=rows,
            total=["Razem", total["offices"], total["people"], total["done"], _percent(total["share"])],
            note=NOTE,
        ), *_pdf_indicators(content)],
        method=[*METHOD, "Pozostałe przekroje są w plikach CSV i XLSX tego raportu."],
        source=f"Dane serwisu Kaganek na dzień {long_date(issue.period_to)}",
        made_at=published_at.replace(microsecond=0),
        replaces=issue.corrects.shown_number if issue.corrects else "",
        correction=issue.correction_note,
        status_note=f"Ten raport zastąpił raport {replaced_by}." if replaced_by else "",
        marks=pdf.marks_of(content["strip"], drawings([str(mark.get("file", "")) for mark in content["strip"]])),
    )  # fmt: skip
    return pdf.report(doc)


def _pdf_chart(content: Mapping[str, Any]) -> pdf.BarChart:
    by_course = content["total"]["done"] is None
    rows = [(row["title"], row["done"]) for row in content["courses"]]
    if not by_course:
        rows = [(row["label"], row["done"]) for row in content["kinds"]]
    return pdf.BarChart(
        title="Ukończenia szkoleń" if by_course else "Ukończenia według rodzaju jednostki",
        finding=finding(content),
        bars=[pdf.Bar(label=label, values=[done]) for label, done in rows],
    )


def _percent(share: int | None) -> str | None:
    return None if share is None else percent(share)
