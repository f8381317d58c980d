"""What reports print can be read aloud: language, title, headings in order, tables with headings for every column."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random
from shutil import copytree
from typing import Any

import pikepdf
import pytest

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.pdf import ListingDoc, listing, typesetting
from kaganek.lib.pdf.report import Column
from kaganek.lib.tests.reading_pdf import assert_pdf_ua, kinds, opened, overprinted
from kaganek.reporting.queries.definitions import report_definitions
from kaganek.reporting.tests.busy import fill
from kaganek.reporting.tests.reading_tables import body
from kaganek.reporting.tests.world import NOW

KEYS = [key for key, _ in report_definitions]


def tables(pdf: bytes) -> list[list[list[tuple[str, str]]]]:
    """Every table as rows of (kind of cell, which way it heads)."""
    with opened(pdf) as file:
        return [
            [
                [(str(cell.S), _scope(cell)) for cell in _under(row, "/TH", "/TD")]
                for row in _under(table, "/TR")
            ]
            for table in _under(file.Root.StructTreeRoot, "/Table")
        ]


def _under(node: Any, *wanted: str) -> list[Any]:
    """The nearest elements of these kinds below a node, in reading order."""
    children = node.get("/K", [])
    found = []
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary):
            found += [child] if str(child.get("/S", "")) in wanted else _under(child, *wanted)
    return found


def _scope(cell: Any) -> str:
    said = cell.get("/A", [])
    for one in said if isinstance(said, pikepdf.Array) else [said]:
        if isinstance(one, pikepdf.Dictionary) and "/Scope" in one:
            return str(one.Scope)
    return ""


def assert_reads_aloud(pdf: bytes, title: str, columns: int) -> None:
    """`columns` of its one table; 0 = it has no rows, and says so without a table."""
    assert_pdf_ua(pdf, title=title)
    headings = [int(kind[1]) for kind in kinds(pdf) if kind[0] == "H" and kind[1:].isdigit()]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))
    found = tables(pdf)
    assert len(found) == (1 if columns else 0)
    for first, *others in found:
        assert first == [("/TH", "/Column")] * columns
        assert {len(row) for row in others} == {columns}
    assert overprinted(pdf) == []


@pytest.mark.parametrize("key", KEYS)
def test_every_report_of_the_catalogue_reads_aloud(client, cast, key) -> None:
    """Its rows, its groups, and when nothing is found."""
    with seated(SYSTEM):
        fill(cast, Random(4))
    client.force_login(cast.account("dorota"))
    for asked in ({}, {"grupuj": "urzad"}, {"q": "nikt taki"}):
        page = client.get(f"/raporty/{key}/", asked)
        columns = len(page.context["reading"].columns) if page.context["listing"].total else 0
        pdf = body(client.get(f"/raporty/{key}.pdf", asked))
        assert_reads_aloud(pdf, page.context["definition"].title, columns)


def test_a_table_without_headings_is_noticed(monkeypatch, tmp_path) -> None:
    """The same paper set by a template whose heading is a row like any other."""
    doc = ListingDoc(
        title="Spis", publisher="Urząd", facts=[], figures=[], columns=[Column(label="Osoba"), Column(label="Stan")],
        rows=[["Anna", "gotowe"]], made_at=NOW,
    )  # fmt: skip
    assert_reads_aloud(listing(doc), "Spis", 2)

    broken = tmp_path / "templates"
    copytree(typesetting.TEMPLATES, broken)
    text = (broken / "listing.typ").read_text()
    bare = re.sub(r"table\.header\((\.\.columns\.map\(.*\))\),\n", r"\1,\n", text)
    assert bare != text
    (broken / "listing.typ").write_text(bare)
    monkeypatch.setattr(typesetting, "TEMPLATES", broken)
    with pytest.raises(AssertionError):
        assert_reads_aloud(listing(doc), "Spis", 2)
