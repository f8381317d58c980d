"""Small charts as server-made SVG: bars, stacked bars, lines, dot plot.

Each chart is a <figure>: caption, legend, the drawing twice (720 wide, 340 for phones; CSS shows one) with
<title> and <desc>, and the same numbers in a table. Colours are classes f1..f4 / s1..s4, every series also
has a pattern or a marker, so the chart reads in grey print and for colour-blind people. No style=, no script.
`cid` is the id of the figure, unique on the page: letters, digits and hyphens, written by us.
"""

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import pairwise

from django.utils.safestring import SafeString, mark_safe

from kaganek.lib.polish import NBSP, number

WIDE, NARROW = 720, 340
MOST_SERIES = 4
LETTER = 7.4  # px of width, on the broad side of the average of a Polish text
DASHES = ("", "7 5", "2 5", "12 4")

Row = tuple[str, Sequence[float]]
Drawing = tuple[str, int]  # SVG body, its height


def bars(
    cid: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, float]],
    *,
    head: tuple[str, str],
    unit: str = "",
    top: float | None = None,
    goal: float | None = None,
    goal_label: str = "",
) -> SafeString:
    """One number per row, label first. `goal` draws a dashed line."""
    high = top or max((value for _, value in rows), default=0) or 1
    draw = partial(_draw_bars, rows, high=high, unit=unit, goal=goal, goal_label=goal_label)
    table = _table(head, [(label, [_num(value, unit)]) for label, value in rows])
    return _figure(cid, title, desc, draw, table)


def _draw_bars(
    rows: Sequence[tuple[str, float]],
    width: int,
    *,
    high: float,
    unit: str,
    goal: float | None,
    goal_label: str,
) -> Drawing:
    left, right, step = (170, 64, 34) if width == WIDE else (0, 64, 50)
    start = 8 if goal is None else 24
    span, out = width - left - right, []
    for i, (label, value) in enumerate(rows):
        y = start + step * i
        box = y if left else y + 20
        filled = min(max(span * value / high, 2), span)
        out += [
            _side_label(left, y, label, 15),
            f'<rect class="track" x="{left}" y="{box}" width="{span}" height="20" rx="4"/>',
            f'<rect class="f1" x="{left}" y="{box}" width="{filled:.1f}" height="20" rx="4"/>',
            _text(left + span + 10, box + 15, _num(value, unit), "t-b"),
        ]
    height = start + step * len(rows)
    if goal is not None:
        x = left + span * goal / high
        out += [
            f'<line class="goal" x1="{x:.1f}" x2="{x:.1f}" y1="{start - 4}" y2="{height - 8}"/>',
            _text(x, start - 10, goal_label, "t-soft", "middle" if left else "end"),
        ]
    return "".join(out), height


def stacked(
    cid: str, title: str, desc: str, rows: Sequence[Row], *, series: Sequence[str], head: str
) -> SafeString:
    """Parts of a whole per row (up to 4 series), each row drawn to 100 %."""
    _check_series(len(series))
    table = _table(
        (head, *series, "Razem"),
        [(label, [*map(number, values), number(sum(values))]) for label, values in rows],
    )
    draw = partial(_draw_stacked, cid, rows)
    return _figure(cid, title, desc, draw, table, series, defs=_patterns(cid, len(series)))


def _draw_stacked(cid: str, rows: Sequence[Row], width: int) -> Drawing:
    left, step = (190, 38) if width == WIDE else (0, 54)
    span, out = width - left - 1, []
    for i, (label, values) in enumerate(rows):
        y = 4 + step * i
        out.append(_side_label(left, y, label, 18))
        x, total = float(left), sum(values) or 1
        for nth, value in enumerate(values, 1):
            part = span * value / total
            out.append(_segment(cid, nth, x, y if left else y + 20, part, value))
            x += part
    return "".join(out), 4 + step * len(rows)


def _segment(cid: str, nth: int, x: float, y: float, width: float, value: float) -> str:
    if not width:
        return ""
    filled = _fill(cid, nth, x, y, width, 26)
    if width <= 30:
        return filled
    middle = x + width / 2
    pill = f'<rect class="pill" x="{middle - 15:.1f}" y="{y + 4}" width="30" height="18" rx="9"/>'
    return filled + pill + _text(middle, y + 17.5, number(value), "t-in", "middle")


def line(
    cid: str,
    title: str,
    desc: str,
    labels: Sequence[str],
    series: Sequence[Row],
    *,
    head: str,
    unit: str = "",
    top: float | None = None,
) -> SafeString:
    """Change over time; up to 4 lines, each with its own marker and its name at the end."""
    _check_series(len(series))
    high = top or max((max(values, default=0) for _, values in series), default=0) or 1
    names = [name for name, _ in series]
    columns = [(label, [_num(values[i], unit) for _, values in series]) for i, label in enumerate(labels)]
    draw = partial(_draw_lines, labels, series, high=high, unit=unit)
    return _figure(cid, title, desc, draw, _table((head, *names), columns), names, key=_line_key)


