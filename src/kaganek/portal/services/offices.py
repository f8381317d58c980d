"""Articles of offices: written and shown by the office's IT administrator, with the supplier's consent if it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.lib.names import fold
from kaganek.portal.models import OfficeArticle, SitePage
from kaganek.portal.queries import pages
from kaganek.portal.rules import as_words
from kaganek.portal.services.indexing import index
from kaganek.portal.terms import CONSENT, ArticleState


class SlugTaken(Exception):
    """The office has an article with this address."""


class NotWaiting(Exception):
    """There is nothing to consent to."""


@dataclass(frozen=True, slots=True)
class Words:
    """What an administrator writes."""

    title: str
    lead: str
    text: str
    title_en: str
    text_en: str


@transaction.atomic
def write_article(article_id: int | None, words: Words, *, by: Seat, at: datetime) -> OfficeArticle:
    """A draft of the seat's own office, once when sent twice, or other words of an article.

    Where the supplier's consent is needed, changed words of a shown article go back to a draft.
    Raises OfficeArticle.DoesNotExist for an article of another office, SlugTaken.

    Source: rule W-10 (tylko własny urząd).
    """
    (office_id,) = by.offices or ()
    if article_id is None:
        row = OfficeArticle(office_id=office_id, slug=slugify(fold(words.title))[:120] or "artykul")
        take_turn("article", office_id, row.slug)
        if held := OfficeArticle.objects.filter(office=office_id, slug=row.slug).first():
            if all(getattr(held, name) == getattr(words, name) for name in Words.__slots__):
                return held
            raise SlugTaken(row.slug)
    else:
        row = OfficeArticle.objects.select_for_update(of=("self",)).get(pk=article_id, office=office_id)
    for name in Words.__slots__:
        setattr(row, name, getattr(words, name))
    if consent_needed():
        row.state = ArticleState.DRAFT
    row.changed_at = at
    index(row, title=row.title, words=f"{row.lead} {as_words(row.text)}")
    row.save()
    audit.record(by, "office article written", row)
    return row


@transaction.atomic
def show_article(article_id: int, *, shown: bool, by: Seat, at: datetime) -> OfficeArticle:
    """Show an article of the own office, or ask the supplier for it; or take it back. Done twice it is once.

    Raises OfficeArticle.DoesNotExist for an article of another office.

    Source: rules W-10 (tylko własny urząd), W-11 (zgoda dostawcy).
    """
    row = OfficeArticle.objects.select_for_update(of=("self",)).get(
        pk=article_id, office__in=by.offices or ()
    )
    wanted = ArticleState.DRAFT
    if shown:
        free = row.state == ArticleState.SHOWN or not consent_needed()
        wanted = ArticleState.SHOWN if free else ArticleState.WAITING
    if row.state != wanted:
        _turn(row, wanted, "", by=by, at=at)
    return row


@transaction.atomic
def consent(article_id: int, *, agree: bool, remark: str, by: Seat, at: datetime) -> OfficeArticle:
    """The supplier lets a waiting article be shown, or sends it back with a remark.

    Raises OfficeArticle.DoesNotExist, NotWaiting.

    Source: rule W-11 (zgoda dostawcy).
    """
    row = OfficeArticle.objects.select_for_update(of=("self",)).get(pk=article_id)
    if agree and row.state == ArticleState.SHOWN:
        return row
    if row.state != ArticleState.WAITING:
        raise NotWaiting(row)
    _turn(row, ArticleState.SHOWN if agree else ArticleState.DRAFT, "" if agree else remark, by=by, at=at)
    return row


def ask_for_consent(*, needed: bool, by: Seat, at: datetime) -> None:
    """Whether articles of offices wait for the supplier. Those that wait keep waiting."""
    page, _ = SitePage.objects.update_or_create(
        slug=CONSENT, defaults={"facts": {"needed": needed}, "updated_at": at}
    )
    audit.record(by, "consent needed" if needed else "consent not needed", page)


def consent_needed() -> bool:
    return bool(pages(CONSENT)[CONSENT]["needed"])


def _turn(row: OfficeArticle, state: ArticleState, remark: str, *, by: Seat, at: datetime) -> None:
    row.state, row.remark = state, remark
    if state == ArticleState.SHOWN:
        row.shown_at = row.shown_at or at
    row.save(update_fields=["state", "remark", "shown_at"])
    audit.record(by, f"office article {state}", row)
