"""A table of any length on paper: what it is, what it is narrowed to, its rows, its totals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from kaganek.lib.pdf.report import Column
from kaganek.lib.pdf.typesetting import Value, typeset
from kaganek.lib.polish import no_orphans


@dataclass(frozen=True, kw_only=True)
class ListingDoc:
    """Cells come as they are printed; `facts` are label and value, `total` one more row under the others."""

    title: str
    publisher: str
    facts: Sequence[tuple[str, str]]
    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    figures: Sequence[tuple[str, str]]
    made_at: datetime  # aware; creation time of the file
    total: Sequence[str] = field(default=())
    notes: Sequence[str] = field(default=())
    empty: str = ""  # what stands in place of a table without rows


def listing(doc: ListingDoc) -> bytes:
    """The table as PDF/UA-1. Raises ValueError when a row is longer or shorter than its heading."""
    width = len(doc.columns)
    for row in (*doc.rows, *([doc.total] if doc.total else ())):
        if len(row) != width:
            raise ValueError(row)
    data: dict[str, Value] = {
        "title": doc.title,
        "heading": no_orphans(doc.title),
        "publisher": doc.publisher,
        "facts": [list(fact) for fact in doc.facts],
        "figures": [list(figure) for figure in doc.figures],
        "columns": [{"label": column.label, "numeric": column.numeric} for column in doc.columns],
        "rows": [list(row) for row in doc.rows],
        "total": list(doc.total),
        "notes": [no_orphans(note) for note in doc.notes],
        "empty": no_orphans(doc.empty),
    }
    return typeset("listing", data, made_at=doc.made_at)
