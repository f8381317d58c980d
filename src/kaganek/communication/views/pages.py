"""Pages of a long list, as `ui/pagination.html` wants them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kaganek.core.seats import SeatedRequest

AROUND = 2  # numbers shown on either side of the current page


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the row of pages; a gap has none."""

    number: int = 0
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Pages:
    """Where in the list one is: `first` counts from 0; links are empty when there is one page."""

    first: int
    number: int
    last: int
    links: list[PageLink] = field(default_factory=list)
    previous_href: str = ""
    next_href: str = ""


def number_asked(request: SeatedRequest) -> int:
    """The page asked for, from 1; whatever is no number is the first."""
    asked = request.GET.get("strona", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 10 else 1


def pages(path: str, total: int, asked: int, *, per_page: int) -> Pages:
    """The page asked for, or the last there is."""
    last = max(1, -(-total // per_page))
    number = min(asked, last)
    if last == 1:
        return Pages(0, 1, 1)
    near = sorted({1, last, *range(max(1, number - AROUND), min(last, number + AROUND) + 1)})
    links: list[PageLink] = []
    for one in near:
        if links and one - links[-1].number > 1:
            links.append(PageLink())
        links.append(PageLink(one, f"{path}?strona={one}", one == number))
    return Pages(
        (number - 1) * per_page, number, last, links,
        f"{path}?strona={number - 1}" if number > 1 else "", f"{path}?strona={number + 1}" if number < last else "",
    )  # fmt: skip
