"""A list on the screen and the same list as a file, put side by side."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from django.test import Client

from kaganek.lib.polish import NBSP


def whole_file(client: Client, file: str) -> list[list[str]]:
    """The rows of a CSV, its headings first."""
    data = b"".join(client.get(file).streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data), delimiter=";"))


def shown_rows(page: str) -> list[str]:
    """The words of each row of the only table of a page."""
    body = re.split(r"<tbody\b[^>]*>", page)[-1].partition("</tbody>")[0]
    rows = re.findall(r"<tr\b.*?</tr>", body, re.DOTALL)
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).replace(NBSP, " ").split()) for row in rows]


def check_file(client: Client, page: str, file: str, *, searched: bool = True) -> None:
    """The file has the rows of the screen, in its order; a search that finds nothing leaves both empty."""
    shown, taken = shown_rows(client.get(page).content.decode()), whole_file(client, file)[1:]
    assert taken
    assert len(shown) == len(taken)
    assert [said for said, row in zip(shown, taken, strict=True) if row[0] not in said] == []
    if searched:
        assert len(whole_file(client, f"{file}?q=nic-takiego")) == 1
        found = client.get(f"{page}?q=nic-takiego").content.decode().replace(NBSP, " ")
        assert "Nic nie pasuje do filtrów" in found
