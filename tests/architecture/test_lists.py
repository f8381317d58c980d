"""Every list says well what it found, and on paper where the whole of it is."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

SRC = Path(__file__).resolve().parents[2] / "src" / "kaganek"
LIST = re.compile(r'\{% include "ui/list\.html"([^%]*)%\}')


@cache
def trees() -> dict[str, ast.Module]:
    paths = [path for path in sorted(SRC.rglob("*.py")) if "tests" not in path.parts]
    return {str(path.relative_to(SRC)): ast.parse(path.read_text()) for path in paths}


def first_words(tree: ast.Module) -> list[str]:
    """The words after "Znaleziono 1": of every `found=`, also when a constant of the module or another holds them."""
    words = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "found":
            words += [word] if (word := _first(node.value, tree)) else []
    return words


def _first(value: ast.expr, tree: ast.Module) -> str:
    if isinstance(value, ast.Tuple) and isinstance(value.elts[0], ast.Constant):
        return str(value.elts[0].value)
    if not isinstance(value, ast.Name):
        return ""
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(ast.unparse(one) == value.id for one in node.targets):
            return _first(node.value, tree)
        if isinstance(node, ast.ImportFrom) and value.id in [one.name for one in node.names]:
            other = f"{str(node.module).removeprefix('kaganek.').replace('.', '/')}.py"
            return _first(value, trees()[other]) if other in trees() else ""
    return ""


def test_a_list_says_in_the_accusative_what_it_found() -> None:
    """Znaleziono 1 osobę, not: osoba."""
    found = [(name, word) for name, tree in trees().items() for word in first_words(tree)]

    assert len(found) > 70
    assert [(name, word) for name, word in found if word.split()[0].endswith("a")] == []


def test_constants_are_followed() -> None:
    """Negative control."""
    assert first_words(ast.parse('P = ("praca", "prace", "prac")\nListSpec(found=P)')) == ["praca"]
    assert first_words(ast.parse('ListSpec(name="x", found=("osoba", "osoby", "osób"))')) == ["osoba"]


def without_files(text: str) -> bool:
    """Whether a page offers its list as CSV, yet the list does not know of it."""
    return "csv" in text and any("files=" not in given for given in LIST.findall(text))


def test_a_list_that_can_be_taken_as_a_file_says_so_on_paper() -> None:
    pages = {
        str(path.relative_to(SRC)): text
        for path in sorted(SRC.rglob("*.html"))
        if LIST.search(text := path.read_text())
    }

    assert len(pages) > 50
    assert [name for name, text in pages.items() if without_files(text)] == []
    assert without_files('{% include "ui/files.html" %} csv {% include "ui/list.html" %}')  # negative control