def _draw_lines(
    labels: Sequence[str], series: Sequence[Row], width: int, *, high: float, unit: str
) -> Drawing:
    left, right, height = (38, 16, 230) if width == NARROW else (48, 130, 250)
    span, rise = width - left - right, height - 46
    xs = [left + span * i / max(len(labels) - 1, 1) for i in range(len(labels))]
    out = [_rung(k, left, left + span, rise, _num(high * k / 4, unit)) for k in range(5)]
    every, last = (2 if width == NARROW and len(labels) > 5 else 1), len(labels) - 1
    for i, (x, name) in enumerate(zip(xs, labels, strict=True)):
        if (last - i) % every == 0:
            out.append(_text(x, height - 10, name, "t-soft", "middle" if i else "start"))
    ends: list[tuple[float, str]] = []
    for nth, (name, values) in enumerate(series, 1):
        ys = [14 + rise * (1 - value / high) for value in values]
        out.append(_polyline(nth, list(zip(xs, ys, strict=True))))
        if ys:
            ends.append((ys[-1], f"{name} {_num(values[-1], unit)}"))
    if width == WIDE and xs:
        out += [_text(xs[-1] + 14, y + 5, text, "t-b") for y, text in _spread(ends)]
    return "".join(out), height


def _rung(k: int, x1: float, x2: float, rise: float, text: str) -> str:
    y = 14 + rise * (4 - k) / 4
    css = "grid" if k else "axis"
    return f'<line class="{css}" x1="{x1}" x2="{x2}" y1="{y:.1f}" y2="{y:.1f}"/>' + _text(
        x1 - 8, y + 5, text, "t-soft", "end"
    )


def _polyline(nth: int, points: Sequence[tuple[float, float]]) -> str:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dash = f' stroke-dasharray="{DASHES[nth - 1]}"' if DASHES[nth - 1] else ""
    return f'<polyline class="ln s{nth}" points="{path}"{dash}/>' + "".join(
        _marker(nth, x, y) for x, y in points
    )


def _spread(ends: Sequence[tuple[float, str]]) -> list[tuple[float, str]]:
    """Push labels down until each has 18 px of its own."""
    placed = sorted(ends)
    for i, (before, after) in enumerate(pairwise(range(len(placed)))):
        lowest = placed[before][0] + 18
        if placed[after][0] < lowest:
            placed[i + 1] = (lowest, placed[after][1])
    return placed


def dots(
    cid: str,
    title: str,
    desc: str,
    rows: Sequence[tuple[str, float, float]],
    *,
    moments: tuple[str, str],
    head: str,
    unit: str = "",
    top: float,
) -> SafeString:
    """Two moments per row (hollow then, full now) joined by a line: who moved and how far."""
    table = _table((head, *moments), [(label, [_num(a, unit), _num(b, unit)]) for label, a, b in rows])
    draw = partial(_draw_dots, rows, unit=unit, top=top)
    return _figure(cid, title, desc, draw, table, moments, key=_dot_key)


def _draw_dots(rows: Sequence[tuple[str, float, float]], width: int, *, unit: str, top: float) -> Drawing:
    left, right, step = (190, 56, 36) if width == WIDE else (12, 56, 52)
    span, bottom, out = width - left - right, 8 + step * len(rows), []
    for k in range(5):
        x = left + span * k / 4
        out += [
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{bottom}"/>',
            _text(x, bottom + 18, _num(top * k / 4, unit), "t-soft", "middle"),
        ]
    for i, (label, then, now) in enumerate(rows):
        y = 22 + step * i + (0 if width == WIDE else 16)
        a, b = left + span * then / top, left + span * now / top
        out += [
            _side_label(left, y, label, 5) if width == WIDE else _side_label(0, y - 29, label, 0),
            f'<line class="ln s1" x1="{a:.1f}" x2="{b:.1f}" y1="{y}" y2="{y}"/>',
            f'<circle class="hollow" cx="{a:.1f}" cy="{y}" r="6"/><circle class="f1 mk" cx="{b:.1f}" cy="{y}" r="8"/>',
            _text(left + span + 12, y + 5, _num(now, unit), "t-b"),
        ]
    return "".join(out), bottom + 26


def _check_series(count: int) -> None:
    if count > MOST_SERIES:
        raise ValueError(f"{count} series; a reader tells at most {MOST_SERIES} apart")


def _num(value: float, unit: str) -> str:
    return number(value) + (f"{NBSP}{unit}" if unit and unit != "%" else unit)


def _text(x: float, y: float, text: str, css: str = "", anchor: str = "start") -> str:
    named = f' class="{css}"' if css else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{named}>{escape(text)}</text>'


