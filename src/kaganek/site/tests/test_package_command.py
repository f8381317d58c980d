from __future__ import annotations

import argparse
import json

import pytest

from kaganek.lib.tests.package_files import ITEM, PAGE, manifest, scorm, zipped
from kaganek.site import cli
from kaganek.site.commands import package


def command(*words: str) -> int:
    parser = argparse.ArgumentParser()
    package.arguments(parser)
    return package.run(parser.parse_args(["check", *words]))


def check(tmp_path, data: bytes, *words: str) -> int:
    path = tmp_path / "kurs.zip"
    path.write_bytes(data)
    return command(str(path), *words)


def shown(capsys) -> str:
    return capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ")


def test_a_good_package_is_told_with_its_outline(tmp_path, capsys):
    inner = f'<item identifier="f"><title>Moduł</title>{ITEM.format(more="")}</item>'
    assert check(tmp_path, scorm(version="2004 3rd Edition", items=inner)) == 0
    lines = shown(capsys).splitlines()
    assert lines[0].startswith(
        "kurs.zip: SCORM 2004 (wydanie 3.) „Obsługa mieszkańca”, 2 pliki, po rozpakowaniu 868 B"
    )
    assert lines[1:] == [
        "Spis części:",
        "  Moduł",
        "    Pierwsza  [a.html]",
        "Ta paczka zostanie przyjęta.",
    ]


def test_a_bad_package_is_refused_with_files_reasons_and_remarks(tmp_path, capsys):
    data = scorm(files={"b.html": PAGE, "intro.swf": b"FWS"})
    assert check(tmp_path, data) == 2
    out = shown(capsys)
    assert "Powody odmowy:\n  a.html: Manifest wskazuje ten plik, ale nie ma go w paczce. Popraw" in out
    assert "Uwagi:\n  intro.swf: W paczce są elementy Flash (1 plik)" in out
    assert out.endswith("Ta paczka zostanie odrzucona.\n")


def test_damaged_content_is_found_without_unpacking(tmp_path, capsys):
    data = bytearray(zipped({"imsmanifest.xml": manifest(), "a.html": PAGE}, stored=True))
    at = data.index(b"Dzie")
    data[at : at + 4] = b"DZIE"
    assert check(tmp_path, bytes(data)) == 2
    assert "a.html: Zawartość pliku jest uszkodzona" in shown(capsys)
    assert [path.name for path in tmp_path.iterdir()] == ["kurs.zip"]


def test_very_many_reasons_are_counted(tmp_path, capsys):
    listed = "".join(f'<file href="f{n}.html"/>' for n in range(60))
    resource = f'<resource identifier="r1" adlcp:scormtype="sco" href="a.html">{listed}</resource>'
    assert check(tmp_path, scorm(resources=resource)) == 2
    assert "  … i jeszcze 10.\n" in shown(capsys)


def test_scripts_get_the_verdict_as_json(tmp_path, capsys):
    assert check(tmp_path, scorm(), "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["accepted"], answer["kind"], answer["filename"], answer["files"]) == (
        True,
        "scorm12",
        "kurs.zip",
        2,
    )
    assert answer["outline"][0]["launch"] == "a.html"
    assert (answer["faults"], answer["remarks"]) == ([], [])

    assert check(tmp_path, b"%PDF-1.7", "--json") == 2
    answer = json.loads(capsys.readouterr().out)
    assert answer["kind"] == "unknown"
    assert [(fault["code"], fault["file"]) for fault in answer["faults"]] == [("not_zip", "kurs.zip")]
    assert answer["faults"][0]["message"] == "To nie jest plik ZIP, lecz PDF."
    assert answer["faults"][0]["way_out"].startswith("Wyeksportuj kurs")


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_a_file_that_is_not_there_is_said_in_words(tmp_path, capsys, words):
    assert command(str(tmp_path / "nie-ma.zip"), *words) == 2
    captured = capsys.readouterr()
    assert "Nie udało się odczytać pliku" in captured.out + captured.err


def test_wrong_options_are_told_with_the_usage_once(capsys):
    row = next(row for row in cli.COMMANDS if row.name == "package")
    with pytest.raises(SystemExit) as left:
        cli.parser_of(row, package).parse_args(["check"])
    captured = capsys.readouterr()
    assert left.value.code == 2
    assert captured.out + captured.err == (
        "Użycie: kaganek package check [-h] [--json] PLIK\nkaganek package check: brakuje: PLIK\n"
    )
