"""Pages of offices as everyone reads them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kaganek.people.models import Office
from kaganek.portal.models import OfficeArticle
from kaganek.portal.terms import ArticleState
from kaganek.questionnaires.queries.public import OpenForm, owner_segment

_CODE = re.compile(r"(?:[\w-]*-)?(\d{1,18})")


def shown_articles() -> QuerySet[OfficeArticle]:
    """Articles of all offices that everyone reads, the newest first; past the reader's own reach."""
    rows = OfficeArticle.policed.filter(state=ArticleState.SHOWN)
    return rows.select_related("office").order_by("-shown_at", "-pk")


def own_articles() -> QuerySet[OfficeArticle]:
    """Articles within the seat's reach, each with the `change` that waits beside it, if any."""
    return OfficeArticle.objects.filter(replaces=None).select_related("office", "change")


def worked_on(article: OfficeArticle) -> OfficeArticle:
    """The words the office works on: the change of a shown article, else the article itself."""
    found: OfficeArticle = getattr(article, "change", article)
    return found


def waiting_articles() -> QuerySet[OfficeArticle]:
    """Articles, and changes of shown ones, that wait for the supplier; who waits longest first."""
    rows = OfficeArticle.objects.filter(state=ArticleState.WAITING)
    return rows.select_related("office", "replaces").order_by("changed_at", "pk")


def office_of(code: str) -> Office | None:
    """The office of an address such as "zalesie-12"; None unless the address is written as we write it."""
    found = _CODE.fullmatch(code)
    office = Office.objects.filter(pk=int(found[1])).first() if found else None
    return office if office and owner_segment(office) == code else None


def offices_with_page(forms: Iterable[OpenForm]) -> QuerySet[Office]:
    """Offices that have a page: they show an article or one of the open forms."""
    articles = shown_articles().order_by().values("office")
    ids = {one.office.pk for one in forms if one.office}
    return Office.objects.filter(Q(pk__in=articles) | Q(pk__in=ids))


def code_of(office: Office) -> str:
    return owner_segment(office)
