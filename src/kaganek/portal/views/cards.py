"""What the portal's lists are made of, drawn in Python: the home page asks for a dozen of them each time."""

from __future__ import annotations

from typing import Any

from django.template.defaultfilters import time as clock
from django.utils.safestring import SafeString

from kaganek.core.markup import address, text
from kaganek.core.templatetags.ui import dzien, dzien_tygodnia, icon, plural
from kaganek.portal.models import Article, PortalEvent

COVER = ' class="cover"'  # the whole card leads where its heading does


def report_line(one: dict[str, Any], level: int) -> SafeString:
    """A published report in a list; `one` is what shown_publication gives."""
    title, slug = text(one["title"]), one["slug"]
    offices = plural(one["total"]["offices"], "urząd,urzędy,urzędów")
    files = "".join(
        f'<a href="{address("portal:report_file", slug, fmt)}"><span class="ds-sr-only">{title}, raport {text(one["number"])}: </span>'
        f"{fmt.upper()}</a>"
        for fmt in ("pdf", "csv")
    )
    look = ' data-color="neutral"' if one["replaced"] else ""
    return SafeString(
        f'<article class="kg-rep"><span class="kg-disc"{look}>{icon("chart-column")}</span>'
        f"<div>{_heading(level, address('portal:report', slug), title)}"
        f'<p class="small soft">Raport {text(one["number"])} · {text(one["project"])} · {offices}'
        f" · opublikowany {dzien(one['published_at'])}{' · zastąpiony nowszym' if one['replaced'] else ''}</p></div>"
        f'<div class="row row--tight small">{files}</div></article>'
    )


def article_card(article: Article, level: int) -> SafeString:
    """An article in a list of news."""
    day = article.published_on
    return SafeString(
        f'<article class="ds-card kg-card-link stack stack--xs"><time datetime="{day:%Y-%m-%d}">{dzien(day)}</time>'
        f"{_heading(level, address('portal:article', article.slug), text(article.title), COVER)}"
        f'<p class="small soft">{text(article.lead)}</p></article>'
    )


def date_line(one: PortalEvent, level: int) -> SafeString:
    """A date of the calendar in a list."""
    title = text(one.title)
    if one.link:
        title = f'<a href="{text(one.link)}" rel="noopener">{title}</a>'
    when = f'<time datetime="{one.starts_on:%Y-%m-%d}">{dzien_tygodnia(one.starts_on)}</time>'
    if one.ends_on != one.starts_on:
        when += f" – {dzien(one.ends_on)}"
    if one.starts_at:
        hours = [clock(hour, "G:i") for hour in (one.starts_at, one.ends_at) if hour]
        when += f", godz. {'–'.join(hours)}"
    more = f'<p class="small soft">{text(one.text)}</p>' if one.text else ""
    off = "Odwołane: " if one.called_off else ""
    return SafeString(
        f'<div class="stack stack--xs" id="data-{one.pk}"><h{level} class="ds-heading" data-size="2xs">{off}{title}</h{level}>'
        f'<p class="small">{when}{f", {text(one.place)}" if one.place else ""}</p>{more}</div>'
    )


def _heading(level: int, href: str, title: str, css: str = "") -> str:
    return f'<h{level} class="ds-heading" data-size="2xs"><a{css} href="{href}">{title}</a></h{level}>'
