"""The order of the Polish alphabet in the database."""

import ast
from pathlib import Path

import pytest
from django.db.models import F

from kaganek.core.models import AuditEntry
from kaganek.lib.names import sort_key

WORDS = (
    "Zadanie", "Ścieżka", "raport", "Wniosek", "ćma", "Cyrk", "ŁÓDKA", "lodówka", "Łza", "ósmy", "osa", "źdźbło",
    "Zegar", "żaba", "ŻUK", "ńandu", "nora", "Ąę", "adres", "école", "Epoka", "Übung", "ulica", "ęsi",
)  # fmt: skip
SRC = Path(__file__).resolve().parents[2]
TEXTS = frozenset(
    {"title", "name", "subject", "topic", "given_name", "office_name", "group_name", "department"}
)


@pytest.fixture
def words(world):
    AuditEntry.objects.bulk_create(AuditEntry(role="alfabet", deed=word) for word in WORDS)
    return AuditEntry.objects.filter(role="alfabet")


def test_texts_stand_as_in_a_polish_dictionary_both_ways(words):
    found = words.values_list("deed", flat=True)
    assert list(found.order_by("deed__alphabetical")) == sorted(WORDS, key=sort_key)
    assert list(found.order_by("-deed__alphabetical")) == sorted(WORDS, key=sort_key, reverse=True)


def test_what_a_query_names_itself_and_rows_without_doubles_keep_the_order(words):
    named = words.annotate(title=F("deed")).order_by(F("title__alphabetical")).values_list("title", flat=True)
    once = words.order_by("deed__alphabetical").values_list("role", "deed").distinct()
    assert list(named) == sorted(WORDS, key=sort_key)
    assert list(once) == [("alfabet", word) for word in sorted(WORDS, key=sort_key)]


def orders_by_code_point(text: str) -> list[str]:
    """Names of texts that code orders rows by as the database alone would."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if not isinstance(node, ast.Call):
            continue
        ordering = isinstance(node.func, ast.Attribute) and node.func.attr == "order_by"
        columns = [
            item.elts
            for item in (key.value for key in node.keywords if key.arg == "sort")
            if isinstance(item, ast.Tuple)
        ]
        for term in [*(node.args if ordering else ()), *(one for column in columns for one in column)]:
            if isinstance(term, ast.Constant) and term.value.removeprefix("-").split("__")[-1] in TEXTS:
                found.append(f"{term.lineno}: {term.value}")
    return found


def test_no_list_and_no_choice_is_in_the_order_of_code_points():
    assert orders_by_code_point('rows.order_by("-pk", "course__title"); Column(sort=("name",))') == [
        "1: course__title",
        "1: name",
    ]
    code = [path for path in SRC.rglob("*.py") if not {"tests", "migrations"} & set(path.parts)]
    found = {str(path.relative_to(SRC)): orders_by_code_point(path.read_text()) for path in code}
    assert {path: terms for path, terms in found.items() if terms} == {}
