"""A list that leaves as files: each holds the rows of the screen, in its order, and as many of them.

Source: the house's rule "screen = CSV = XLSX".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from html import unescape

from kaganek.reporting.tests.reading_tables import (
    first_table,
    in_csv,
    in_xlsx,
    lines,
    plain,
    said,
    unguarded,
)

CSV = re.compile(r'<a\b[^>]*\shref="([^"]*\.csv(?:\?[^"]*)?)"')
OF_MORE = re.compile(r"/paczki/\d+/odpowiedzi")  # stands beside a list of people and holds their answers
FOUND = re.compile(r'<ul class="kg-active"[^>]*><li class="soft">(.*?)</li>', re.DOTALL)


def unlike(page: str, fetch: Callable[[str], bytes]) -> list[str]:
    """How the files that a page offers differ from each other, and the first of them from the page's list.

    page   HTML; a row of its list has what the row of the file begins with, or the longest words of it.
    fetch  the content of an address.
    """
    wrong = []
    for nth, address in enumerate(unescape(one) for one in CSV.findall(page)):
        sheet = address.replace(".csv", ".xlsx")
        if sheet not in unescape(page):
            continue
        rows = _whole([[said(unguarded(cell)) for cell in row] for row in in_csv(fetch(address))])
        others = _whole([[said(cell) for cell in row] for row in in_xlsx(fetch(sheet))])
        if rows != others:
            first = next((pair for pair in zip(rows, others, strict=False) if pair[0] != pair[1]), "longer")
            wrong.append(f"{address} is not {sheet}: {first}")
        if nth == 0 and not OF_MORE.search(address) and (found := FOUND.search(page)):
            screen = first_table(page[found.end() :])
            wrong += [f"{address}: {one}" for one in _unlike_screen(screen, plain(found[1]), rows)]
    return wrong


def _whole(rows: list[list[str]]) -> list[list[str]]:
    """Without the totals, which a sheet and a text write each in its own way."""
    return [row for row in rows if not row[0].startswith("Razem")]


def _unlike_screen(table: str, found: str, rows: Sequence[Sequence[str]]) -> list[str]:
    body = rows[1:]
    count = re.search(r"\d+", found)
    if count and int(count[0]) != len(body):
        return [f"{len(body)} rows, and the page says {found!r}"]
    return [
        f"{row} in the file, {line} on the screen"
        for row, line in zip(body, lines(table)[:5], strict=False)
        if not any(len(cell) > 1 and cell in " ".join(line) for cell in (*row[:2], max(row, key=len)))
    ]
