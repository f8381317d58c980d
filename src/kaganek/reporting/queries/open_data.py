"""Published reports for machines: JSON, and what each column of the files means (CSV on the Web)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from kaganek.lib.exports import Column, Value
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.queries import shown

LICENCE = "https://creativecommons.org/licenses/by/4.0/"
Told = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class About:
    """One column of a set: what stands over it, its name for machines, what it holds and means."""

    title: str
    name: str
    kind: str  # of XML Schema, as CSV on the Web says it
    meaning: str


_NUMBER = "„nie podajemy” chroni małe grupy"
OF_REPORT = (
    About(title="Przekrój", name="przekroj", kind="string", meaning="Czego dotyczy wiersz: cały projekt, rodzaj jednostki, województwo, szkolenie, urząd, urząd i szkolenie."),
    About(title="Nazwa", name="nazwa", kind="string", meaning="Nazwa projektu, grupy, szkolenia albo urzędu."),
    About(title="TERYT", name="teryt", kind="string", meaning="Kod TERYT urzędu; puste w innych przekrojach."),
    About(title="Województwo", name="wojewodztwo", kind="string", meaning="Województwo urzędu; puste w innych przekrojach."),
    About(title="Rodzaj jednostki", name="rodzaj_jednostki", kind="string", meaning="Rodzaj jednostki samorządu; puste w innych przekrojach."),
    About(title="Szkolenie", name="szkolenie", kind="string", meaning="Tytuł szkolenia w przekrojach „szkolenie” i „urząd i szkolenie”."),
    About(title="Urzędy", name="urzedy", kind="integer", meaning="Ile urzędów bierze udział."),
    About(title="Uczestnicy", name="uczestnicy", kind="integer", meaning=f"Ile osób ma przypisane szkolenia; {_NUMBER}."),
    About(title="Ukończyli", name="ukonczyli", kind="integer", meaning=f"Ile osób ukończyło wszystkie szkolenia, a w przekrojach ze szkoleniem: to szkolenie; {_NUMBER}."),
    About(title="Udział ukończeń, %", name="udzial_ukonczen", kind="integer", meaning=f"Procent uczestników, którzy ukończyli, bez miejsc po przecinku; {_NUMBER}."),
)  # fmt: skip
OF_INDICATORS = (
    About(title="Kod", name="kod", kind="string", meaning="Kod wskaźnika w projekcie."),
    About(title="Wskaźnik", name="wskaznik", kind="string", meaning="Nazwa wskaźnika."),
    About(title="Rodzaj", name="rodzaj", kind="string", meaning="Wskaźnik produktu, rezultatu albo własny."),
    About(title="Jednostka", name="jednostka", kind="string", meaning="W czym podana jest wartość."),
    About(title="Okres", name="okres", kind="string", meaning="Okres, który podaje wartość; „razem” to wszystkie zamrożone okresy."),
    About(title="Od", name="od", kind="date", meaning="Pierwszy dzień okresu."),
    About(title="Do", name="do", kind="date", meaning="Ostatni dzień okresu."),
    About(title="Korekta za", name="korekta_za", kind="string", meaning="Wcześniejszy okres, który zmieniły dane późniejsze niż jego zamrożenie; puste dla wartości okresu."),
    About(title="Cel", name="cel", kind="decimal", meaning="Ile miało być osiągnięte w okresie."),
    About(title="Wartość", name="wartosc", kind="decimal", meaning=f"Ile osiągnięto w okresie, a w korekcie o ile zmieniła się liczba; {_NUMBER}."),
    About(title="Wyjaśnienie", name="wyjasnienie", kind="string", meaning="Skąd korekta."),
)  # fmt: skip
SETS = {"": OF_REPORT, "-wskazniki": OF_INDICATORS}  # by the end of a file's name
INDICATOR_COLUMNS = tuple(Column(one.title) for one in OF_INDICATORS)


def indicators(content: Mapping[str, Any]) -> list[Told]:
    """What a frozen report says of indicators; those frozen before there were any say nothing."""
    found: list[Told] = content.get("indicators", [])
    return found


def indicator_rows(content: Mapping[str, Any]) -> Iterator[list[Value]]:
    """A row for each line of an indicator and one for all of them."""
    for one in indicators(content):
        head = [one["code"], one["name"], one["level"], one["unit"]]
        for line in one["lines"]:
            yield [
                *head, line["period"], line["from"], line["to"], line["corrects"], line["target"], _said(line["value"]),
                line["note"],
            ]  # fmt: skip
        yield [*head, "razem", None, None, "", one["target"], _said(one["reached"]), ""]


def _said(value: float | None) -> Value:
    return shown.HIDDEN if value is None else value


def metadata(issue: ReportIssue, kind: str, csv: str) -> Told:
    """What a CSV file holds, as the recommendation "Metadata Vocabulary for Tabular Data" writes it.

    kind  a key of SETS. csv  the full address of the file.
    """
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "pl"}],
        "url": csv,
        "dc:title": _title(issue, kind),
        "dc:publisher": issue.content["publisher"],
        "dc:license": {"@id": LICENCE},
        "dc:issued": {"@value": _day(issue), "@type": "xsd:date"},
        "dialect": {"delimiter": ";", "encoding": "utf-8", "header": True},
        "tableSchema": {"columns": [_column(one) for one in SETS[kind]]},
    }


def _column(one: About) -> Told:
    """A number that may be kept back has the words that stand for it named as no value."""
    told: Told = {"titles": one.title, "name": one.name, "datatype": one.kind, "dc:description": one.meaning}
    if one.kind == "decimal":
        told["datatype"] = {"base": "decimal", "format": {"decimalChar": ","}}
    return told if one.kind in ("string", "date") else told | {"null": ["", shown.HIDDEN]}


def whole(issue: ReportIssue, *, address: str, corrected_by: str) -> Told:
    """The published report as one JSON document: facts, rows by column names, indicators, columns explained."""
    content = issue.content
    return {
        "report": {
            "number": issue.shown_number,
            "title": issue.title,
            "url": address,
            "project": content["project"],
            "publisher": content["publisher"],
            "period_from": issue.period_from.isoformat(),
            "period_to": issue.period_to.isoformat(),
            "frozen_at": issue.frozen_at.isoformat(),
            "published_at": issue.published_at.isoformat() if issue.published_at else "",
            "corrects": issue.corrects.shown_number if issue.corrects else "",
            "correction": issue.correction_note,
            "corrected_by": corrected_by,
            "licence": LICENCE,
            "hidden": f"null: {shown.NOTE}",
        },
        "columns": [_explained(one) for one in OF_REPORT],
        "rows": [_by_name(OF_REPORT, row) for row in shown.file_rows(content)],
        "indicator_columns": [_explained(one) for one in OF_INDICATORS],
        "indicators": [_by_name(OF_INDICATORS, row) for row in indicator_rows(content)],
    }


def _explained(one: About) -> Told:
    return {"name": one.name, "title": one.title, "type": one.kind, "description": one.meaning}


def _by_name(columns: tuple[About, ...], row: list[Value]) -> Told:
    values = [None if value in ("", shown.HIDDEN) else value for value in row]
    return dict(zip((one.name for one in columns), values, strict=True))


def _title(issue: ReportIssue, kind: str) -> str:
    about = "wskaźniki" if kind else "uczestnicy i ukończenia"
    return f"{issue.title}: {about} (raport {issue.shown_number})"


def _day(issue: ReportIssue) -> str:
    return localdate(issue.published_at).isoformat() if issue.published_at else ""
