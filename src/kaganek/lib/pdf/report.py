"""The published periodic report: key figures, one bar chart, tables, how it was counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias
from zoneinfo import ZoneInfo

from kaganek.lib.pdf.signs import Mark, printed
from kaganek.lib.pdf.typesetting import Value, typeset
from kaganek.lib.pdf.words import exact
from kaganek.lib.polish import NBSP, clock, long_date, no_orphans

SUPPRESSED = "nie podajemy"
WARSAW = ZoneInfo("Europe/Warsaw")

Cell: TypeAlias = str | int | float | Decimal | None  # None: suppressed, printed as "nie podajemy"


@dataclass(frozen=True, kw_only=True)
class KeyFigure:
    """One number worth a tile."""

    label: str
    value: Cell
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One row of the chart, with a value for each series; None is suppressed."""

    label: str
    values: Sequence[int | float | Decimal | None]


@dataclass(frozen=True, kw_only=True)
class BarChart:
    """Horizontal bars from zero. Up to four series, told apart by pattern as well as colour."""

    title: str
    finding: str  # what the chart shows, in one sentence
    bars: Sequence[Bar]
    series: Sequence[str] = field(default=())  # names, when there is more than one
    unit: str = ""  # printed right after each number: "%"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A heading of the table; numbers stand at the right."""

    label: str
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class ReportTable:
    """The numbers themselves; the heading row returns on every page."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    total: Sequence[Cell] = field(default=())
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReportDoc:
    """One published report as frozen. Empty optional texts leave their part out.

    `marks` are the names of the signs in the logo strip of the project's period.
    """

    title: str
    number: str
    publisher: str
    finding: str  # the result in one or two sentences
    frozen_at: datetime  # aware; printed in Polish time
    published_on: date
    figures: Sequence[KeyFigure]
    chart: BarChart
    tables: Sequence[ReportTable]  # the first decides how the paper lies
    method: Sequence[str]  # paragraphs
    source: str
    made_at: datetime  # aware; creation time of the file, the same for every download
    project: str = ""
    period: tuple[date, date] | None = None  # first and last day
    replaces: str = ""  # number of the corrected report
    correction: str = ""  # what changed
    status_note: str = ""  # when a newer report has replaced this one
    marks: Sequence[str | Mark] = field(default=())


def report(doc: ReportDoc) -> bytes:
    """The report as PDF/UA-1.

    Raises ValueError when there is no table, and when a row of one or the chart is longer or shorter than its heading.
    """
    if not doc.tables:
        raise ValueError(doc.tables)
    data: dict[str, Value] = {
        "title": doc.title,
        "heading": no_orphans(doc.title),
        "number": doc.number,
        "publisher": doc.publisher,
        "project": doc.project,
        "finding": no_orphans(doc.finding),
        "status_note": no_orphans(doc.status_note),
        "facts": [list(fact) for fact in _facts(doc)],
        "figures": [
            {"label": figure.label, "value": shown(figure.value), "note": figure.note}
            for figure in doc.figures
        ],
        "chart": _chart(doc.chart),
        "tables": [_table(one) for one in doc.tables],
        "method": [no_orphans(paragraph) for paragraph in doc.method],
        "source": no_orphans(doc.source),
        "marks": printed(doc.marks),
    }
    return typeset("report", data, made_at=doc.made_at)


def shown(cell: Cell, unit: str = "") -> str:
    """A cell as printed: texts as they are, numbers the Polish way, None as "nie podajemy"."""
    if cell is None:
        return SUPPRESSED
    return cell if isinstance(cell, str) else f"{exact(cell)}{unit}"


def _facts(doc: ReportDoc) -> list[tuple[str, str]]:
    frozen = doc.frozen_at.astimezone(WARSAW)
    facts = [
        ("Numer", doc.number),
        ("Dane zamrożono", f"{long_date(frozen.date())}, godz.{NBSP}{clock(frozen)}"),
        ("Opublikowano", long_date(doc.published_on)),
        ("Wydawca", doc.publisher),
    ]
    if doc.period:
        facts.insert(3, ("Okres", " – ".join(long_date(day) for day in doc.period)))
    if doc.replaces:
        facts.append(
            ("Zastępuje", f"raport {doc.replaces}" + (f": {doc.correction}" if doc.correction else ""))
        )
    return facts


def _chart(chart: BarChart) -> dict[str, Value]:
    """Bars as shares of the longest one, with the words that stand for the drawing."""
    width = max(len(chart.series), 1)
    values = [value for bar in chart.bars for value in bar.values if value is not None]
    longest = max([float(value) for value in values], default=0) or 1
    return {
        "title": chart.title,
        "finding": no_orphans(chart.finding),
        "series": list(chart.series),
        "alt": f"Wykres słupkowy. {chart.title}. {'; '.join(_said(bar, chart) for bar in chart.bars)}.",
        "bars": [
            {
                "label": bar.label,
                "values": [
                    {
                        "share": None if value is None else float(value) / longest,
                        "shown": shown(value, chart.unit),
                    }
                    for value in _whole(bar.values, width)
                ],
            }
            for bar in chart.bars
        ],
    }


def _said(bar: Bar, chart: BarChart) -> str:
    """`gminy wiejskie: 171` or, with series, `gminy wiejskie: 30 czerwca 18%, 30 września 49%`."""
    words = [shown(value, chart.unit) for value in bar.values]
    named = (
        [f"{name} {word}" for name, word in zip(chart.series, words, strict=True)] if chart.series else words
    )
    return f"{bar.label}: {', '.join(named)}"


def _table(table: ReportTable) -> dict[str, Value]:
    width = len(table.columns)
    return {
        "title": table.title,
        "note": no_orphans(table.note),
        "columns": [{"label": column.label, "numeric": column.numeric} for column in table.columns],
        "rows": [[shown(cell) for cell in _whole(row, width)] for row in table.rows],
        "total": [shown(cell) for cell in _whole(table.total, width)] if table.total else [],
        "suppressed": SUPPRESSED,
    }


def _whole(row: Sequence[Cell], width: int) -> Sequence[Cell]:
    if len(row) != width:
        raise ValueError(row)
    return row
