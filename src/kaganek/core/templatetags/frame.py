"""What stands around every page, put together in Python: each page draws most of it twice, wide and folded.

`shell` is what the site's context gives (kaganek.site.shell); a dict with the same names will do as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from textwrap import wrap
from typing import Any, NamedTuple

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from kaganek.core.markup import text, token_field
from kaganek.core.templatetags.ui import icon, nav_items, noun

register = template.Library()
WIDTH, HEIGHT = 172, 56  # of a mark that has none
OWN = '<li class="kg-strip__own">'  # the line before the project's own marks
One = Any  # an object or a mapping with the same names


def _of(one: One, name: str) -> Any:
    return one.get(name, "") if isinstance(one, Mapping) else getattr(one, name, "")


def _token(context: template.Context) -> str:
    return token_field(str(context.get("csrf_token") or ""))


@register.simple_tag(takes_context=True)
def tools(context: template.Context, shell: One) -> SafeString:
    """On the right of the header: the seat, the bell, the account; for a stranger the way in."""
    if not shell or not _of(shell, "me"):
        return SafeString(_way_in(shell, "ds-button"))
    return SafeString(
        "\n".join((_seat_in_use(context, shell), _bell(shell, "kg-iconbtn"), _account_drop(context, shell)))
    )


@register.simple_tag(takes_context=True)
def folded_menu(context: template.Context, shell: One) -> SafeString:
    """Everything of the header and the left column, folded for narrow windows."""
    if not shell:
        return SafeString("")
    parts = []
    if top := _of(shell, "top"):
        plain = [item for item in top if not item.get("items")]
        parts.append(f'<nav class="kg-nav" aria-label="Główne">{nav_items(plain)}</nav>')
        opening = [{"name": item["label"], "items": item["items"]} for item in top if item.get("items")]
        parts += [_group(group, ' class="kg-nav"') for group in opening]
    parts += [_group(group, ' class="kg-nav"') for group in _of(shell, "side") or ()]
    if _of(shell, "me"):
        seats = f"{_seats(context, shell)}<hr>" if _of(shell, "seats") else ""
        parts += ["<hr>", _bell(shell, ""), seats, _account(context, shell)]
    elif _of(shell, "login_url"):
        parts.append(f"<hr>{_way_in(shell, '')}")
    return SafeString("\n".join(parts))


@register.simple_tag
def side_menu(shell: One) -> SafeString:
    """The left column."""
    groups = _of(shell, "side") or ()
    return SafeString("".join(_group(group, "") for group in groups))


def _group(group: Mapping[str, Any], css: str) -> str:
    name = text(group["name"])
    return f'<nav{css} aria-label="{name}"><p class="eyebrow">{name}</p>{nav_items(group["items"])}</nav>'


def _way_in(shell: One, css: str) -> str:
    if not shell or not _of(shell, "login_url"):
        return ""
    look = f' class="{css}" data-variant="secondary"' if css else ""
    return f'<a{look} href="{text(_of(shell, "login_url"))}">{icon("user")}Zaloguj się</a>'


def _seat_in_use(context: template.Context, shell: One) -> str:
    if not _of(shell, "seats"):
        return ""
    seat = _of(shell, "seat")
    return (
        f'<details class="kg-drop kg-seat"><summary>{icon(_of(seat, "icon"))}<span>'
        f'<span class="ds-sr-only">Pracujesz jako: </span><b>{text(_of(seat, "role"))}</b>'
        f'<small>{text(_of(seat, "office"))}</small><span class="ds-sr-only">, zmień rolę lub urząd</span></span>'
        f'{icon("chevron-down")}</summary><div class="kg-pop">{_seats(context, shell)}</div></details>'
    )


def _seats(context: template.Context, shell: One) -> str:
    buttons = "".join(map(_seat_button, _of(shell, "seats")))
    return (
        f'<form method="post" action="{text(_of(shell, "seat_url"))}">{_token(context)}'
        f'<p class="eyebrow">Pracujesz jako</p>{buttons}</form>'
    )


def _seat_button(seat: One) -> str:
    current = _of(seat, "current")
    chosen, tick = (' aria-current="true"', icon("check", "wybrane")) if current else ("", "")
    return (
        f'<button name="seat" value="{text(_of(seat, "id"))}"{chosen}>{icon(_of(seat, "icon"))}'
        f"<span><b>{text(_of(seat, 'role'))}</b><small>{text(_of(seat, 'office'))}</small></span>{tick}</button>"
    )


def _bell(shell: One, css: str) -> str:
    if not (href := _of(shell, "bell_url")):
        return ""
    new, words = (
        _of(shell, "bell"),
        '<span class="ds-sr-only">Powiadomienia</span>' if css else "Powiadomienia",
    )
    look, gap = (f' class="{css}"', "") if css else ("", " ")
    count = ""
    if new:
        word = text(noun(new, "nowe,nowe,nowych"))
        count = f'{gap}<span class="kg-count">{new}<span class="ds-sr-only"> {word}</span></span>'
    return f'<a{look} href="{text(href)}">{icon("bell")}{words}{count}</a>'


def _account_drop(context: template.Context, shell: One) -> str:
    me = _of(shell, "me")
    return (
        f'<details class="kg-drop"><summary><span class="kg-me" aria-hidden="true">{text(_of(me, "initials"))}</span>'
        f'<span class="ds-sr-only">Konto: {text(_of(me, "name"))}</span>{icon("chevron-down")}</summary>'
        f'<div class="kg-pop">{_account(context, shell)}</div></details>'
    )


def _account(context: template.Context, shell: One) -> str:
    """Links of the signed-in person and the way out."""
    links = "".join(_account_link(link) for link in _of(shell, "account_links") or ())
    return (
        f'<p class="eyebrow">{text(_of(_of(shell, "me"), "name"))}</p>{links}<hr>'
        f'<form method="post" action="{text(_of(shell, "logout_url"))}">{_token(context)}'
        f'<button type="submit">{icon("log-out")}Wyloguj się</button></form>'
    )


def _account_link(link: Mapping[str, Any]) -> str:
    sign = icon(link["icon"]) if link.get("icon") else ""
    current = ' aria-current="page"' if link.get("current") else ""
    return f'<a href="{text(link["href"])}"{current}>{sign}{text(link["label"])}</a>'


@register.simple_tag
@lru_cache(maxsize=1)
def lamp() -> SafeString:
    """Our sign, the same on every page."""
    return render_to_string("ui/lamp.html")


@register.simple_tag
def links(entries: Iterable[Mapping[str, Any]]) -> SafeString:
    """The list of links at the foot."""
    return SafeString(
        "".join(f'<li><a href="{text(e["href"])}">{text(e["label"])}</a></li>' for e in entries)
    )


@register.simple_tag
def marks(strip: Iterable[Mapping[str, Any]]) -> SafeString:
    """Signs of the project's period. One without a picture is a labelled box: real signs are never redrawn."""
    return _marks(
        tuple(
            _Mark(
                str(one["name"]), int(one.get("w") or WIDTH), int(one.get("h") or HEIGHT),
                str(one.get("src") or ""), str(one.get("mono") or ""), bool(one.get("own")),
            )
            for one in strip
        )
    )  # fmt: skip


