"""Rules and promises: stated in the documents, cited by the code, kept by a test."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.docs.reading import DOCS, ROOT, SRC, page, product_files, rows

RULE = re.compile(r"\b([A-Z]-\d{2,3})\b")
RULE_RANGE = re.compile(r"\b([A-Z])-(\d{2,3})(?: to | – | … |–)(?:[A-Z]-)?(\d{2,3})\b")


def stated_rules(text: str) -> list[str]:
    return [row[0] for row in rows(text) if RULE.fullmatch(row[0])]


def cited_rules(text: str) -> set[str]:
    """Rules named in docstrings and comments, both ends and the middle of a range included."""
    found = set(RULE.findall(text))
    for letter, first, last in RULE_RANGE.findall(text):
        found |= {f"{letter}-{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def docstrings(path: Path) -> str:
    """Docstrings and comments of a module: where rules are cited."""
    text = path.read_text()
    tree = ast.parse(text)
    nodes = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | ast.FunctionDef))]
    comments = re.findall(r"#(.*)$", text, re.MULTILINE)
    return "\n".join([*(ast.get_docstring(node) or "" for node in nodes), *comments])


def marked_rules(text: str) -> set[str]:
    """Rules whose numbers stand in `pytest.mark.rule(…)` of a test module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            found |= {str(ast.literal_eval(argument)) for argument in node.args}
    return found


def test_rules_are_numbered_once_and_have_a_source() -> None:
    text = page("reference/rules.md")
    stated = stated_rules(text)

    assert len(stated) == len(set(stated))
    assert [row[0] for row in rows(text) if len(row) != 3 or not all(row)] == []


def test_every_rule_that_the_code_cites_is_stated() -> None:
    cited: set[str] = set()
    for path in product_files(".py"):
        if "migrations" not in path.parts:
            cited |= {rule for rule in cited_rules(docstrings(path)) if rule[0] in "CDLOPQRSUW"}
    assert cited - set(stated_rules(page("reference/rules.md"))) == set()


def test_every_rule_has_a_test_that_is_marked_with_it() -> None:
    marked: set[str] = set()
    for path in (*SRC.rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")):
        if path.parent != Path(__file__).parent:
            marked |= marked_rules(path.read_text())

    assert set(stated_rules(page("reference/rules.md"))) == marked


def test_citations_and_marks_are_read_as_they_are_written() -> None:
    assert cited_rules("Source: rules P-01 to P-03, U-01; L-02 … L-04") == {
        "P-01", "P-02", "P-03", "U-01", "L-02", "L-03", "L-04",
    }  # fmt: skip
    assert marked_rules('@pytest.mark.rule("L-07")\ndef test_it(): ...\n') == {"L-07"}


# -- what the code points at


def cited_promises(text: str) -> set[str]:
    """Promises named after "promises.md": "promises.md B1, B2" and "promise B4"."""
    lists = re.findall(r"promises?(?:\.md)? ((?:[A-Z]\d\b(?:, )?)+)", text)
    return {name for found in lists for name in re.findall(r"[A-Z]\d", found)}


def test_every_promise_that_the_code_cites_is_stated() -> None:
    stated = {row[0] for row in rows(page("reference/promises.md"))}
    cited = {name for path in product_files(".py") for name in cited_promises(path.read_text())}
    assert cited - stated == set()


def test_every_promise_is_shown_somewhere() -> None:
    """A test named beside a promise exists."""
    named = re.findall(r"`((?:tests/)?[a-z_]+/[a-z_/]+(?:\.py)?)`", page("reference/promises.md"))
    places = [ROOT / name if name.startswith("tests/") else SRC / name for name in named]
    assert [str(place) for place in places if not place.exists()] == []


def test_every_document_that_the_code_names_exists() -> None:
    names = {path.name for path in (*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *SRC.rglob("*.md"))}
    named = {
        name
        for path in product_files(".py")
        for name in re.findall(r"[\w/.-]*?([\w-]+\.md)\b", path.read_text())
    }
    assert named - names == set()


def test_citations_of_promises_are_read_as_they_are_written() -> None:
    assert cited_promises("Source: promises.md B1, B2; promise D3 asks") == {"B1", "B2", "D3"}
