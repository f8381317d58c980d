"""Public pages of projects: writing, showing, taking back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.lib.names import fold
from kaganek.portal.models import ProgrammePage
from kaganek.portal.rules import as_words
from kaganek.portal.services.indexing import index
from kaganek.programmes.queries import projects_in_reach


class MoreThanWhole(Exception):
    """The European part would be larger than the whole project."""


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a coordinator writes about a project for everyone; money in złoty."""

    title: str
    lead: str
    text: str
    audience: str
    effects: str
    value_pln: Decimal | None
    eu_pln: Decimal | None
    names_offices: bool
    title_en: str
    text_en: str


@transaction.atomic
def write_page(project_id: int, facts: PageFacts, *, by: Seat, at: datetime) -> ProgrammePage:
    """The page of a project within the seat's reach, new or in other words; its address never changes.

    Raises Project.DoesNotExist, MoreThanWhole; nothing is written then.

    Source: rule W-23 (strona programu).
    """
    if facts.eu_pln is not None and facts.value_pln is not None and facts.eu_pln > facts.value_pln:
        raise MoreThanWhole
    project = projects_in_reach(by).select_for_update(of=("self",)).get(pk=project_id)
    row = ProgrammePage.objects.filter(project=project).first()
    if row is None:
        row = ProgrammePage(project=project, slug=slugify(fold(project.code)))
    for name in PageFacts.__slots__:
        setattr(row, name, getattr(facts, name))
    row.changed_at = at
    index(
        row,
        title=row.title,
        words=f"{row.lead} {as_words(row.text)} {as_words(row.effects)} Dla kogo: {row.audience}",
    )
    row.save()
    audit.record(by, "programme page written", row)
    return row


@transaction.atomic
def show_page(project_id: int, *, shown: bool, by: Seat, at: datetime) -> ProgrammePage:
    """Show a page to everyone or take it back; done twice it changes nothing. Raises ProgrammePage.DoesNotExist."""
    rows = ProgrammePage.objects.filter(project__in=projects_in_reach(by))
    row = rows.select_for_update(of=("self",)).get(project=project_id)
    if bool(row.published_at) != shown:
        row.published_at = at if shown else None
        row.save(update_fields=["published_at"])
        audit.record(by, "programme page shown" if shown else "programme page taken back", row)
    return row
