"""What the address of a project's report asks for, and the table that answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec, Rows
from kaganek.core.seats import Seat
from kaganek.core.templatetags.ui import bar, dzien_krotko, icon, procent
from kaganek.lib.names import fold
from kaganek.programmes.models import Project
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries.held import Held
from kaganek.reporting.views import links

Row = dict[str, Any]
Params = Mapping[str, str]
TABLES = {  # grouping: heading of the naming column, name of the list, what is found
    "urzad": ("Urząd", "Urzędy", ("urząd", "urzędy", "urzędów")),
    "szkolenie": ("Szkolenie", "Szkolenia", ("szkolenie", "szkolenia", "szkoleń")),
    "wojewodztwo": ("Województwo", "Województwa", ("województwo", "województwa", "województw")),
    "rodzaj": ("Rodzaj jednostki", "Rodzaje jednostek", ("rodzaj", "rodzaje", "rodzajów")),
}
TABS = (
    ("urzad", "Urzędy"),
    ("szkolenie", "Szkolenia"),
    ("wojewodztwo", "Województwa"),
    ("rodzaj", "Rodzaje jednostek"),
)
BADLY_LATE = 10  # percent of people


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that one page or file of the report is made of."""

    project: Project
    grouping: str
    spec: ListSpec
    rows: Held
    offices: list[Row]  # rows of the filtered offices, whatever the grouping
    offices_in_all: int
    courses: list[Row]
    asked: report.Asked

    @property
    def total(self) -> Row:
        return report.total(self.rows) if self.grouping != "szkolenie" else _sum_of_courses(list(self.rows))


def answer(seat: Seat, project: Project, params: Params, *, today: date) -> Answer:
    """Read the report that the address asks for: four statements, whatever it asks."""
    grouping = params.get("grupuj", "")
    grouping = grouping if grouping in TABLES else "urzad"
    everyone = report.offices(project.pk)
    chosen = _chosen(everyone, params)
    office_ids = None if len(chosen) == len(everyone) else [row["id"] for row in chosen]
    asked = report.Asked(project_id=project.pk, today=today, office_ids=office_ids)
    courses = report.by_course(asked)
    narrowed = report.Asked(
        project_id=project.pk, today=today, office_ids=office_ids, course_id=_course(courses, params)
    )
    offices = report.table(chosen, report.by_office(narrowed))
    return Answer(
        project=project,
        grouping=grouping,
        spec=_spec(seat, grouping, everyone, courses),
        rows=Held(_rows(grouping, offices, _only(courses, narrowed.course_id))),
        offices=offices,
        offices_in_all=len(everyone),
        courses=courses,
        asked=narrowed,
    )


def _chosen(offices: Sequence[Row], params: Params) -> list[Row]:
    words = fold(params.get("q", "")[:120]).split()
    tests = [
        (field, params[key])
        for key, field in (("wojewodztwo", "voivodeship"), ("rodzaj", "kind"))
        if any(row[field] == params.get(key) for row in offices)
    ]
    if not words and not tests:
        return list(offices)
    return [
        row
        for row in offices
        if all(row[field] == value for field, value in tests)
        and all(word in row["folded"] or word in (row["teryt"] or "") for word in words)
    ]


def _course(courses: Sequence[Row], params: Params) -> int | None:
    return next(
        (row["course_id"] for row in courses if str(row["course_id"]) == params.get("szkolenie")), None
    )


def _only(courses: list[Row], course_id: int | None) -> list[Row]:
    return [row for row in courses if course_id in (None, row["course_id"])]


def _rows(grouping: str, offices: list[Row], courses: list[Row]) -> list[Row]:
    if grouping == "szkolenie":
        return report.courses_as_rows(courses)
    if grouping == "urzad":
        return offices
    return report.folded(offices, {"wojewodztwo": "voivodeship", "rodzaj": "kind"}[grouping])


def _sum_of_courses(rows: list[Row]) -> Row:
    made = {key: sum(row[key] for row in rows) for key in ("people", "done", "late")}
    required = [row["required"] for row in rows if row["required"] is not None]
    return made | {
        "share": report.share(made["done"], made["people"]),
        "required": sum(required) if required else None,
        "offices": None,
    }


