"""Template tags of the design system: icons, states, bars, words by number, hard spaces."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from kaganek.core.markup import filled, text
from kaganek.core.parts import Bulk, Cell, FilterBox, Option
from kaganek.lib import polish

register = template.Library()
ICONS: dict[str, str] = json.loads((Path(__file__).parent.parent / "icons.json").read_text())

STATUS: Mapping[
    str, tuple[str, str, str]
] = {  # word, colour, icon: the one place where a state gets its look
    "done": ("Ukończone", "success", "circle-check"),
    "doing": ("W trakcie", "info", "circle-dot"),
    "todo": ("Nierozpoczęte", "neutral", "circle"),
    "late": ("Po terminie", "danger", "clock-alert"),
    "soon": ("Zbliża się termin", "warning", "clock"),
    "passed": ("Zaliczone", "success", "circle-check"),
    "failed": ("Niezaliczone", "danger", "circle-x"),
    "locked": ("Jeszcze zamknięte", "neutral", "lock"),
    "new": ("Nowa osoba", "success", "user-plus"),
    "exists": ("Ma już konto", "neutral", "user-check"),
    "fix": ("Do poprawy", "danger", "circle-alert"),
    "accepted": ("Uwzględniona", "success", "circle-check"),
    "part": ("Uwzględniona częściowo", "info", "circle-dot"),
    "rejected": ("Nieuwzględniona", "danger", "circle-x"),
    "open": ("Czeka na decyzję", "warning", "clock"),
    "answered": ("Odpowiedziano", "success", "circle-check"),
    "valid": ("Ważny", "success", "badge-check"),
    "replaced": ("Zastąpiony", "warning", "history"),
    "revoked": ("Unieważniony", "danger", "ban"),
    "expired": ("Po terminie ważności", "warning", "clock-alert"),
    "draft": ("Szkic", "neutral", "pencil-line"),
    "frozen": ("Zamrożony", "info", "lock"),
    "published": ("Opublikowany", "success", "globe"),
    "active": ("Czynne", "success", "circle-check"),
    "waiting": ("Czeka na pierwsze logowanie", "warning", "hourglass"),
    "off": ("Wyłączone", "neutral", "ban"),
    "sent": ("Wysłana", "success", "mail-check"),
    "queued": ("W kolejce", "info", "clock"),
    "bounced": ("Nie dotarła", "danger", "mail-x"),
}


@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, label: str = "") -> SafeString:
    """Inline Lucide icon: decorative by default, named when it stands alone."""
    aria = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="kg-icon" viewBox="0 0 24 24" {aria}>{ICONS[name]}</svg>')  # noqa: S308 - the label is escaped


@register.simple_tag
@lru_cache(maxsize=256)
def status(state: str, text: str = "") -> SafeString:
    """State as icon and word; `text` replaces the word, never the look."""
    word, colour, name = STATUS[state]
    return filled('<span class="ds-tag" data-color="{}">{}{}</span>', colour, icon(name), text or word)


@register.simple_tag
@lru_cache(maxsize=1024)
def bar(value: float, maximum: float = 100, kind: str = "") -> SafeString:
    """A bar without inline style: the width is an SVG attribute. Text beside it carries the meaning.

    kind is "", "is-done" or "is-late".
    """
    part = round(min(max(100 * float(value) / float(maximum), 0), 100), 1) if maximum else 0
    return filled(
        '<svg class="kg-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bg" width="100" height="8"/><rect class="fg {}" width="{}" height="8"/></svg>',
        kind,
        f"{part:g}",
    )


@register.filter
def plural(n: int, forms: str) -> str:
    """{{ n|plural:"lekcja,lekcje,lekcji" }} -> '5 lekcji' with a hard space."""
    return polish.counted(int(n or 0), *_three(forms))


@register.filter
def noun(n: int, forms: str) -> str:
    """The same without the number."""
    return polish.form(int(n or 0), *_three(forms))


@register.filter
def zdanie(text: str) -> str:
    """A note somebody wrote, closed like a sentence, so that another may follow it."""
    text = text.rstrip()
    return text if not text or text.endswith((".", "!", "?", "…")) else f"{text}."


@register.filter
def liczba(n: polish.Number | None, places: int = 0) -> str:
    """12345.6 -> '12 346'; a missing number is a dash."""
    return "–" if n is None else polish.number(n, places)


@register.filter
def procent(n: polish.Number | None, places: int = 0) -> str:
    """54.6 -> '55%'; a missing number is a dash."""
    return "–" if n is None else polish.percent(n, places)


@register.filter
def wynik(n: polish.Number | None) -> str:
    """19.10 -> '19,1%', 66.67 -> '66,67%', 100.00 -> '100%'; a missing number is a dash."""
    return "–" if n is None else polish.exact_percent(n)


@register.filter
def rozmiar(size: int) -> str:
    """Bytes -> '2,4 MB'."""
    return polish.file_size(size)


@register.filter
def dzien(day: date | None) -> str:
    """'30 listopada 2026 r.'; an instant is first turned into the local day."""
    return polish.long_date(_local_day(day)) if day else ""


@register.filter
def dzien_tygodnia(day: date | None) -> str:
    """A deadline: 'poniedziałek, 30 listopada 2026 r.'"""
    return polish.long_date(_local_day(day), weekday=True) if day else ""


@register.filter
def dzien_krotko(day: date | None) -> str:
    """For tables: 'dziś', 'wczoraj', '30 listopada', and the year only when it is another one."""
    return polish.relative_day(_local_day(day), timezone.localdate()) if day else ""


@register.filter
def godzina(at: datetime | None) -> str:
    """'10:42', local time."""
    return polish.clock(timezone.localtime(at)) if at else ""


def _three(forms: str) -> tuple[str, str, str]:
    one, few, many = forms.split(",")
    return one, few, many


def _local_day(day: date) -> date:
    return timezone.localdate(day) if isinstance(day, datetime) else day


@register.simple_tag
def heads(columns: Iterable[Mapping[str, Any]]) -> SafeString:
    """The headings of a table. One that has an address sorts; the sorted one says so in aria-sort."""
    return SafeString("".join(map(_head, columns)))


def _head(column: Mapping[str, Any]) -> str:
    label, css = text(column["label"]), text(column.get("css") or "")
    if not column.get("href"):
        return f'<th role="columnheader" scope="col" class="{css}">{label}</th>'
    state, href = column["aria_sort"], text(column["href"])
    arrow = icon("arrow-down" if state == "descending" else "arrow-up")
    return (
        f'<th role="columnheader" scope="col" class="{css}" aria-sort="{state}">'
        f'<a href="{href}">{label}{arrow}</a></th>'
    )


@register.simple_tag
def rows(lines: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of a table. Made in Python: a template asked for each cell costs ten times as much."""
    return SafeString("".join(map(_row, lines)))


