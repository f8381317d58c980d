"""What stands in the files that people get: the words and the tags of a PDF, the list an office sends."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from openpyxl import Workbook
from pdfminer.high_level import extract_text

from kaganek.lib.tests.reading_pdf import opened


def pdf_text(data: bytes) -> str:
    """The words of all pages, with single plain spaces."""
    return re.sub(r"\s+", " ", extract_text(io.BytesIO(data)).replace("\xad", ""))


def slip_says(text: str) -> tuple[str, str]:
    """Login and one-time code of a printed slip."""
    login = re.search(r"LOGIN ([a-z][a-z.0-9-]+)", text)
    code = re.search(r"KOD JEDNORAZOWY ([0-9A-Z]{4}(?:-[0-9A-Z]{4})+)", text)
    assert login
    assert code
    return login[1], code[1]


def is_tagged(data: bytes) -> bool:
    """Whether the PDF says that it is tagged, in Polish, and claims PDF/UA-1."""
    with opened(data) as file, file.open_metadata() as metadata:
        tagged = bool(file.Root.MarkInfo.Marked) and "/StructTreeRoot" in file.Root
        return tagged and str(file.Root.Lang).startswith("pl") and metadata["pdfuaid:part"] == "1"


def employee_list(rows: Sequence[Sequence[str]]) -> bytes:
    """A list as a clerk makes it: a merged title, a blank line, headings in an order of their own."""
    book = Workbook()
    sheet = book.active
    sheet["A1"] = "Urząd Gminy Zalesie – lista pracowników do szkoleń"
    sheet.merge_cells("A1:E1")
    sheet.append([])
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
