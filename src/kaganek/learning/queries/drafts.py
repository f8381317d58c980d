"""Reads of drafts: what an author's lesson says now, where it is on its way, what waits for whom."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.template.loader import render_to_string

from kaganek.core.bodies import render_body
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat, account_door
from kaganek.learning.embeds import facts_of, pieces
from kaganek.learning.models import Course, EditionLesson, Lesson, LessonRemark, LessonReview, ReviewAnswer
from kaganek.learning.queries.editions import hash_of, held, plain_parts
from kaganek.learning.rules.editions import lesson_state
from kaganek.learning.terms import LessonState, ReviewVerdict
from kaganek.lib.wording import parts_of
from kaganek.people.models import Account, Membership, Person
from kaganek.people.terms import Role

_WORDS = ("module", "title", "minutes", "body")


@dataclass(frozen=True, slots=True)
class Part:
    """One block of a draft: its id, how readers would see it, its plain words."""

    block: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftStanding:
    """One draft: its title, where it is, its newest review, and what the newest edition says in its place.

    judged   the review speaks of exactly these words.
    """

    title: str
    state: LessonState
    review: LessonReview | None
    judged: bool
    published_parts: list[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """One lesson of an author's course: where it is, who judges it, how many remarks are open."""

    lesson: Lesson
    state: LessonState
    review: LessonReview | None
    open_remarks: int


def draft_of(lesson: Lesson) -> dict[str, Any]:
    """The newest words of a lesson, kept or not yet: what the editor opens."""
    newest = lesson.latest_revision
    content: dict[str, Any] = newest.content if newest else lesson.serializable_data()
    return {name: content[name] for name in _WORDS}


def digest(content: Mapping[str, Any]) -> str:
    """The fingerprint of a draft; the same words, title, module and length, the same digest."""
    body = content["body"]
    parts = json.loads(body) if isinstance(body, str) else body
    said = [content["module"], content["title"], content["minutes"], parts]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def ready_digest(lesson: Lesson) -> str:
    """The fingerprint of what is ready: the row itself."""
    content = lesson.serializable_data()
    return digest({name: content[name] for name in _WORDS})


def standings(course: Course) -> list[Standing]:
    """Every lesson of a course in order, with where it stands."""
    lessons = list(course.lessons.select_related("latest_revision", "module").order_by("position"))
    published = {one.lesson_id: one.words for one in held(course.current_id)} if course.current_id else {}
    reviews = last_reviews(one.pk for one in lessons)
    remarks = open_remarks(one.pk for one in lessons)
    return [
        Standing(
            lesson, state_of(lesson, reviews.get(lesson.pk), published), reviews.get(lesson.pk),
            remarks.get(lesson.pk, 0),
        )
        for lesson in lessons
    ]  # fmt: skip


def state_of(lesson: Lesson, review: LessonReview | None, published: Mapping[int, str]) -> LessonState:
    """Where one lesson is; `published` are the hashes of the newest edition's words."""
    newest = lesson.has_unpublished_changes or not lesson.live
    return lesson_state(
        ready=not newest,
        published=not newest and published.get(lesson.pk) == hash_of(lesson),
        verdicts=[ReviewVerdict(one.verdict) for one in review.answers.all()]
        if review and review.digest == digest(draft_of(lesson))
        else None,
    )


def last_reviews(lesson_ids: Iterable[int], *, named: bool = False) -> dict[int, LessonReview]:
    """The newest review of each lesson that has one, with its answers; `named`, with the accounts of all."""
    rows = LessonReview.objects.filter(lesson__in=list(lesson_ids)).order_by("lesson", "-pk")
    found = list(rows.distinct("lesson").prefetch_related("answers"))
    if named:
        with_accounts(found, "asked_by")
        with_accounts([one for review in found for one in review.answers.all()], "reviewer")
    return {one.lesson_id: one for one in found}


def with_accounts(rows: Iterable[Any], *fields: str) -> None:
    """Put the accounts of authors on rows that name them; an office's go by the name that their office knows."""
    held = [(row, field, pk) for row in rows for field in fields if (pk := getattr(row, f"{field}_id"))]
    wanted = {pk for _, _, pk in held}
    with account_door():
        accounts = Account.objects.in_bulk(wanted)
    for person in Person.objects.filter(account__in=wanted):
        accounts[person.account_id or 0].shown_name = person.full_name
    for row, field, pk in held:
        setattr(row, field, accounts[pk])