def _spec(seat: Seat, grouping: str, offices: list[Row], courses: list[Row]) -> ListSpec:
    heading, name, found = TABLES[grouping]
    return ListSpec(
        name=name,
        found=found,
        columns=_columns(seat, grouping, heading),
        filters=_filters(offices, courses),
        default_sort="nazwa:asc",
        tiebreak=("sort_name", "key"),
        keep=("projekt", "grupuj"),
        id="tabela",
    )


def _columns(seat: Seat, grouping: str, heading: str) -> list[Column]:
    def named(row: Row) -> SafeString:
        if grouping != "urzad":
            return format_html("{}", row["label"])
        href = links.office_report(row["key"])
        return format_html('<a href="{}">{}</a><small>{}</small>', href, row["label"], row["note"])

    columns = [
        Column(
            key="nazwa",
            label=heading,
            value=lambda row: row["label"],
            html=named,
            head=True,
            sort=("sort_name",),
        )
    ]
    if grouping == "urzad":
        columns.append(Column(key="teryt", label="TERYT", value=lambda row: row["teryt"], screen=False))
        columns.append(
            Column(key="opis", label="Województwo, rodzaj", value=lambda row: row["note"], screen=False)
        )
    if grouping in ("wojewodztwo", "rodzaj"):
        columns.append(_count("urzedy", "Urzędy", "offices"))
    columns += [_count("osoby", "Uczestnicy", "people"), _count("ukonczyli", "Ukończyli", "done")]
    if grouping == "szkolenie":
        columns.append(_count("wymagane", "Wymagana liczba", "required"))
    return [*columns, *_tail()]


def _tail() -> list[Column]:
    return [
        Column(
            key="udzial",
            label="Udział ukończeń",
            export_label="Udział ukończeń, %",
            value=lambda row: round(row["share"], 1),
            html=share_cell,
            sort=("share",),
        ),
        Column(
            key="pozno",
            label="Po terminie",
            value=lambda row: row["late"],
            html=_late,
            sort=("late",),
            css="n",
        ),
        Column(
            key="aktywnosc",
            label="Ostatnia aktywność",
            value=lambda row: row["last"],
            html=lambda row: dzien_krotko(row["last"]) or "–",
            sort=("last",),
        ),
    ]


def _count(key: str, label: str, name: str) -> Column:
    return Column(key=key, label=label, value=lambda row: row[name], sort=(name,), css="n")


def share_cell(row: Row) -> SafeString:
    kind = "is-done" if row["share"] > 80 else ""
    return format_html(
        '<span class="kg-cellbar">{}<span class="num">{}</span></span>',
        bar(row["share"], 100, kind),
        procent(row["share"]),
    )


def _late(row: Row) -> SafeString | str:
    if report.share(row["late"], row["people"]) > BADLY_LATE:
        return format_html('{} <span class="kg-late">{}</span>', icon("clock-alert"), row["late"])
    return str(row["late"])


def _filters(offices: list[Row], courses: list[Row]) -> list[Filter]:
    """The boxes of the list; the offices are already narrowed when it is read."""
    regions = sorted(
        (code, report.voivodeship(code)) for code in {row["voivodeship"] for row in offices} - {""}
    )
    kinds = sorted((code, report.kind(code)) for code in {row["kind"] for row in offices})
    named = [(str(row["course_id"]), row["title"]) for row in courses]
    boxes = (
        ("q", "Nazwa lub kod TERYT", None, ""),
        ("wojewodztwo", "Województwo", regions, "Wszystkie"),
        ("rodzaj", "Rodzaj jednostki", kinds, "Wszystkie"),
        ("szkolenie", "Szkolenie", named, "Cała ścieżka"),
    )
    return [
        Filter(key=key, label=label, choices=choices, all_label=every, apply=_already)
        for key, label, choices, every in boxes
    ]


def _already(rows: Rows, value: str) -> Rows:
    return rows


def as_rows(held: Held) -> Rows:
    """The list reader asks for a queryset; these rows answer to the same few methods."""
    return cast(Rows, held)
