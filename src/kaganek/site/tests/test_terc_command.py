"""`kaganek terc import`: the same deeds as the page, for scripts."""

import argparse
import json

import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.tests.shared import shared_data
from kaganek.people.models import Office, RegisterImport
from kaganek.people.tests.test_register import FILES
from kaganek.site.commands import terc

pytestmark = pytest.mark.django_db


def terc_import(year_or_path, *flags):
    path = shared_data("teryt", FILES[year_or_path]) if isinstance(year_or_path, int) else year_or_path
    parser = argparse.ArgumentParser()
    terc.arguments(parser)
    return terc.run(parser.parse_args(["import", str(path), *flags]))


def held():
    with seated(SYSTEM):
        return Office.objects.count(), RegisterImport.objects.count()


def test_a_dry_run_writes_nothing(capsys):
    assert terc_import(2025, "--dry-run") == 0

    assert "Niczego nie zapisano." in capsys.readouterr().out
    assert held() == (0, 0)


def test_nine_changes_come_as_json_and_the_second_time_none(capsys):
    terc_import(2024)
    capsys.readouterr()

    assert terc_import(2025, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert terc_import(2025, "--json") == 0
    second = json.loads(capsys.readouterr().out)

    assert (first["units"], first["loaded_before"], first["applied"], len(first["changes"])) == (
        2809, "2024-01-01", True, 9,
    )  # fmt: skip
    assert (second["applied"], second["changes"]) == (False, [])
    assert held() == (2809, 2)


def test_people_read_the_changes_in_polish(capsys):
    terc_import(2024)
    capsys.readouterr()

    terc_import(2025)

    lines = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert lines[0] == "TERC_Urzedowy_2025-11-18.csv: stan na 2025-01-01, 2809 jednostek."
    assert lines[-1] == "Zapisano: 9 zmian."
    assert sum("zmiana rodzaju" in line for line in lines) == 7


def test_refusals_end_with_two_and_say_why(capsys, tmp_path):
    other = tmp_path / "inny.csv"
    other.write_text("a;b\r\n1;2\r\n")
    assert terc_import(other) == 2
    assert "To nie jest plik rejestru TERC" in capsys.readouterr().err
    assert terc_import(tmp_path / "brak.csv", "--json") == 2
    assert "Nie udało się odczytać pliku" in json.loads(capsys.readouterr().out)["refused"]
    terc_import(2025)
    assert terc_import(2024) == 2
    assert "Ten plik opisuje stan na 1 stycznia 2024 r." in capsys.readouterr().err.replace(
        "\N{NO-BREAK SPACE}", " "
    )
