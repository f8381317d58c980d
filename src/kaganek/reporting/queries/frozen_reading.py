"""A report as it is kept: plain JSON from which the page, the files and the paper are made again, the same for ever."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.utils import timezone

from kaganek.core.parts import Cell as Shown
from kaganek.lib import exports, pdf
from kaganek.lib.exports import Value
from kaganek.reporting.queries.definitions.parts import words
from kaganek.reporting.queries.paper import EMPTY
from kaganek.reporting.queries.reading import Reading

MOST_ROWS = 20_000  # of a kept report; a longer one keeps its totals alone
VERSION = 1


def freeze(reading: Reading, *, at: datetime) -> dict[str, Any]:
    """Everything the report says now; rows are left out of one that is too long (`rows` is None)."""
    lines = list(islice(reading.lines(), MOST_ROWS + 1))
    columns = reading.spec.export_columns
    return {
        "version": VERSION,
        "title": reading.definition.title,
        "about": reading.definition.about,
        "name": reading.spec.name,
        "place": reading.place,
        "made_at": at.isoformat(),
        "conditions": [list(one) for one in reading.conditions],
        "cautions": list(reading.cautions),
        "grouped": reading.grouping is not None,
        "columns": [{"label": one.file_label, "numeric": one.css == "n"} for one in columns],
        "rows": [[pack(value) for value in line] for line in lines] if len(lines) <= MOST_ROWS else None,
        "totals": [[one.label, pack(one.value)] for one in reading.totals],
    }


def pack(value: Value) -> Any:
    """A value as JSON keeps it; days, moments and exact numbers say what they are."""
    match value:
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"on": value.isoformat()}
        case Decimal():
            return {"n": str(value)}
    return value


def unpack(kept: Any) -> Value:
    match kept:
        case {"at": text}:
            return datetime.fromisoformat(text)
        case {"on": text}:
            return date.fromisoformat(text)
        case {"n": text}:
            return Decimal(text)
    value: Value = kept
    return value


def rows(content: Mapping[str, Any]) -> list[list[Value]]:
    return [[unpack(value) for value in line] for line in content["rows"] or ()]


def totals(content: Mapping[str, Any]) -> list[tuple[str, Value]]:
    return [(label, unpack(value)) for label, value in content["totals"]]


def total_lines(content: Mapping[str, Any]) -> list[list[Value]]:
    """As Reading.total_lines says them."""
    if content["grouped"]:
        return [["Razem", *(value for _, value in totals(content))]]
    return [[f"Razem: {label}", value] for label, value in totals(content)]


def columns(content: Mapping[str, Any]) -> list[exports.Column]:
    return [exports.Column(one["label"]) for one in content["columns"]]


def table(content: Mapping[str, Any], lines: Sequence[Sequence[Value]]) -> dict[str, Any]:
    """Some of the rows in the shape that ui/table.html wants."""
    heads = content["columns"]
    css = ["n" if one["numeric"] else "" for one in heads]
    foot = [words(value) for value in total_lines(content)[0]] if content["grouped"] else []
    return {
        "id": "tabela",
        "caption": content["name"],
        "columns": [{"label": one["label"], "css": look} for one, look in zip(heads, css, strict=True)],
        "rows": [{"css": "", "cells": _cells(line, heads, css)} for line in lines],
        "foot": _cells(foot, heads, css) if foot else (),
    }


def _cells(line: Sequence[Value], heads: Sequence[Mapping[str, Any]], css: Sequence[str]) -> list[Shown]:
    return [
        Shown(
            html=words(value),
            label="" if not place else heads[place]["label"],
            css=css[place],
            head=not place,
        )
        for place, value in enumerate(line)
    ]


def document(content: Mapping[str, Any]) -> bytes:
    """The kept report on paper; the same bytes each time."""
    made_at = datetime.fromisoformat(content["made_at"])
    lines = rows(content)
    grouped = content["grouped"] and bool(lines)
    return pdf.listing(
        pdf.ListingDoc(
            title=content["title"],
            publisher=content["place"],
            facts=[
                ("Przygotowano", f"{timezone.localtime(made_at):%d.%m.%Y, godz. %H:%M}"),
                *((label, value) for label, value in content["conditions"]),
            ],
            columns=[pdf.Column(label=one["label"], numeric=one["numeric"]) for one in content["columns"]],
            rows=[[words(value) for value in line] for line in lines],
            total=[words(value) for value in total_lines(content)[0]] if grouped else (),
            figures=[] if grouped else [(label, words(value)) for label, value in totals(content)],
            notes=content["cautions"],
            empty=EMPTY,
            made_at=made_at,
        )
    )