class _Mark(NamedTuple):
    name: str
    width: int
    height: int
    src: str
    mono: str  # address of the drawing in one colour
    own: bool  # of the project, after the line


@lru_cache(maxsize=64)
def _marks(strip: tuple[_Mark, ...]) -> SafeString:
    first = next((place for place, one in enumerate(strip) if one.own), None)
    items = "\n".join(
        f"{OWN if place == first else '<li>'}{_mark(one)}</li>" for place, one in enumerate(strip)
    )
    return SafeString(f'<ul class="kg-strip" aria-label="Znaki finansowania">\n{items}\n</ul>')


def _mark(one: _Mark) -> str:
    named = text(one.name)
    if one.src:
        drawn = f'<img src="{text(one.src)}" alt="{named}" width="{one.width}" height="{one.height}">'
        if not one.mono:
            return drawn
        return f'<picture><source media="(monochrome)" srcset="{text(one.mono)}">{drawn}</picture>'
    return (
        f'<svg viewBox="0 0 {one.width} 56" role="img" aria-label="Miejsce na znak: {named}">'
        f'<rect class="kg-strip__box" x="1" y="1" width="{one.width - 2}" height="54" rx="3"/>'
        f"{_lines(one.name)}</svg>"
    )


def _lines(name: str) -> str:
    """The text of the sign in its box, and that the sign itself is missing."""
    rows = wrap(name, 24, max_lines=2, placeholder="…")
    first = 25 if len(rows) == 1 else 18
    named = "".join(
        f'<text class="kg-strip__t" x="10" y="{first + 15 * place}">{text(row)}</text>'
        for place, row in enumerate(rows)
    )
    return f'{named}<text class="kg-strip__s" x="10" y="{first + 15 * len(rows)}">miejsce na znak</text>'
