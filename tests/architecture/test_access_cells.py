"""No cell of the access table promises what no page or deed asks for."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from kaganek.core import access

SRC = Path(__file__).resolve().parents[2] / "src" / "kaganek"
Cell = tuple[str, str]
IN_TEMPLATE = re.compile(r"""\{%\s*may\s+["'](\w+)["']\s+["']([\w.]+)["']""")
CONTENT: set[Cell] = {("view", "learning.course")}
EDITOR: set[Cell] = {("enter", "portal.editorial")}
# Rows that are read within a page of something else. Who may read them is said in the table, since an
# inspector looks there; the pages ask for these cells, which let in everyone the row names.
WITHIN: dict[Cell, set[Cell]] = {
    # the outline and the preview of a course
    ("view", "learning.coursemodule"): CONTENT,
    ("view", "learning.quiz"): CONTENT,
    ("view", "learning.question"): CONTENT,
    # the content editor, whose every screen stands behind one cell
    ("edit", "learning.coursemodule"): EDITOR,
    ("edit", "learning.quiz"): EDITOR,
    ("edit", "learning.question"): EDITOR,
    ("view", "learning.quizdraft"): EDITOR,
    ("edit", "learning.rubric"): EDITOR,
    ("view", "learning.rubric"): EDITOR,
    ("edit", "portal.article"): EDITOR,
    ("view", "portal.article"): EDITOR,
    # one's own learning, and the reports of it
    ("view", "learning.lessonvisit"): {("study", "learning.courseprogress")},
    ("view", "learning.coursevalidity"): {("view", "learning.learningpath")},
    ("view", "learning.pathassignment"): {("view", "learning.learningpath")},
    ("view", "programmes.enrolment"): {("study", "learning.courseprogress"), ("view", "people.person")},
    ("view", "programmes.achievement"): {("view", "documents.certificate")},
    # reports of the catalogue: each definition names its own, and the page asks for it
    **{
        ("view", f"reporting.{name}_report"): {("view", "reporting.report")}
        for name in ("achievement", "activity", "deadline", "letter", "progress", "quiz")
    },
    # the page of a project, the page of one's account
    ("view", "programmes.programme"): {("view", "programmes.project")},
    ("view", "programmes.programmeversion"): {("view", "programmes.project")},
    ("view", "people.session"): {("view", "people.account")},
}


@cache
def asked() -> set[Cell]:
    """Cells that `needs` or `may` is called with, in code and in templates."""
    found: set[Cell] = set()
    for path in SRC.rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            found |= asked_in(path.read_text())
    for path in SRC.glob("*/templates/**/*.html"):
        found |= set(IN_TEMPLATE.findall(path.read_text()))
    return found


def asked_in(code: str) -> set[Cell]:
    """Both words of each call, written out or by the name of a constant of the module."""
    tree = ast.parse(code)
    named = {
        node.targets[0].id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    }
    found: set[Cell] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] in ("needs", "may"):
            args = [named.get(one.id) if isinstance(one, ast.Name) else one for one in node.args]
            words = [str(one.value) for one in args if isinstance(one, ast.Constant)]
            if len(words) == 2:
                found.add((words[0], words[1]))
    return found


def silent(cells: set[Cell], within: dict[Cell, set[Cell]]) -> list[Cell]:
    """Cells that nobody asks for and that are not read within another page."""
    return sorted(cells - asked() - set(within))


def cells() -> set[Cell]:
    return {(action, obj) for obj, action in access.matrix()}


def test_every_cell_is_asked_for() -> None:
    assert silent(cells(), WITHIN) == []


def test_a_cell_that_nobody_asks_for_is_caught() -> None:
    assert silent(cells() | {("burn", "people.person")}, WITHIN) == [("burn", "people.person")]
    assert asked_in('@needs("burn", "people.person")\ndef page(request): may(seat, "dig", "a.b")') == {
        ("burn", "people.person"),
        ("dig", "a.b"),
    }


@pytest.mark.parametrize("cell", WITHIN, ids=" ".join)
def test_a_row_read_within_another_page_lets_in_nobody_whom_the_page_refuses(cell: Cell) -> None:
    table = access.matrix()
    pages = WITHIN[cell]
    assert pages <= asked()
    assert cell not in asked(), "asked for by now: no exception any more"
    action, obj = cell
    assert table[obj, action] <= {role for page in pages for role in table[page[1], page[0]]}
