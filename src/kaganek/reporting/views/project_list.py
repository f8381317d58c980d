"""What the address of a project's report asks for, and the table that answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaganek.core.lists import Column, Filter, ListSpec, Rows, whole_numbers
from kaganek.core.lists.asked import clean
from kaganek.core.prepared import Bound
from kaganek.core.seats import Seat
from kaganek.core.templatetags.ui import bar, dzien_krotko, icon, procent
from kaganek.programmes.models import Project
from kaganek.reporting.queries import behind, links
from kaganek.reporting.queries import project as report
from kaganek.reporting.queries.held import held
from kaganek.reporting.services.tallies import bring_up_to_date

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
class Behind:
    """Where the numbers of the table lead, in the seat that looks: to the catalogue, narrowed as the table is (R-21).

    The catalogue does not look for offices by name: with a search asked for only the numbers of one office lead there.
    Required numbers and shares count no rows.
    """

    seat: Seat
    code: str  # of the project
    grouping: str
    asked: report.Asked

    def cell(self, number: str, row: Row, shown: object | None = None) -> SafeString:
        """A number of one row of the table: "people", "done" or "late"."""
        own = {
            "urzad": {"urzad": row.get("key")}, "szkolenie": {"szkolenie": row.get("key")},
            "wojewodztwo": {"wojewodztwo": row.get("key") or "-"}, "rodzaj": {"rodzaj": row.get("key")},
        }[self.grouping]  # fmt: skip
        return self._linked(number, row, shown, own)

    def total(self, number: str, row: Row) -> SafeString:
        """The same of the row under the table."""
        return self._linked(number, row, None, {})

    def offices(self, **own: str) -> str:
        """The page itself, office by office."""
        asked = {
            "projekt": self.code, "grupuj": "urzad", "wojewodztwo": self.asked.voivodeship, "rodzaj": self.asked.kind,
            "szkolenie": self.asked.course_id, "q": self.asked.search, **own,
        }  # fmt: skip
        return f"?{urlencode({key: value for key, value in asked.items() if value})}"

    def _linked(self, number: str, row: Row, shown: object | None, own: Row) -> SafeString:
        found = {
            "projekt": self.asked.project_id, "wojewodztwo": self.asked.voivodeship, "rodzaj": self.asked.kind,
            "szkolenie": self.asked.course_id, **own,
        }  # fmt: skip
        by_course = self.grouping == "szkolenie" or found["szkolenie"]
        href = (behind.course if by_course else behind.people)(self.seat, number, **found)
        told = "urzad" in own or not self.asked.search
        return behind.linked(row[number], row[number] if shown is None else shown, href if told else "")


@dataclass(frozen=True, kw_only=True)
class Answer:
    """All that one page or file of the report is made of."""

    project: Project
    grouping: str
    spec: ListSpec
    rows: Bound | Rows
    total: Row  # the row under the table
    groups: list[Row]  # sums of the asked offices by voivodeship and kind, whatever the grouping
    everyone: Row  # those sums added up
    offices_in_all: int
    courses: list[Row]
    asked: report.Asked
    behind: Behind

    @property
    def whole(self) -> Rows:
        """The rows for a file, which needs all of them."""
        return self.rows.queryset() if isinstance(self.rows, Bound) else self.rows


def answer(project: Project, params: Params, *, today: date, seat: Seat) -> Answer:
    """Read the report that the address asks for; what is in the address and not in the project asks for nothing."""
    grouping = params.get("grupuj", "")
    grouping = grouping if grouping in TABLES else "urzad"
    bring_up_to_date(project.pk, today=today)
    asked, everywhere, courses = _asked(project, params, today)
    found = report.groups(asked) if asked.search else everywhere
    groups = [
        row
        for row in found
        if asked.voivodeship in (None, row["voivodeship"]) and asked.kind in (None, row["kind"])
    ]
    everyone = report.total(groups)
    rows, total = _table(grouping, asked, groups, courses, everyone)
    found_behind = Behind(seat=seat, code=project.code, grouping=grouping, asked=asked)
    return Answer(
        project=project,
        grouping=grouping,
        spec=_spec(grouping, everywhere, courses, found_behind),
        behind=found_behind,
        rows=rows,
        total=total,
        groups=groups,
        everyone=everyone,
        offices_in_all=sum(row["offices"] for row in everywhere),
        courses=courses,
        asked=asked,
    )


def _asked(project: Project, params: Params, today: date) -> tuple[report.Asked, list[Row], list[Row]]:
    """What is asked; the groups of the whole project and the courses of the asked offices, to choose from."""
    course = next(iter(whole_numbers([params.get("szkolenie", "")])), None)
    all_of_it = report.Asked(project_id=project.pk, today=today, course_id=course)
    everywhere = report.groups(all_of_it)
    asked = replace(
        all_of_it,
        voivodeship=_known(params.get("wojewodztwo"), "voivodeship", everywhere),
        kind=_known(params.get("rodzaj"), "kind", everywhere),
        search=clean(params.get("q", "")),
    )
    courses = report.courses(asked)
    if course is not None and all(row["course_id"] != course for row in courses):
        return _asked(project, {**params, "szkolenie": ""}, today)
    return asked, everywhere, courses


def _known(value: str | None, field: str, groups: list[Row]) -> str | None:
    return value if value and any(row[field] == value for row in groups) else None


def _table(
    grouping: str, asked: report.Asked, groups: list[Row], courses: list[Row], everyone: Row
) -> tuple[Bound | Rows, Row]:
    """The rows of the table and the one under it."""
    if grouping == "urzad":
        return report.offices(asked, count=everyone["offices"]), everyone
    if grouping == "szkolenie":
        own = [row for row in courses if asked.course_id in (None, row["course_id"])]
        made = report.courses_as_rows(own, report.required(asked))
        return held(made), _sum_of_courses(made)
    return held(report.folded(groups, {"wojewodztwo": "voivodeship", "rodzaj": "kind"}[grouping])), everyone


def _sum_of_courses(rows: list[Row]) -> Row:
    made = {key: sum(row[key] for row in rows) for key in ("people", "done", "late")}
    required = [row["required"] for row in rows if row["required"] is not None]
    return made | {
        "share": report.share(made["done"], made["people"]),
        "required": sum(required) if required else None,
        "offices": None,
    }


def _spec(grouping: str, groups: list[Row], courses: list[Row], to: Behind) -> ListSpec:
    heading, name, found = TABLES[grouping]
    return ListSpec(
        name=name,
        found=found,
        columns=_columns(grouping, heading, to),
        filters=_filters(groups, courses),
        default_sort="nazwa:asc",
        tiebreak=("sort_name", "key"),
        keep=("projekt", "grupuj"),
        id="tabela",
    )


def _columns(grouping: str, heading: str, to: Behind) -> list[Column]:
    def named(row: Row) -> SafeString:
        if grouping != "urzad":
            return format_html("{}", row["label"])
        href = links.office_report(row["key"])
        return format_html('<a href="{}">{}</a><small>{}</small>', href, row["label"], _place(row))

    columns = [
        Column(
            key="nazwa",
            label=heading,
            export_label="Nazwa" if grouping == "urzad" else "",
            value=lambda row: row["label"],
            html=named,
            head=True,
            sort=("sort_name",),
        )
    ]
    if grouping == "urzad":
        columns.append(Column(key="urzad", label="Urząd", value=lambda row: row["office_name"], screen=False))
        columns.append(Column(key="teryt", label="TERYT", value=lambda row: row["teryt"] or "", screen=False))
        columns.append(Column(key="opis", label="Województwo, rodzaj", value=_place, screen=False))
    if grouping in ("wojewodztwo", "rodzaj"):
        columns.append(_offices(grouping, to))
    columns += [_count("osoby", "Uczestnicy", "people", to), _count("ukonczyli", "Ukończyli", "done", to)]
    if grouping == "szkolenie":
        columns.append(_count("wymagane", "Wymagana liczba", "required"))
    return [*columns, *_tail("last_order" if grouping == "urzad" else "last", to)]


def _place(row: Row) -> str:
    return ", ".join(filter(None, (report.voivodeship(row["voivodeship"]), report.kind(row["kind"]))))


def _tail(by_activity: str, to: Behind) -> list[Column]:
    def late(row: Row) -> SafeString:
        return to.cell("late", row, _late(row))

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
            html=late,
            sort=("late",),
            css="n",
        ),
        Column(
            key="aktywnosc",
            label="Ostatnia aktywność",
            value=lambda row: row["last"],
            html=lambda row: dzien_krotko(row["last"]) or "–",
            sort=(by_activity,),
        ),
    ]


def _count(key: str, label: str, name: str, to: Behind | None = None) -> Column:
    html = (lambda row: to.cell(name, row)) if to else None
    return Column(key=key, label=label, value=lambda row: row[name], html=html, sort=(name,), css="n")


def _offices(grouping: str, to: Behind) -> Column:
    """How many offices; they stand in the same table, not grouped. Those without a voivodeship have no filter there."""

    def html(row: Row) -> SafeString:
        href = to.offices(**{grouping: row["key"]}) if row["key"] else ""
        return behind.linked(row["offices"], row["offices"], href)

    return Column(
        key="urzedy", label="Urzędy", value=lambda row: row["offices"], html=html, sort=("offices",), css="n"
    )


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


def _filters(groups: list[Row], courses: list[Row]) -> list[Filter]:
    """The boxes of the list; the offices are already narrowed when it is read."""
    regions = sorted(
        (code, report.voivodeship(code)) for code in {row["voivodeship"] for row in groups} - {""}
    )
    kinds = sorted((code, report.kind(code)) for code in {row["kind"] for row in groups})
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
