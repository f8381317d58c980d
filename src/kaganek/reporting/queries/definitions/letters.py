"""What became of the mails: a row for each letter of the outbox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery

from kaganek.core.fates import ASTRAY, FATES, OF_LETTERS, Fate, fate, left_at, tag
from kaganek.core.lists import Column, Row, Rows, by_words
from kaganek.core.markup import email
from kaganek.core.models import Letter
from kaganek.core.notices.catalogue import label_of, labels
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions.parts import Definition, Look, Measure, column


def _rows(look: Look) -> Rows:
    """Letters within reach; those about no project are not a coordinator's."""
    person, office = (
        Person.objects.filter(pk=OuterRef("person")),
        Office.objects.filter(pk=OuterRef("office")),
    )
    project = Project.objects.filter(pk=OuterRef("project"))
    return Letter.objects.annotate(
        fate=fate(),
        left_at=left_at(),
        person_id=F("person"),
        last_name=Subquery(person.values("last_name")),
        first_name=Subquery(person.values("first_name")),
        sort_name=Subquery(person.values("sort_name")),
        folded=Subquery(person.values("folded")),
        office_name=Subquery(office.values("office_name")),
        office_order=Subquery(office.values("sort_name")),
        project_name=Subquery(project.values("name")),
    )


def _columns(look: Look) -> Sequence[Column]:
    def whom(row: Row) -> str:
        return by.full_name(row) if row["last_name"] else ""

    def kind(row: Row) -> str:
        return label_of(row["kind"])

    def ended(row: Row) -> str:
        return FATES[row["fate"]]

    return [
        column("osoba", "Osoba", value=whom, sort=(F("sort_name").asc(nulls_last=True),), head=True),
        column("adres", "Adres", "to", html=lambda row: email(row["to"])),
        *([] if by.of_one_office(look.seat) else [column("urzad", "Urząd", "office_name", sort=("office_order",))]),
        column("rodzaj", "Wiadomość", value=kind, sort=("kind",)),
        column("zlecono", "Zlecono", "queued_at"),
        column("wyslano", "Wysłano", "left_at", sort=(F("left_at").asc(nulls_first=True),)),
        column("proby", "Próby", "attempts", css="n"),
        column("wynik", "Wynik", value=ended, sort=("fate",), html=lambda row: tag(row["fate"])),
    ]  # fmt: skip


def _fate(*which: Fate) -> Any:
    def where(look: Look) -> Q:
        return Q(fate__in=which)

    return where


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(to__icontains=text) if "@" in text else by_words("folded")(rows, text)


_OFFICE = replace(by.office(), column="office", name="office_name", order="office_order")
_PROJECT = replace(
    by.project(), column="project", name="project_name", order="project_name", text_order=False
)
LETTERS = Definition(
    key="wiadomosci",
    title="Wysyłka wiadomości",
    about="Wiersz to jedna wiadomość e-mail: do kogo, o czym, kiedy zlecona i czy wyszła.",
    obj="reporting.letter_report",
    name="Wiadomości",
    found=("wiadomość", "wiadomości", "wiadomości"),
    rows=_rows,
    fields={
        name: name
        for name in (
            "last_name", "first_name", "sort_name", "office_name", "office_order", "kind", "to", "queued_at",
            "left_at", "attempts", "fate", "error",
        )
    },
    columns=_columns,
    default_sort="zlecono:desc",
    dimensions=(
        _PROJECT, _OFFICE, by.choice("rodzaj", "Rodzaj wiadomości", "Rodzaje", "kind", labels),
        by.choice("wynik", "Wynik", "Wyniki", "fate", OF_LETTERS),
    ),
    measures=(
        Measure(key="wszystkie", label="Wiadomości"),
        Measure(key="wyslane", label="Wysłane", where=_fate(Fate.SENT)),
        Measure(key="czekaja", label="Czekają na wysłanie", where=_fate(Fate.QUEUED, Fate.AGAIN)),
        Measure(key="nieudane", label="Nie udało się", where=_fate(*ASTRAY)),
        Measure(key="niepotrzebne", label="Niepotrzebne", where=_fate(Fate.DROPPED)),
    ),
    search=_search,
    search_label="Nazwisko lub e-mail",
    period="queued_at",
)  # fmt: skip
