"""The list that the tutorial asks its reader to type does what the tutorial says."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from django.urls import reverse

from tests.docs.reading import page, rows

HEAD = ["Nazwisko i imię", "E-mail", "Komórka"]


def sheet(lines: list[list[str]]) -> io.BytesIO:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        table = book.add_worksheet()
        for number, line in enumerate([HEAD, *lines]):
            table.write_row(number, 0, line)
    made.seek(0)
    made.name = "lista.xlsx"
    return made


@pytest.mark.parametrize(("third", "fix"), [("Nowak", 1), ("Nowak Ewa", 0)])
def test_the_list_of_the_tutorial_is_judged_as_it_says(client, cast, third: str, fix: int) -> None:
    lines = rows(page("tutorial/pierwszy-dzien-koordynatora.md"))
    assert [line[0] for line in lines] == ["Zięba Roman", "Brzęczyszczykiewicz-Żak Łucja", "Nowak"]
    client.force_login(cast.account("janina"))

    sent = {"project": cast.project.pk, "office": "", "file": sheet([*lines[:2], [third, *lines[2][1:]]])}
    response = client.post(reverse("learning:import_upload"), sent, follow=True)

    assert response.context["counts"] == {"new": 3 - fix, "exists": 0, "fix": fix}