def open_remarks(lesson_ids: Iterable[int]) -> dict[int, int]:
    """How many remarks of each lesson are not resolved; answers to remarks do not count."""
    rows = LessonRemark.objects.filter(lesson__in=list(lesson_ids), answers_to=None, resolved_at=None)
    found: dict[int, int] = {}
    for lesson in rows.values_list("lesson", flat=True):
        found[lesson] = found.get(lesson, 0) + 1
    return found


def remarked(courses: Iterable[Course]) -> QuerySet[Any]:  # Any: the annotated number
    """Lessons of these courses with remarks not resolved, each with how many: `remarked`."""
    open_ones = Q(remarks__answers_to=None, remarks__resolved_at=None)
    rows = Lesson.objects.filter(course__in=list(courses)).annotate(
        remarked=Count("remarks", filter=open_ones)
    )
    with_some = (
        rows.filter(remarked__gt=0).select_related("course").only("title", "position", "course__title")
    )
    return with_some.order_by("course__title__alphabetical", "position")


def waiting_for(account_id: int) -> list[ReviewAnswer]:
    """The reviews that wait for one author, the oldest first."""
    rows = ReviewAnswer.objects.filter(
        reviewer=account_id, verdict=ReviewVerdict.WAITING, review__closed_at=None
    )
    found = list(rows.select_related("review__lesson__course").order_by("review__asked_at"))
    with_accounts([one.review for one in found], "asked_by")
    return found


def fellow_authors(by: Seat) -> list[tuple[int, str]]:
    """Who else can be asked for a review: (account, name), by name. The other experts; in an office, the other
    administrators of it.
    """
    if by.db_role is DbRole.OFFICE:
        held = Membership.objects.filter(role=Role.IT_ADMIN, office__in=by.offices or (), ended_at=None)
        people = Person.objects.filter(pk__in=held.values("person"), account__isnull=False)
        found = {one.account_id or 0: one.full_name for one in people}
    else:
        with account_door():
            experts = Account.objects.filter(is_editor=True, is_active=True)
            found = {one.pk: one.get_full_name() for one in experts}
    found.pop(by.account_id or 0, None)
    return sorted(found.items(), key=lambda one: one[1])


def standing_of(lesson: Lesson) -> DraftStanding:
    """Where one draft stands; `latest_revision` and `course` are loaded."""
    content = draft_of(lesson)
    edition = lesson.course.current_id
    held_now = EditionLesson.objects.filter(edition=edition, lesson=lesson).select_related("words").first()
    review = last_reviews([lesson.pk], named=True).get(lesson.pk)
    published = {lesson.pk: held_now.words.hash} if held_now else {}
    return DraftStanding(
        title=str(content["title"]),
        state=state_of(lesson, review, published),
        review=review,
        judged=review is not None and review.digest == digest(content),
        published_parts=plain_parts(held_now.words.html, held_now.words.checks) if held_now else [],
    )


def draft_parts(lesson: Lesson) -> list[Part]:
    """A draft block by block, as readers would see it; live parts as words to be read."""
    newest = lesson.latest_revision
    draft = newest.as_object() if newest else lesson
    found = []
    for block in draft.body:
        rendered = render_body([block])
        drawn = pieces(rendered.html, facts_of(rendered.asides))
        html = "".join(
            render_to_string(template, {"part": part}) if template else part for template, part in drawn
        )
        found.append(Part(str(block.id), html, " ".join(parts_of(html)) or rendered.text))
    return found


def draft_words(lesson: Lesson) -> list[str]:
    """The plain words of a draft part by part, as an edition would hold them."""
    newest = lesson.latest_revision
    rendered = render_body((newest.as_object() if newest else lesson).body)
    return plain_parts(rendered.html, facts_of(rendered.asides))


Remarks = list[LessonRemark]


def remarks_of(lesson: Lesson) -> tuple[dict[str, Remarks], Remarks, Remarks]:
    """Open remarks by block, open ones of the whole lesson, and the resolved ones; each with its answers."""
    replies = Prefetch("answers", LessonRemark.objects.order_by("pk"))
    told = LessonRemark.objects.filter(lesson=lesson, answers_to=None).prefetch_related(replies)
    rows = list(told.order_by("pk"))
    with_accounts([one for row in rows for one in (row, *row.answers.all())], "author", "resolved_by")
    beside: dict[str, Remarks] = {}
    for one in rows:
        if one.resolved_at is None and one.block:
            beside.setdefault(one.block, []).append(one)
    whole = [one for one in rows if one.resolved_at is None and not one.block]
    return beside, whole, [one for one in rows if one.resolved_at]
