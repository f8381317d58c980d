"""`kaganek people import`: a verdict for every row, the deeds of the page."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests import lists
from kaganek.people.models import Person
from kaganek.programmes.models import Participation
from kaganek.site.commands import people
from kaganek.site.polish_parser import PolishParser


@pytest.fixture
def world_of_paths(cast: Cast) -> Cast:
    with seated(SYSTEM):
        lists.make_path(cast.project, lists.make_course("a"))
    return cast


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "lista.xlsx"
    file.write_bytes(lists.xlsx([lists.HEAD, *lists.PEOPLE]))
    return file


def run(*words: str) -> int:
    parser = PolishParser()
    people.arguments(parser)
    options: argparse.Namespace = parser.parse_args(["import", *words])
    return people.run(options)


def found() -> set[str]:
    with seated(SYSTEM):
        return set(Person.objects.filter(activated_at=None).values_list("login", flat=True))


def test_import_writes_and_tells_each_row(world_of_paths, listed, capsys):
    words = (str(listed), "--office", "141101", "--project", "SU-2026", "--path", "Podstawy", "--json")
    assert run(*words) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["saved"], said["created"], said["assigned"], said["letters"]) == (True, 3, 3, 0)
    assert [(row["row"], row["verdict"], row["login"]) for row in said["rows"]] == [
        (2, "new", "l.brzeczyszczykiewicz"), (3, "new", "m.gorski"), (4, "new", "j.cwiklinska"),
    ]  # fmt: skip
    assert found() == {"l.brzeczyszczykiewicz", "m.gorski", "j.cwiklinska"}
    with seated(SYSTEM):
        assert CourseProgress.objects.count() == 3

    assert run(*words) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["created"], said["existing"], said["assigned"]) == (0, 3, 0)


def test_a_dry_run_writes_nothing(world_of_paths, listed, capsys):
    assert run(str(listed), "--office", "141101", "--project", "SU-2026", "--dry-run") == 0
    out = capsys.readouterr().out
    assert "nowa osoba    Górski, Marek  m.gorski" in out
    assert "Niczego nie zapisano." in out
    assert found() == set()


def test_a_wrong_row_stops_the_whole_list(world_of_paths, tmp_path, capsys):
    file = tmp_path / "lista.csv"
    file.write_bytes(
        lists.csv([["TERYT", "Nazwisko", "Imię"], ["141101", "Maj", "Ewa"], ["060902", "Lis", ""]])
    )
    assert run(str(file), "--project", "SU-2026") == 1
    out = capsys.readouterr().out
    assert "     3  do poprawy    Lis  Imię: Brakuje imienia. Wpisz imię." in out
    assert found() == set()


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "Podaj projekt: --project KOD."),
        (("--project", "NIC"), "Nie ma projektu o kodzie NIC."),
        (("--project", "SU-2026"), "Nie podano urzędu"),
        (("--project", "SU-2026", "--office", "999999"), "Nie ma urzędu o kodzie TERYT 999999."),
        (("--project", "INNY", "--office", "141101"), "Ten urząd nie bierze udziału w projekcie."),
        (("--project", "SU-2026", "--office", "141101", "--path", "Nic"), "nie ma ścieżki „Nic”"),
    ],
)
def test_refusals_are_told_with_the_way_out(world_of_paths, listed, capsys, words, sentence):
    assert run(str(listed), *words) == 2
    assert sentence in capsys.readouterr().err
    assert run(str(listed), *words, "--json") == 2
    assert json.loads(capsys.readouterr().out)["saved"] is False
    assert found() == set()


def test_full_places_and_broken_files(world_of_paths, listed, tmp_path, capsys):
    with seated(SYSTEM):
        Participation.objects.filter(office=world_of_paths.zalesie).update(place_limit=2)
    words = ("--project", "SU-2026", "--office", "141101")
    assert run(str(listed), *words) == 2
    assert "ma limit 2, zajęte 1, potrzeba jeszcze 3. Nic nie zapisano." in capsys.readouterr().err
    broken = tmp_path / "x.pdf"
    broken.write_bytes(b"%PDF-1.7")
    assert run(str(broken), *words) == 2
    assert "PDF" in capsys.readouterr().err
    assert run(str(tmp_path / "nie-ma.csv"), *words) == 2
    assert found() == set()
