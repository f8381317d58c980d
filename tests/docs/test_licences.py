"""Every file that ships falls under one licence statement."""

from __future__ import annotations

import re
import subprocess
import tomllib

from tests.docs.reading import ROOT


def statements() -> list[tuple[str, str]]:
    """Each path pattern of REUSE.toml with its licence."""
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]
    return [(glob, one["SPDX-License-Identifier"]) for one in annotations for glob in one["path"]]


def pattern(glob: str) -> re.Pattern[str]:
    """As REUSE reads it: `**` crosses directories, `*` does not."""
    parts = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


def licences_of(path: str) -> set[int]:
    """Numbers of the annotations a file falls under."""
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]
    return {n for n, one in enumerate(annotations) if any(pattern(g).fullmatch(path) for g in one["path"])}


def shipped_files() -> list[str]:
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if not name.startswith("LICENSES/")]


def test_every_file_falls_under_exactly_one_licence_statement() -> None:
    files = shipped_files()

    assert len(files) > 200
    assert [name for name in files if len(licences_of(name)) != 1] == []


def test_a_file_nobody_thought_of_has_no_statement() -> None:
    assert licences_of("src/kaganek/core/static/ui/fonts/new.woff2") != set()
    assert licences_of("src/kaganek/learning/static/learning/sound.mp3") == set()


def test_every_licence_that_is_named_is_there_in_full_and_no_other() -> None:
    named = {name for _, licence in statements() for name in licence.split(" AND ")}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == named
