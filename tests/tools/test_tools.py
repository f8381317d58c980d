import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.check_links import anchors, faults
from tests.tools.new_app import BadName, scaffold

ROOT = Path(__file__).resolve().parents[2]


def test_a_new_app_has_its_rooms_and_passes_the_linters(tmp_path):
    folder = scaffold("archives", root=tmp_path)

    rooms = {path.stem if path.is_file() else path.name for path in folder.iterdir()}
    assert rooms == {
        "README", "__init__", "access", "apps", "forms", "migrations", "models", "queries", "rules",
        "services", "static", "templates", "terms", "tests", "urls", "views",
    }  # fmt: skip
    for words in (["check"], ["format", "--check"]):
        config = ["--config", str(ROOT / "pyproject.toml"), "--no-cache"]
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, *config, str(folder)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", ["Archives", "a b", "../etc", "class", "x"])
def test_a_name_that_is_no_word_makes_nothing(name, tmp_path):
    with pytest.raises(BadName):
        scaffold(name, root=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_app_is_left_alone(tmp_path):
    mine = scaffold("archives", root=tmp_path) / "rules.py"
    mine.write_text("# mine\n")

    with pytest.raises(BadName, match="exists"):
        scaffold("archives", root=tmp_path)

    assert mine.read_text() == "# mine\n"


def test_broken_links_are_found(tmp_path):
    (tmp_path / "goal.md").write_text("# Pierwszy krok: żółw\n\n## Drugi\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](goal.md) [b](goal.md#drugi) [c](goal.md#pierwszy-krok-żółw) [d](https://example.org/x)\n"
        "[e](missing.md) ![f](missing.png) [g](goal.md#trzeci) [h](#nowhere)\n"
        "```\n[i](not-a-link.md)\n```\n"
    )

    assert [fault.removeprefix(f"{page}: ") for fault in faults(page)] == [
        "missing.md: no such file",
        "missing.png: no such file",
        "goal.md#trzeci: no such heading",
        "#nowhere: no such heading",
    ]


def test_equal_headings_get_numbers():
    assert anchors("# Co dalej?\n## Co dalej?\n") == {"co-dalej", "co-dalej-1"}