def _side_label(left: int, y: float, label: str, drop: int) -> str:
    """The name of a row: beside it in up to two lines, or above it on a phone; the table has it whole."""
    if not left:
        return _text(0, y + 13, _cut(label, int(NARROW / LETTER)))
    lines = _two_lines(label, int((left - 12) / LETTER))
    top = y + drop - (8 if len(lines) > 1 else 0)
    return "".join(_text(left - 12, top + 16 * i, words, anchor="end") for i, words in enumerate(lines))


def _two_lines(label: str, room: int) -> list[str]:
    if len(label) <= room or " " not in label:
        return [_cut(label, room)]
    middle = len(label) / 2
    gap = min((i for i, letter in enumerate(label) if letter == " "), key=lambda i: abs(i - middle))
    return [_cut(label[:gap], room), _cut(label[gap + 1 :], room)]


def _cut(label: str, room: int) -> str:
    return label if len(label) <= room else label[: room - 1].rstrip() + "…"


def _fill(cid: str, nth: int, x: float, y: float, width: float, height: float) -> str:
    box = f'x="{x:.1f}" y="{y}" width="{width:.1f}" height="{height}"'
    over = f'<rect fill="url(#{cid}-p{nth})" {box}/>' if nth > 1 else ""
    return f'<rect class="f{nth} seg" {box}/>{over}'


def _patterns(cid: str, count: int) -> str:
    shapes = {
        2: '<path class="pat" d="M0 8L8 0M-2 2L2 -2M6 10L10 6"/>',
        3: '<path class="pat" d="M0 4H8"/>',
        4: '<circle class="patdot" cx="4" cy="4" r="1.2"/>',
    }
    return "".join(
        f'<pattern id="{cid}-p{i}" width="8" height="8" patternUnits="userSpaceOnUse">{shapes[i]}</pattern>'
        for i in range(2, count + 1)
    )


def _marker(nth: int, x: float, y: float) -> str:
    return (
        f'<circle class="f1 mk" cx="{x:.1f}" cy="{y:.1f}" r="5.5"/>',
        f'<rect class="f2 mk" x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10"/>',
        f'<path class="f3 mk" d="M{x:.1f} {y - 7:.1f}l6.5 12h-13z"/>',
        f'<path class="f4 mk" d="M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z"/>',
    )[nth - 1]


def _box_key(cid: str, nth: int) -> str:
    return _fill(cid, nth, 0, 0, 22, 16)


def _line_key(cid: str, nth: int) -> str:
    return f'<line class="ln s{nth}" x1="0" x2="22" y1="8" y2="8"/>' + _marker(nth, 11, 8)


def _dot_key(cid: str, nth: int) -> str:
    return f'<circle class="{"hollow" if nth == 1 else "f1"}" cx="11" cy="8" r="{5 + nth}"/>'


def _table(head: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> str:
    first, *others = head
    heads = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col" class="n">{escape(h)}</th>' for h in others
    )
    body = "".join(
        f'<tr><th scope="row">{escape(label)}</th>'
        + "".join(f'<td class="n">{escape(v)}</td>' for v in values)
        + "</tr>"
        for label, values in rows
    )
    return f'<table class="ds-table"><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>'


def _figure(
    cid: str,
    title: str,
    desc: str,
    draw: Callable[[int], Drawing],
    table: str,
    legend: Sequence[str] = (),
    *,
    defs: str = "",
    key: Callable[[str, int], str] = _box_key,
) -> SafeString:
    def svg(width: int, css: str) -> str:
        body, height = draw(width)
        tid, did = f"{cid}-{css}-t", f"{cid}-{css}-d"
        return (
            f'<svg class="is-{css}" viewBox="0 0 {width} {height}" role="img" aria-labelledby="{tid} {did}">'
            f'<title id="{tid}">{escape(title)}</title><desc id="{did}">{escape(desc)}</desc>{body}</svg>'
        )

    # Patterns sit in an svg of their own: a hidden (display: none) drawing would take them along.
    store = (
        f'<svg class="kg-defs" width="0" height="0" aria-hidden="true"><defs>{defs}</defs></svg>'
        if defs
        else ""
    )
    items = "".join(
        f'<li><svg viewBox="0 0 22 16" aria-hidden="true">{key(cid, i)}</svg>{escape(name)}</li>'
        for i, name in enumerate(legend, 1)
    )
    parts = (
        f'<figure class="kg-chart" id="{cid}">{store}',
        f'<figcaption><b>{escape(title)}</b><span class="soft">{escape(desc)}</span></figcaption>',
        f'<ul class="kg-legend">{items}</ul>' if items else "",
        svg(WIDE, "wide") + svg(NARROW, "narrow"),
        '<details class="ds-details kg-data"><summary>Pokaż dane w tabeli</summary>',
        f'<div class="kg-table__scroll" tabindex="0" role="region" aria-label="Dane: {escape(title)}">{table}</div>',
        "</details></figure>",
    )
    return mark_safe("".join(parts))  # noqa: S308 - every text above goes through escape()
