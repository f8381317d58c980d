"""Reviews of drafts by named experts, and remarks beside the text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q
from django.urls import reverse

from kaganek.core import audit
from kaganek.core.notices import News, notify, withdraw
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Lesson, LessonRemark, LessonReview, ReviewAnswer
from kaganek.learning.queries.drafts import digest, draft_of, fellow_authors
from kaganek.learning.terms import ReviewVerdict
from kaganek.people.models import Person
from kaganek.people.services.signatures import signature

ASKED, ANSWERED, REMARK = "learning.review_asked", "learning.review_answered", "learning.remark"


class NoReviewer(Exception):
    """Nobody was chosen, or somebody who may not judge this draft: its author or no expert."""


class ReviewClosed(Exception):
    """The review was withdrawn, replaced by a newer one, or is over."""


def ask_for_review(
    lesson_id: int, *, reviewers: Sequence[int], message: str, by: Seat, at: datetime
) -> LessonReview:
    """Give the newest draft of a lesson to experts; sent again for the same draft and people, it changes nothing.

    lesson_id   Lesson.DoesNotExist when there is none; the row is locked until commit.
    reviewers   accounts of other authors of the course, at least one; else NoReviewer and nothing is written.
    message     what the author asks them to look at.

    A review of an older draft that still waits is closed. Each expert gets a letter. Source: rule L-85.
    """
    lesson = (
        Lesson.objects.select_for_update(of=("self",)).select_related("latest_revision").get(pk=lesson_id)
    )
    allowed = {pk for pk, _ in fellow_authors(by)}
    wanted = sorted(set(reviewers))
    if not wanted or not allowed.issuperset(wanted):
        raise NoReviewer
    content = draft_of(lesson)
    before = LessonReview.objects.filter(lesson=lesson, closed_at=None).first()
    if before:
        asked = sorted(before.answers.values_list("reviewer", flat=True))
        if before.digest == digest(content) and asked == wanted:
            return before
        LessonReview.objects.filter(pk=before.pk).update(closed_at=at)
        withdraw(_about(before), at=at)
    review = LessonReview.objects.create(
        lesson=lesson, content=content, digest=digest(content), message=message,
        asked_by_id=by.account_id or 0, asked_at=at,
    )  # fmt: skip
    ReviewAnswer.objects.bulk_create(ReviewAnswer(review=review, reviewer_id=pk) for pk in wanted)
    audit.record(by, "review asked", review, reviewers=", ".join(map(str, wanted)))
    facts = {"lesson": lesson.pk, "title": content["title"], "who": signature(by)}
    title, about = f"Prośba o recenzję: {content['title']}", _about(review)
    _tell(wanted, ASKED, f"review:{review.pk}", title, facts, about=about, at=at)
    return review


def answer_review(
    review_id: int, *, verdict: ReviewVerdict, remarks: str, by: Seat, at: datetime
) -> LessonReview:
    """A reviewer accepts the draft or returns it with remarks; the review is over when all have answered.

    review_id   LessonReview.DoesNotExist when the seat is not among its reviewers.
    remarks     needed with RETURNED (the form asks; the database refuses a return without them).

    Answered once more with another mind before the end, the newer answer holds. Raises ReviewClosed when the
    draft is no longer judged. The author gets a letter. Source: rule L-85.
    """
    review = (
        LessonReview.objects.select_for_update(of=("self",))
        .filter(pk=review_id, answers__reviewer=by.account_id or 0)
        .get()
    )
    if review.closed_at:
        raise ReviewClosed
    mine = review.answers.filter(reviewer=by.account_id or 0)
    if mine.filter(verdict=verdict, remarks=remarks).exists():
        return review
    mine.update(verdict=verdict, remarks=remarks, answered_at=at)
    if not review.answers.filter(verdict=ReviewVerdict.WAITING).exists():
        review.closed_at = at
        review.save(update_fields=["closed_at"])
    audit.record(by, "review answered", review, verdict=verdict.value)
    facts = {"lesson": review.lesson_id, "title": review.content["title"], "who": signature(by)}
    facts |= {"verdict": verdict.value, "remarks": remarks}
    said = "Lekcja zaakceptowana" if verdict == ReviewVerdict.ACCEPTED else "Lekcja do poprawy"
    event, title = f"review:{review.pk}:{by.account_id}:{verdict}", f"{said}: {review.content['title']}"
    _tell([review.asked_by_id], ANSWERED, event, title, facts, at=at)
    return review


def withdraw_review(review_id: int, *, by: Seat, at: datetime) -> None:
    """Take a draft back from its reviewers; done again, it changes nothing. Only who asked may.

    Raises LessonReview.DoesNotExist when the seat did not ask for it.
    """
    review = LessonReview.objects.select_for_update(of=("self",)).get(
        pk=review_id, asked_by=by.account_id or 0
    )
    if review.closed_at is None:
        review.closed_at = at
        review.save(update_fields=["closed_at"])
        withdraw(_about(review), at=at)
        audit.record(by, "review withdrawn", review)


def leave_remark(
    lesson_id: int,
    *,
    block: str,
    quote: str,
    text: str,
    by: Seat,
    at: datetime,
    answers_to: int | None = None,
) -> LessonRemark:
    """Write a remark beside a part of a draft, or an answer to one; the same sent again within it stays one.

    block       id of a block of the draft, "" for the whole lesson; an answer stands where its remark does.
    answers_to  a remark of this lesson, not itself an answer; else LessonRemark.DoesNotExist.

    Those who work on the draft are told: who asked for its newest review, the reviewers, the others of the thread.
    Source: rule L-88.
    """
    lesson = Lesson.objects.only("pk", "title").get(pk=lesson_id)
    if answers_to:
        told = LessonRemark.objects.get(pk=answers_to, lesson=lesson, answers_to=None)
        block, quote = told.block, told.quote
    same = LessonRemark.objects.filter(
        lesson=lesson, block=block, text=text, author=by.account_id or 0, answers_to=answers_to,
        resolved_at=None,
    ).first()  # fmt: skip
    if same:
        return same
    made = LessonRemark.objects.create(
        lesson=lesson, answers_to_id=answers_to, block=block, quote=quote[:200], text=text,
        author_id=by.account_id or 0, made_at=at,
    )  # fmt: skip
    facts: dict[str, str | int] = {
        "lesson": lesson.pk, "title": lesson.title, "who": signature(by), "remark": made.pk,
    }  # fmt: skip
    said = "Odpowiedź na uwagę" if answers_to else "Uwaga w tekście"
    about, title = _about_remark(answers_to or made.pk), f"{said}: {lesson.title}"
    _tell(_concerned(made, by), REMARK, f"{REMARK}:{made.pk}", title, facts, about=about, at=at)
    return made


def _concerned(remark: LessonRemark, by: Seat) -> list[int]:
    """Accounts of those who work on a draft and write in a thread, without its newest author; authors still."""
    review = LessonReview.objects.filter(lesson=remark.lesson_id).order_by("-pk").first()
    found = set(review.answers.values_list("reviewer", flat=True)) | {review.asked_by_id} if review else set()
    if thread := remark.answers_to_id:
        rows = LessonRemark.objects.filter(Q(pk=thread) | Q(answers_to=thread))
        found |= set(rows.values_list("author", flat=True))
    return sorted(found & {pk for pk, _ in fellow_authors(by)}) if found else []


def resolve_remark(remark_id: int, *, resolved: bool, by: Seat, at: datetime) -> LessonRemark:
    """Mark a remark as dealt with, or open it again; nothing is erased, done again it changes nothing.

    Raises LessonRemark.DoesNotExist for no remark and for an answer to one.
    """
    remark = LessonRemark.objects.select_for_update(of=("self",)).get(pk=remark_id, answers_to=None)
    if resolved != (remark.resolved_at is not None):
        remark.resolved_at, remark.resolved_by_id = (at, by.account_id) if resolved else (None, None)
        remark.save(update_fields=["resolved_at", "resolved_by"])
        if resolved:
            withdraw(_about_remark(remark.pk), at=at)
    return remark


def _about_remark(thread: int) -> str:
    return f"learning.lessonremark:{thread}"


def _about(review: LessonReview) -> str:
    return f"learning.lessonreview:{review.pk}"


def _tell(
    accounts: Sequence[int],
    kind: str,
    event: str,
    title: str,
    facts: dict[str, str | int],
    *,
    at: datetime,
    about: str = "",
) -> None:
    """News for experts. An author's seat sees no person, so who they are is looked up as the system."""
    url = reverse("learning:draft", args=[facts["lesson"]])
    with seated(SYSTEM):
        people = Person.objects.filter(account__in=accounts).values_list("pk", "office")
        news = [
            News(kind, event, pk, office=office, title=title, url=url, facts=facts, about=about)
            for pk, office in people
        ]
        notify(news, at=at)
