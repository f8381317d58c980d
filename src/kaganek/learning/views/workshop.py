"""Authors at work: what waits for me, the lessons of a course, one draft with its review and remarks."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.editions import AnswerForm, AskForm, RemarkForm
from kaganek.learning.models import Course, Lesson, LessonRemark, LessonReview
from kaganek.learning.queries.drafts import (
    draft_parts,
    draft_words,
    fellow_authors,
    remarked,
    remarks_of,
    standing_of,
    standings,
    waiting_for,
)
from kaganek.learning.queries.editing import editable
from kaganek.learning.services import reviews as deeds
from kaganek.learning.terms import LessonState, ReviewVerdict
from kaganek.lib.wording import compare

COLOURS = {  # state of a lesson → its look (core.templatetags.ui.STATUS)
    LessonState.DRAFT: "draft",
    LessonState.IN_REVIEW: "open",
    LessonState.TO_MEND: "fix",
    LessonState.ACCEPTED: "accepted",
    LessonState.READY: "valid",
    LessonState.PUBLISHED: "published",
}


@require_GET
@needs("view", "learning.lessonreview")
def workshop(request: SeatedRequest) -> HttpResponse:
    """What waits for this expert, and every course with the way to its lessons and editions."""
    courses = list(editable(Course, request.seat).select_related("current").order_by("title__alphabetical"))
    return render(request, "learning/workshop/home.html", {
        "waiting": waiting_for(request.seat.account_id or 0), "remarked": remarked(courses), "courses": courses,
    })  # fmt: skip


@require_GET
@needs("view", "learning.lessonreview")
def course_work(request: SeatedRequest, course_id: int) -> HttpResponse:
    """The lessons of a course, each with where it stands on its way to the readers."""
    course = get_object_or_404(editable(Course, request.seat), pk=course_id)
    rows = [(one, COLOURS[one.state]) for one in standings(course)]
    return render(request, "learning/workshop/course.html", {"course": course, "rows": rows})


@require_GET
@needs("view", "learning.lessonreview")
def draft(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """A draft as readers would see it, with remarks beside its parts and its review."""
    return _draft(request, _lesson(request, lesson_id))


@require_GET
@needs("view", "learning.lessonreview")
def draft_compare(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """The draft beside what the newest edition says."""
    lesson = _lesson(request, lesson_id)
    standing = standing_of(lesson)
    pairs = compare(standing.published_parts, draft_words(lesson))
    return render(request, "learning/workshop/compare.html", {
        "course": lesson.course, "lesson": lesson, "title": standing.title, "pairs": pairs,
        "published": bool(standing.published_parts), "same": all(pair.kind == "same" for pair in pairs),
    })  # fmt: skip


@require_POST
@needs("ask", "learning.lessonreview")
def review_ask(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """ "Przekaż do recenzji": the draft as it is now goes to the chosen experts."""
    lesson = _lesson(request, lesson_id)
    form = AskForm(request.POST, experts=fellow_authors(request.seat))
    if not form.is_valid():
        return _draft(request, lesson, ask=form)
    chosen = [int(pk) for pk in form.cleaned_data["reviewers"]]
    message = form.cleaned_data["message"].strip()
    deeds.ask_for_review(lesson_id, reviewers=chosen, message=message, by=request.seat, at=timezone.now())
    messages.success(request, "Lekcja jest w recenzji. Recenzenci dostaną list.")
    return redirect("learning:draft", lesson_id)


@require_POST
@needs("answer", "learning.lessonreview")
def review_answer(request: SeatedRequest, review_id: int) -> HttpResponse:
    """The reviewer's verdict."""
    found = get_object_or_404(
        editable(LessonReview, request.seat), pk=review_id, answers__reviewer=request.seat.account_id or 0
    )
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _draft(request, _lesson(request, found.lesson_id), answer=form)
    verdict = ReviewVerdict(form.cleaned_data["verdict"])
    try:
        deeds.answer_review(
            review_id, verdict=verdict, remarks=form.cleaned_data["remarks"].strip(), by=request.seat,
            at=timezone.now(),
        )  # fmt: skip
    except deeds.ReviewClosed:
        messages.info(
            request, "Ta recenzja jest już zakończona. Autor zobaczy opinię z chwili jej zakończenia."
        )
    else:
        messages.success(request, "Opinia jest zapisana. Autor dostanie list.")
    return redirect("learning:draft", found.lesson_id)


