from __future__ import annotations

import argparse
import json

import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.reporting.services.issues import freeze
from kaganek.reporting.tests.test_issues import FROM, TO
from kaganek.reporting.tests.world import NOW, usual
from kaganek.site.commands import report


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    report.arguments(parser)
    return report.run(parser.parse_args(["export", *words]))


def test_the_csv_has_a_line_for_each_office(cast, tmp_path, capsys) -> None:
    with seated(SYSTEM):
        usual(cast)
    target = tmp_path / "raport.csv"
    assert command("--project", "SU-2026", "--output", str(target)) == 0
    lines = target.read_bytes().decode("utf-8-sig").splitlines()
    assert [line.split(";")[0] for line in lines] == ["Nazwa", "Borki", "Zalesie"]
    assert f"Zapisano {target}." in capsys.readouterr().out


def test_scripts_get_the_rows_as_json(cast, capsys) -> None:
    with seated(SYSTEM):
        usual(cast)
    assert command("--project", "SU-2026", "--json") == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert [(row["Urząd"], row["Uczestnicy"], row["Po terminie"]) for row in rows] == [
        ("Urząd Gminy Borki", 1, 0),
        ("Urząd Gminy Zalesie", 1, 1),
    ]


@pytest.mark.parametrize(("fmt", "start"), [("xlsx", b"PK"), ("pdf", b"%PDF")])
def test_the_other_formats(cast, tmp_path, fmt, start) -> None:
    seat = cast.seat("dorota")
    with seated(seat):
        freeze(cast.project.pk, title="Okres", period_from=FROM, period_to=TO, by=seat, at=NOW)
    target = tmp_path / f"raport.{fmt}"
    assert command("--project", "SU-2026", "--format", fmt, "--output", str(target)) == 0
    assert target.read_bytes().startswith(start)


@pytest.mark.parametrize("words", [("--project", "NIE-MA"), ("--project", "SU-2026", "--format", "pdf")])
def test_what_cannot_be_exported_is_refused_in_words(cast, capsys, words) -> None:
    assert command(*words) == 2
    assert capsys.readouterr().err.strip()