def _row(row: Mapping[str, Any]) -> str:
    css = f' class="{text(row["css"])}"' if row.get("css") else ""
    return f'<tr role="row"{css}>{cells(row["cells"])}</tr>'


@register.simple_tag
def cells(row: Sequence[Cell | Mapping[str, Any]]) -> SafeString:
    """The cells of one table row."""
    return SafeString("".join(_cell(cell if isinstance(cell, Cell) else Cell(**cell)) for cell in row))


def _cell(cell: Cell) -> str:
    html = text(cell.html)
    if cell.head:
        return f'<th role="rowheader" scope="row">{html}</th>'
    css = text(cell.css)
    if cell.label:
        return f'<td role="cell" class="{css}" data-label="{text(cell.label)}"><div class="kg-v">{html}</div></td>'
    return f'<td role="cell" class="{css}">{html}</td>'


@register.simple_tag
def options(choices: Iterable[Option]) -> SafeString:
    """The options of a list to choose from. In Python for speed: some lists have dozens."""
    return SafeString("".join(map(_option, choices)))


def _option(one: Option) -> str:
    chosen = " selected" if one.chosen else ""
    return f'<option value="{text(one.value)}"{chosen}>{text(one.label)}</option>'


@register.simple_tag
def hidden(pairs: Iterable[tuple[str, object]]) -> SafeString:
    """Hidden fields of a form."""
    return SafeString(
        "".join(f'<input type="hidden" name="{text(name)}" value="{text(value)}">' for name, value in pairs)
    )


