"""What the shared templates expect from a page, as types: a confirmed deed, a long job, an empty place, the
parts of a list. kaganek.core.lists makes the last ones; a page that draws a table by hand may use them too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, kw_only=True)
class Deed:
    """A destructive or outgoing deed before it happens: ui/dialog.html and ui/confirm.html say it in the same words.

    title names the deed and its count ("Wysłać przypomnienie do 3 osób?"), text its consequence, submit is a
    verb. `final` puts the safe choice first: there is no way back. Both forms post `confirmed=1` to `action`.
    """

    title: str
    text: str
    action: str
    submit: str
    icon: str = ""
    final: bool = False
    cancel: str = "Anuluj"
    cancel_href: str = "/"
    id: str = "potwierdzenie"
    items: Sequence[str] = ()
    fields: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, kw_only=True)
class Job:
    """A long job as ui/job.html shows it; text carries the real numbers ("Przeliczono 1930 z 3118 osób.")."""

    id: int | str
    title: str
    text: str
    state: Literal["running", "done", "failed"]
    href: str
    page: str
    done: int = 0
    total: int = 0
    stop: str = ""
    result_href: str = ""
    result_label: str = ""

    @property
    def running(self) -> bool:
        return self.state == "running"

    @property
    def failed(self) -> bool:
        return self.state == "failed"


@dataclass(frozen=True)
class Empty:
    """An empty place (ui/empty.html): what will be here, why it is empty, one button."""

    title: str
    text: str = ""
    href: str = ""
    label: str = ""
    icon: str = ""


@dataclass(frozen=True)
class Step:
    """One step of ui/steps.html."""

    label: str
    state: Literal["done", "current", ""] = ""


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class FilterBox:
    """One filter as ui/filters.html draws it."""

    key: str
    label: str
    value: str
    choices: Sequence[Option]
    longest: int
    day: bool = False


@dataclass(frozen=True)
class Chip:
    """An active filter and the address without it."""

    label: str
    value: str
    href: str


@dataclass(frozen=True)
class PageLink:
    number: int  # 0 is a gap
    href: str = ""
    current: bool = False


@dataclass(frozen=True, kw_only=True)
class Page:
    number: int
    pages: int
    text: str
    links: Sequence[PageLink]
    previous_href: str
    next_href: str


def paged(number: int, pages: int, *, text: str, href: Callable[[int], str]) -> Page:
    """One page of several, with links to its neighbours, the first and the last; a single page has none."""
    shown = _shown_pages(number, pages) if pages > 1 else []
    return Page(
        number=number,
        pages=pages,
        text=text,
        links=[PageLink(n, href(n), n == number) if n else PageLink(0) for n in shown],
        previous_href=href(number - 1) if number > 1 else "",
        next_href=href(number + 1) if number < pages else "",
    )


def _shown_pages(current: int, last: int) -> list[int]:
    """1 … 4 [5] 6 … 12; a gap is 0."""
    near = sorted({1, last, *range(max(current - 1, 1), min(current + 1, last) + 1)})
    out: list[int] = []
    for n in near:
        if out and n - out[-1] == 2:
            out.append(n - 1)
        elif out and n - out[-1] > 2:
            out.append(0)
        out.append(n)
    return out


@dataclass(frozen=True, kw_only=True)
class Cell:
    html: object
    label: str = ""
    css: str = ""
    head: bool = False


@dataclass(frozen=True, kw_only=True)
class Bulk:
    """An action on ticked rows: posts the ticked values to `action`, which repeats the list before acting."""

    action: str
    label: str
    hint: str  # "Zaznacz osoby, żeby im przypomnieć"
    forms: tuple[str, str, str]  # osobę, osoby, osób
    icon: str = ""


@dataclass(frozen=True, kw_only=True)
class Panel:
    """A titled card with a small table, which an app adds to another app's page (ui/panel.html)."""

    id: str
    title: str
    table: dict[str, object] | None = None
    empty: str = ""
    href: str = ""
    label: str = ""


def plain_table(
    table_id: str, caption: str, heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[object]]
) -> dict[str, object]:
    """A short table without order and pages, in the shape of ui/table.html.

    heads   label and CSS class of each column; the first column names the row.
    """
    return {
        "id": table_id,
        "caption": caption,
        "columns": [{"label": label, "css": css} for label, css in heads],
        "rows": [
            {
                "css": "",
                "cells": [
                    Cell(html=value, label="" if place == 0 else label, css=css, head=place == 0)
                    for place, (value, (label, css)) in enumerate(zip(row, heads, strict=True))
                ],
            }
            for row in rows
        ],
    }
