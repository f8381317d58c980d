"""Articles of offices: written and shown by the office's IT administrator, with the supplier's consent if it is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import slugify

from kaganek.core import audit
from kaganek.core.seats import Seat
from kaganek.core.turns import take_turn
from kaganek.lib.names import fold
from kaganek.people.terms import Role
from kaganek.portal.models import OfficeArticle, SitePage
from kaganek.portal.queries import pages
from kaganek.portal.queries.offices import worked_on
from kaganek.portal.rules import as_words
from kaganek.portal.services.indexing import index
from kaganek.portal.terms import CONSENT, ArticleState
from kaganek.questionnaires.services.consents import (
    Matter,
    take_back_asking,
    tell_of_asking,
    tell_of_decision,
)

ASK = f"office article {ArticleState.WAITING}"  # the deed in the log


class SlugTaken(Exception):
    """The office has an article with this address."""


class NotWaiting(Exception):
    """There is nothing to consent to."""


class NothingSaid(Exception):
    """What goes back to its office says what to mend."""


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
    """A draft of the seat's own office, once when sent twice, or other words of an article; returns what was written.

    Where the supplier's consent is needed, other words of a shown article are a change beside it. Words that
    waited for consent and are changed wait no more. Raises OfficeArticle.DoesNotExist for an article of another
    office, SlugTaken.

    Source: rules W-10 (tylko własny urząd), W-11 (zgoda dostawcy).
    """
    (office_id,) = by.offices or ()
    if article_id is None:
        row = OfficeArticle(office_id=office_id, slug=slugify(fold(words.title))[:120] or "artykul")
        take_turn("article", office_id, row.slug)
        if held := OfficeArticle.objects.filter(office=office_id, slug=row.slug, replaces=None).first():
            if _says(held, words):
                return held
            raise SlugTaken(row.slug)
    else:
        article = _own(article_id, by)
        row = worked_on(article)
        if _says(row, words):
            return row
        if row.state == ArticleState.SHOWN and consent_needed():
            row = OfficeArticle(office_id=article.office_id, slug=article.slug, replaces=article)
    if row.state == ArticleState.WAITING:
        row.state = ArticleState.DRAFT
        take_back_asking(_matter(row), at=at)
    _put(words, row, at=at)
    row.save()
    audit.record(by, "office article written", _article(row))
    return row


@transaction.atomic
def show_article(article_id: int, *, shown: bool, by: Seat, at: datetime) -> OfficeArticle:
    """Show an article of the own office with its newest words, or ask the supplier for it; or take it back whole.

    Done twice it is once. Raises OfficeArticle.DoesNotExist for an article of another office.

    Source: rules W-10 (tylko własny urząd), W-11 (zgoda dostawcy).
    """
    article = _own(article_id, by)
    row = worked_on(article)
    if not shown:
        _stop_waiting(row, at=at)
        return _turn(_merged(row, by=by, at=at), ArticleState.DRAFT, "", by=by, at=at)
    if not consent_needed():
        _stop_waiting(row, at=at)
        return _turn(_merged(row, by=by, at=at), ArticleState.SHOWN, "", by=by, at=at)
    if row.state == ArticleState.DRAFT:
        _turn(row, ArticleState.WAITING, "", by=by, at=at)
        tell_of_asking(_matter(row), at=at)
    return row


@transaction.atomic
def stop_asking(article_id: int, *, by: Seat, at: datetime) -> OfficeArticle:
    """Take the question to the supplier back; what everyone reads stays. Done twice it is once.

    Raises OfficeArticle.DoesNotExist for an article of another office.
    """
    row = worked_on(_own(article_id, by))
    if row.state == ArticleState.WAITING:
        _stop_waiting(row, at=at)
        _turn(row, ArticleState.DRAFT, "", by=by, at=at)
    return row


@transaction.atomic
def drop_change(article_id: int, *, by: Seat, at: datetime) -> OfficeArticle:
    """Throw away the change of a shown article, which stays as everyone reads it. Done twice it is once.

    Raises OfficeArticle.DoesNotExist for an article of another office.
    """
    article = _own(article_id, by)
    row = worked_on(article)
    if row.replaces_id:
        _stop_waiting(row, at=at)
        row.delete()
        audit.record(by, "office article change dropped", article)
    return article


@transaction.atomic
def consent(article_id: int, *, agree: bool, remark: str, by: Seat, at: datetime) -> OfficeArticle:
    """The supplier lets a waiting article, or its change, be shown, or sends it back with a remark.

    Raises OfficeArticle.DoesNotExist, NotWaiting, NothingSaid.

    Source: rule W-11 (zgoda dostawcy).
    """
    article = _locked().get(pk=article_id)
    row = worked_on(article)
    if agree and row.state == ArticleState.SHOWN:
        return row
    if row.state != ArticleState.WAITING:
        raise NotWaiting(row)
    if not agree and not remark.strip():
        raise NothingSaid(row)
    tell_of_decision(_matter(row), agreed=agree, remark=remark, at=at)
    if agree:
        return _turn(_merged(row, by=by, at=at), ArticleState.SHOWN, "", by=by, at=at)
    return _turn(row, ArticleState.DRAFT, remark, by=by, at=at)


def ask_for_consent(*, needed: bool, by: Seat, at: datetime) -> None:
    """Whether articles of offices wait for the supplier. Those that wait keep waiting."""
    page, _ = SitePage.objects.update_or_create(
        slug=CONSENT, defaults={"facts": {"needed": needed}, "updated_at": at}
    )
    audit.record(by, "consent needed" if needed else "consent not needed", page)


def consent_needed() -> bool:
    return bool(pages(CONSENT)[CONSENT]["needed"])


def _locked() -> QuerySet[OfficeArticle]:
    """The change beside an article is read after its lock is held, so two deeds at once never meet the same one."""
    rows = OfficeArticle.objects.filter(replaces=None).select_related("office")
    return rows.select_for_update(of=("self",))


def _own(article_id: int, by: Seat) -> OfficeArticle:
    return _locked().get(pk=article_id, office__in=by.offices or ())


def _article(row: OfficeArticle) -> OfficeArticle:
    """The article that everyone knows; of a change, the one it replaces."""
    return row.replaces or row


def _says(row: OfficeArticle, words: Words) -> bool:
    return all(getattr(row, name) == getattr(words, name) for name in Words.__slots__)


def _put(words: Words, row: OfficeArticle, *, at: datetime) -> None:
    for name in Words.__slots__:
        setattr(row, name, getattr(words, name))
    row.changed_at = at
    index(row, title=row.title, words=f"{row.lead} {as_words(row.text)}")


def _merged(row: OfficeArticle, *, by: Seat, at: datetime) -> OfficeArticle:
    """The article with the words of its change, which is one no more."""
    article = row.replaces
    if article is None:
        return row
    words = Words(**{name: getattr(row, name) for name in Words.__slots__})
    row.delete()
    _put(words, article, at=at)
    article.save()
    audit.record(by, "office article changed", article)
    return article


def _stop_waiting(row: OfficeArticle, *, at: datetime) -> None:
    if row.state == ArticleState.WAITING:
        take_back_asking(_matter(row), at=at)


def _matter(row: OfficeArticle) -> Matter:
    article = _article(row)
    named = f"zmiana artykułu „{row.title}”" if row.replaces_id else f"artykuł „{row.title}”"
    return Matter(
        article, named, f"{reverse('portal:consents')}#artykul-{article.pk}",
        reverse("portal:own_article", args=[article.pk]), (ASK,), (Role.IT_ADMIN,),
    )  # fmt: skip


def _turn(row: OfficeArticle, state: ArticleState, remark: str, *, by: Seat, at: datetime) -> OfficeArticle:
    """Put an article in a state; one that is in it stays as it is."""
    if row.state != state:
        row.state, row.remark = state, remark
        if state == ArticleState.SHOWN:
            row.shown_at = row.shown_at or at
        row.save(update_fields=["state", "remark", "shown_at"])
        audit.record(by, f"office article {state}", _article(row))
    return row
