"""`kaganek h5p`: the core by its hash, and nothing else in its place; what the installation says of it."""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from kaganek.lib.h5p import core
from kaganek.lib.h5p.core import CORE
from kaganek.site.checkup import program
from kaganek.site.checkup.model import Result
from kaganek.site.cli import COMMANDS, parser_of
from kaganek.site.commands import h5p

pytestmark = pytest.mark.rule("L-150")


@pytest.fixture
def release(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings) -> Path:
    """A file on the disk that is the pinned release, as far as its hash says."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        about = tarfile.TarInfo("package/dist/frame.bundle.js")
        about.size = 4
        archive.addfile(about, io.BytesIO(b"core"))
    file = tmp_path / "h5p-standalone.tgz"
    file.write_bytes(out.getvalue())
    pinned = replace(CORE, sha256=hashlib.sha256(out.getvalue()).hexdigest(), url=file.as_uri())
    for module in (core, h5p):
        monkeypatch.setattr(module, "CORE", pinned)
    settings.H5P_ROOT = tmp_path / "h5p"
    return file


def run(*words: str) -> int:
    command = next(one for one in COMMANDS if one.name == "h5p")
    return h5p.run(parser_of(command, h5p).parse_args(words))


def test_it_is_fetched_or_taken_from_a_file(release: Path, capsys) -> None:
    assert run("status", "--json") == 0
    assert json.loads(capsys.readouterr().out)["installed"] is False

    assert run("install", "--json") == 0
    facts = json.loads(capsys.readouterr().out)
    assert (facts["installed"], facts["enabled"], facts["licence"], facts["changed"]) == (
        True,
        False,
        "GPL-3.0",
        [],
    )
    assert facts["source"].startswith("https://")
    assert run("install", str(release)) == 0
    told = capsys.readouterr().out
    assert "GPL-3.0" in told
    assert "wyłączony" in told


def test_another_file_a_missing_one_and_a_silent_registry_are_refused_in_words(
    release: Path, tmp_path: Path, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other.tgz").write_bytes(b"other")
    assert run("install", str(tmp_path / "other.tgz")) == 2
    assert "SHA-256" in capsys.readouterr().err
    assert run("install", str(tmp_path / "none.tgz")) == 2
    assert "Nie udało się odczytać" in capsys.readouterr().err
    monkeypatch.setattr(h5p, "CORE", replace(h5p.CORE, url="http://127.0.0.1:9/none.tgz"))
    assert run("install", "--json") == 2
    assert "na innym komputerze" in json.loads(capsys.readouterr().out)["error"]
    assert not (tmp_path / "h5p").exists()


def test_the_text_of_the_licence_is_at_hand(release: Path, capsys) -> None:
    assert run("licence") == 0
    assert "GNU GENERAL PUBLIC LICENSE" in capsys.readouterr().out


def test_the_doctor_sees_whether_it_is_here_and_whole(release: Path, settings, tmp_path: Path) -> None:
    assert program.h5p().result is Result.OK
    settings.H5P = True
    missing = program.h5p()
    assert (missing.result, "kaganek h5p install" in missing.repair) == (Result.FAULT, True)

    run("install", str(release))
    assert program.h5p().result is Result.OK
    (tmp_path / "h5p" / CORE.version / "frame.bundle.js").write_text("other")
    assert program.h5p().result is Result.FAULT
