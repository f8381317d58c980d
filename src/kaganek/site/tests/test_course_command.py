"""`kaganek course`: a course to a file and back, and what a bad file is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course
from kaganek.learning.tests.exchanging import contents
from kaganek.learning.tests.factories import make_course
from kaganek.lib.tests.course_samples import good
from kaganek.site.commands import course
from kaganek.site.polish_parser import PolishParser


@pytest.fixture(autouse=True)
def disk(tmp_path: Path, settings) -> None:
    settings.PACKAGES_ROOT = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "media"


def run(*words: object) -> int:
    parser = PolishParser()
    course.arguments(parser)
    return course.run(parser.parse_args([str(word) for word in words]))


def codes() -> list[str]:
    with seated(SYSTEM):
        return sorted(Course.objects.values_list("code", flat=True))


def test_in_out_and_in_again(cast: Cast, tmp_path: Path, capsys) -> None:
    file, back = tmp_path / "a.kurs.zip", tmp_path / "b.kurs.zip"
    file.write_bytes(good())
    assert run("import", file, "--dry-run", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["saved"], said["code"], said["lessons"], said["remarks"], codes()) == (
        False,
        "obieg",
        1,
        [],
        [],
    )
    assert run("import", file) == 0
    assert run("export", "obieg", back, "--json") == 0
    assert json.loads(capsys.readouterr().out.partition("\n{")[2].join("{ "))["saved"] is True
    assert run("import", back, "--office", "141101", "--code", "nasz") == 0
    assert run("import", back) == 0  # the code of the file is taken: a free one
    assert codes() == [f"U{cast.zalesie.pk}-nasz", "obieg", "obieg-2"]
    with seated(SYSTEM):
        assert Course.objects.get(code__endswith="-nasz").office_id == cast.zalesie.pk
    again = tmp_path / "c.kurs.zip"
    assert run("export", "obieg-2", again) == 0
    assert contents(again) == contents(back)


def test_refusals_are_told_and_nothing_is_written(cast: Cast, tmp_path: Path, capsys) -> None:
    file = tmp_path / "a.kurs.zip"
    file.write_bytes(good()[:-30])
    with seated(SYSTEM):
        make_course(lessons=0, code="pusty")
    for words, told in (
        (("import", file), "ucięty"),
        (("import", tmp_path / "brak.zip"), "Nie można odczytać"),
        (("import", file, "--office", "999999"), "Nie ma urzędu"),
        (("export", "NIEMA", file), "Nie ma szkolenia"),
        (("export", "pusty", file), "nie ma takich lekcji"),
        (("export", "pusty", file, "--edition", "3"), "nie ma takiego wydania"),
    ):
        assert run(*words) == 2
        assert told in capsys.readouterr().err
    assert run("import", file, "--json") == 2
    assert json.loads(capsys.readouterr().out)["faults"][0]["way_out"]
    file.write_bytes(good())
    assert run("import", file, "--code", "pusty") == 2
    assert run("import", file, "--code", "zły kod") == 2
    assert codes() == ["pusty"]