@require_POST
@needs("ask", "learning.lessonreview")
def review_withdraw(request: SeatedRequest, review_id: int) -> HttpResponse:
    """The author takes the draft back."""
    found = get_object_or_404(editable(LessonReview, request.seat), pk=review_id)
    try:
        deeds.withdraw_review(review_id, by=request.seat, at=timezone.now())
    except LessonReview.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Recenzja jest wycofana.")
    return redirect("learning:draft", found.lesson_id)


@require_POST
@needs("add", "learning.lessonremark")
def remark_add(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """A remark beside a part, or an answer to one."""
    lesson = _lesson(request, lesson_id)
    form = RemarkForm(request.POST)
    if not form.is_valid():
        return _draft(request, lesson, remark=form)
    data = form.cleaned_data
    quotes = {part.block: part.text for part in draft_parts(lesson)}
    try:
        made = deeds.leave_remark(
            lesson_id, block=data["block"] if data["block"] in quotes else "", quote=quotes.get(data["block"], ""),
            text=data["text"].strip(), answers_to=data["answers_to"], by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except LessonRemark.DoesNotExist:
        raise Http404 from None
    return redirect(f"{request.path.removesuffix('uwagi/')}#uwaga-{made.answers_to_id or made.pk}")


@require_POST
@needs("change", "learning.lessonremark")
def remark_resolve(request: SeatedRequest, remark_id: int) -> HttpResponse:
    """ "Załatwione", or open again."""
    get_object_or_404(editable(LessonRemark, request.seat), pk=remark_id)
    try:
        remark = deeds.resolve_remark(
            remark_id, resolved=request.POST.get("otwarta") != "tak", by=request.seat, at=timezone.now()
        )
    except LessonRemark.DoesNotExist:
        raise Http404 from None
    return redirect("learning:draft", remark.lesson_id)


def _lesson(request: SeatedRequest, lesson_id: int) -> Lesson:
    rows = editable(Lesson, request.seat).select_related("course", "module", "latest_revision")
    found: Lesson = get_object_or_404(rows, pk=lesson_id)
    return found


def _draft(
    request: SeatedRequest,
    lesson: Lesson,
    *,
    ask: AskForm | None = None,
    answer: AnswerForm | None = None,
    remark: RemarkForm | None = None,
) -> HttpResponse:
    standing = standing_of(lesson)
    me = request.seat.account_id or 0
    beside, elsewhere, resolved = remarks_of(lesson)
    parts = [
        {"block": part.block, "html": mark_safe(part.html), "remarks": beside.pop(part.block, [])}  # noqa: S308 - cleaned
        for part in draft_parts(lesson)
    ]
    left = [one for rows in beside.values() for one in rows]
    review = standing.review
    mine = next((one for one in review.answers.all() if one.reviewer_id == me), None) if review else None
    context: dict[str, Any] = {
        "course": lesson.course,
        "lesson": lesson,
        "title": standing.title,
        "state": standing.state,
        "look": COLOURS[standing.state],
        "published": bool(standing.published_parts),
        "review": review,
        "judged": review is not None and standing.judged,
        "mine": mine if review and not review.closed_at else None,
        "asked_by_me": review is not None and review.asked_by_id == me,
        "parts": parts,
        "whole": elsewhere + left,
        "resolved": resolved,
        "ask": ask or AskForm(experts=fellow_authors(request.seat)),
        "answer": answer or AnswerForm(),
        "remark": remark or RemarkForm(),
    }
    faults = any(form is not None and form.errors for form in (ask, answer, remark))
    return render(request, "learning/workshop/draft.html", context, status=422 if faults else 200)
