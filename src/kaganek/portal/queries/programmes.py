"""Projects as everyone reads them, and the offices that take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.names import fold
from kaganek.people.models import Office
from kaganek.portal.models import OfficeArticle, ProgrammePage
from kaganek.portal.queries.offices import code_of
from kaganek.portal.terms import ArticleState
from kaganek.programmes.models import Participation

MOST_OFFICES = 3000  # every local government of the country


@dataclass(frozen=True, slots=True)
class TakingPart:
    """An office that takes part: its public name, the voivodeship, and its page here if it has one."""

    name: str
    voivodeship: str
    page: str


def shown_pages() -> QuerySet[ProgrammePage]:
    """Pages that everyone reads, the newest project first."""
    rows = ProgrammePage.objects.filter(published_at__isnull=False)
    return rows.select_related("project__operator", "project__version__programme").order_by(
        "-project__starts_on", "pk"
    )


def state_of(page: ProgrammePage, today: date) -> str:
    """Whether the project is to come, under way or over, in a word."""
    if page.project.starts_on > today:
        return "w przygotowaniu"
    return "trwa" if page.project.ends_on >= today else "zakończony"


def taking_part(pages: Sequence[ProgrammePage]) -> list[TakingPart]:
    """Offices of the shown pages that name theirs, by voivodeship and name. Names alone leave the register.

    Read in the platform's own seat: strangers reach no row of a participation, whose terms are not public.

    Source: rule W-23 (strona programu).
    """
    named = [page.project_id for page in pages if page.published_at and page.names_offices]
    if not named:
        return []
    with seated(SYSTEM):
        ids = list(
            Participation.objects.filter(project__in=named).values_list("office_id", flat=True).distinct()
        )
        offices = list(Office.objects.filter(pk__in=ids[:MOST_OFFICES]))
    with_page = set(
        OfficeArticle.policed.filter(state=ArticleState.SHOWN, office__in=ids).values_list(
            "office_id", flat=True
        )
    )
    found = [
        TakingPart(
            one.office_name, one.get_voivodeship_display(), code_of(one) if one.pk in with_page else ""
        )
        for one in sorted(offices, key=lambda one: one.sort_name)
    ]
    return sorted(found, key=lambda one: fold(one.voivodeship))