@register.simple_tag
def sort_select(list_id: str, choices: Sequence[Option], kept: Iterable[tuple[str, object]]) -> SafeString:
    """On phones the table head is hidden, so sorting gets a select.

    Stands before the table: a form inside the bulk form would be invalid.
    """
    if not choices:
        return SafeString("")
    named = f"sort-{text(list_id)}"
    return SafeString(
        f'<form class="kg-filters kg-sortphone" method="get">{hidden(kept)}<div class="ds-field grow">'
        f'<label class="ds-label" for="{named}">Sortuj według</label>'
        f'<select class="ds-input" id="{named}" name="sort">{options(choices)}</select></div>'
        '<button class="ds-button" data-variant="secondary" type="submit">Sortuj</button></form>'
    )


@register.simple_tag
def filter_boxes(list_id: str, boxes: Iterable[FilterBox]) -> SafeString:
    """The fields of a list's filters: a choice, or a text to search for."""
    return SafeString("".join(_filter_box(f"{text(list_id)}-{text(box.key)}", box) for box in boxes))


def _filter_box(box_id: str, box: FilterBox) -> str:
    width, key = "half" if box.choices or box.day else "grow", text(box.key)
    label = f'<label class="ds-label" for="{box_id}">{text(box.label)}</label>'
    if box.choices:
        field = f'<select class="ds-input" id="{box_id}" name="{key}">{options(box.choices)}</select>'
    elif box.day:
        field = f'<input class="ds-input" id="{box_id}" name="{key}" type="date" value="{text(box.value)}">'
    else:
        field = (
            f'<input class="ds-input" id="{box_id}" name="{key}" type="search" value="{text(box.value)}"'
            f' autocomplete="off" maxlength="{box.longest}">'
        )
    return f'<div class="ds-field {width}">{label}{field}</div>'


def bulk_bar(bulk: Bulk) -> SafeString:
    """Above a table whose rows can be ticked: all of them, how many are, and what to do with them."""
    one, few, many = bulk.forms
    return filled(
        '<span class="kg-bulk"><label class="row row--tight"><input class="ds-input" type="checkbox" data-bulk-all'
        ' aria-label="Zaznacz wszystko na tej stronie"> <span data-bulk-count data-none="{}" data-one="{}"'
        ' data-few="{}" data-many="{}">{}</span></label></span>'
        '<button class="ds-button" data-small type="submit">{}{}</button>',
        bulk.hint,
        one,
        few,
        many,
        bulk.hint,
        icon(bulk.icon) if bulk.icon else "",
        bulk.label,
    )


@register.simple_tag
def nav_items(items: Iterable[Mapping[str, Any]]) -> SafeString:
    """The list of a menu. In Python for speed: each page draws its menus twice, wide and folded.

    Each item has label and href, and may have icon, current, count with count_forms ("nowa,nowe,nowych"); one that
    has items instead of href opens them.
    """
    return SafeString("<ul>" + "".join(map(_nav_item, items)) + "</ul>")


def _nav_item(item: Mapping[str, Any]) -> str:
    sign = icon(item["icon"]) if item.get("icon") else ""
    count = ""
    if item.get("count"):
        word = text(noun(item["count"], item["count_forms"]))
        count = f'<span class="kg-count">{int(item["count"])}<span class="ds-sr-only"> {word}</span></span>'
    inside = f"{sign}<span>{text(item['label'])}</span>{count}"
    if item.get("items"):
        here = " is-here" if item.get("current") else ""
        return (
            f'<li><details class="kg-drop{here}"><summary>{inside}{icon("chevron-down")}</summary>'
            f'<div class="kg-pop kg-pop--left">{nav_items(item["items"])}</div></details></li>'
        )
    current = ' aria-current="page"' if item.get("current") else ""
    return f'<li><a href="{text(item["href"])}"{current}>{inside}</a></li>'


class _NoOrphans(template.Node):
    def __init__(self, nodes: template.NodeList) -> None:
        self.nodes = nodes

    def render(self, context: template.Context) -> SafeString:
        return mark_safe(polish.no_orphans_html(self.nodes.render(context)))  # noqa: S308 - only spaces change


@register.tag
def twarde(parser: template.base.Parser, token: template.base.Token) -> _NoOrphans:
    """{% twarde %}…{% endtwarde %}: hard spaces after one-letter words, between number and unit."""
    nodes = parser.parse(("endtwarde",))
    parser.delete_first_token()
    return _NoOrphans(nodes)
