"""Pages of the site as their operator writes them: what each says, what it still lacks, who changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from kaganek.core.models import AuditEntry
from kaganek.people.models import Person
from kaganek.portal.models import SitePage
from kaganek.portal.queries.content import pages
from kaganek.portal.rules import as_page, faults, gaps, in_english, statement
from kaganek.portal.terms import SITE_PAGES, Facts

DEED = "site page written"
MOST = 20  # changes that are shown


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A page of the site; `changed_at` is None while it says what the product says."""

    slug: str
    label: str
    href: str
    changed_at: datetime | None
    lacks: Sequence[str]


@dataclass(frozen=True, slots=True)
class Change:
    """Who wrote a page and when."""

    at: datetime
    by: str


def kept_pages() -> list[KeptPage]:
    """Every page of the site, in the order of the table. Two statements."""
    changed = dict(SitePage.objects.values_list("slug", "updated_at"))
    facts = pages(*SITE_PAGES)
    return [
        KeptPage(slug, label, reverse(url), changed.get(slug), lacking(slug, facts[slug], facts))
        for slug, (label, url) in SITE_PAGES.items()
    ]  # fmt: skip


def lacking(slug: str, facts: Facts, others: Mapping[str, Facts]) -> list[str]:
    """What a page with these facts would lack: words in brackets, and what the conditions ask of a statement.

    Source: rule R-04.
    """
    match slug:
        case "accessibility":
            return faults(as_page(statement(facts, here=settings.BASE_URL)))
        case "accessibility_en":
            whole = in_english(facts, others["accessibility"])
            made = as_page(statement(whole, here=settings.BASE_URL, english=True))
            return faults(made, english=True)
        case _:
            found = [gap for words in _words(facts) for gap in gaps(words)]
            return [f"do uzupełnienia: {gap}" for gap in dict.fromkeys(found)]


def changes(slug: str) -> list[Change]:
    """The last changes of a page, the newest first. Three statements."""
    row = SitePage.objects.filter(slug=slug).first()
    if row is None:
        return []
    entries = AuditEntry.objects.filter(about=f"portal.sitepage:{row.pk}", deed=DEED)
    found = list(entries.order_by("-at").values_list("at", "actor")[:MOST])
    people = {one.pk: one.full_name for one in Person.objects.filter(pk__in={who for _, who in found if who})}
    return [Change(at, people.get(who or 0, "osoba usunięta")) for at, who in found]


def _words(facts: Any) -> Iterator[str]:
    """Every piece of text among the facts."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        for value in facts.values():
            yield from _words(value)
    elif isinstance(facts, Sequence):
        for value in facts:
            yield from _words(value)
