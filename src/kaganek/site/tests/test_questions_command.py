"""`kaganek questions`: a bank from a file and back, a verdict for every question."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankCategory, BankQuestion
from kaganek.learning.tests.test_bank_files import GIFT, ONE_BAD
from kaganek.site.commands import questions
from kaganek.site.polish_parser import PolishParser


def run(*words: object) -> int:
    parser = PolishParser()
    questions.arguments(parser)
    return questions.run(parser.parse_args([str(word) for word in words]))


def held(office: int | None = None) -> int:
    with seated(SYSTEM):
        return BankQuestion.objects.filter(office=office).count()


@pytest.fixture
def gift(tmp_path: Path) -> Path:
    file = tmp_path / "pytania.gift"
    file.write_text(GIFT, encoding="cp1250")
    return file


def test_import_fills_the_bank_of_an_office_and_tells(cast: Cast, gift: Path, capsys) -> None:
    words = ("import", gift, "--format", "gift", "--office", "141101", "--category", "Od Moodle", "--json")
    assert run(*words) == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["saved"], said["added"], said["encoding"]) == (True, 3, "windows-1250")
    assert said["counts"] == {"taken": 3, "simplified": 0, "known": 0, "refused": 0}
    assert (held(cast.zalesie.pk), held()) == (3, 0)
    with seated(SYSTEM):
        assert list(BankCategory.objects.order_by("pk").values_list("name", flat=True)) == [
            "Od Moodle", "Prawo", "KPA",
        ]  # fmt: skip
    assert run(*words) == 0
    assert json.loads(capsys.readouterr().out)["added"] == 0


def test_a_dry_run_and_a_file_with_a_refused_question_write_nothing(cast: Cast, gift: Path, capsys) -> None:
    assert run("import", gift, "--format", "gift", "--category", "Nowa", "--dry-run") == 0
    gift.write_text(ONE_BAD)
    assert run("import", gift, "--format", "gift", "--category", "Nowa") == 1
    out = capsys.readouterr().out
    assert "Odrzucone" in out
    assert "Niczego nie zapisano." in out
    with seated(SYSTEM):
        assert (BankQuestion.objects.count(), BankCategory.objects.count()) == (0, 0)
    assert run("import", gift, "--format", "gift", "--skip-refused") == 1
    assert held() == 3


def test_export_writes_what_import_reads_and_never_half_a_file(
    cast: Cast, gift: Path, tmp_path, capsys
) -> None:
    out = tmp_path / "bank.xml"
    assert run("export", out, "--format", "moodle-xml") == 2
    assert "nie ma pytań" in capsys.readouterr().err
    run("import", gift, "--format", "gift")
    assert run("export", out, "--format", "moodle-xml", "--dry-run") == 0
    assert not out.exists()
    assert run("export", out, "--format", "moodle-xml", "--category", "Prawo") == 0
    capsys.readouterr()
    assert run("import", out, "--format", "moodle-xml", "--office", "060902", "--json") == 0
    assert json.loads(capsys.readouterr().out)["added"] == 3
    assert [path.name for path in tmp_path.iterdir() if path != gift] == ["bank.xml"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "brak.gift", "--format", "gift"), "Nie można odczytać pliku"),
        (("export", "x.gift", "--format", "gift", "--category", "Nie ma"), "nie ma kategorii „Nie ma”"),
        (("export", "x.gift", "--format", "gift", "--office", "999999"), "Nie ma urzędu"),
    ],
)
def test_what_cannot_be_done_is_said(cast: Cast, words: tuple[str, ...], said: str, capsys) -> None:
    assert run(*words) == 2
    assert said in capsys.readouterr().err
