"""A quiz for its author: tried as a participant without leaving a row, and what the bank has newer."""

from __future__ import annotations

import secrets
from decimal import Decimal

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kaganek.core.access import needs
from kaganek.core.dbroles import DbRole
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.answers import Unreadable, read_answers
from kaganek.learning.forms.editorial import why_not
from kaganek.learning.models import AttemptAnswer, Course, Question, Quiz, QuizDraft
from kaganek.learning.queries.reads import drawn_for_preview
from kaganek.learning.rules import judge
from kaganek.learning.services.gate import Blocked
from kaganek.learning.services.questions import publish_quiz, sheet_changes
from kaganek.learning.services.sheets import CannotPublish
from kaganek.learning.views.sheet import Sheet, explained, questions
from kaganek.questionnaires.rules.answers import is_shaped, score


@require_http_methods(["GET", "POST"])
@needs("edit", "learning.quizdraft")
def preview(request: SeatedRequest, course_id: int) -> HttpResponse:
    """The ready quiz as a participant will meet it in the next edition; nothing is kept."""
    course = get_object_or_404(Course.objects.select_related("quiz"), pk=course_id, quiz__isnull=False)
    _written_here(request, course)
    if request.method == "GET":
        drawn = drawn_for_preview(course_id)
        dice = f"podglad-{secrets.token_hex(4)}"
        rows = questions([(one, None) for one in drawn], attempt=dice)
        return _page(request, course, rows=rows, ids=",".join(str(one.pk) for one in drawn))
    held = _answered(request, course.quiz)
    points = sum((answer.points or Decimal(0) for _, answer in held if answer), start=Decimal(0))
    verdict = judge(points, sum((one.points for one, _ in held), start=Decimal(0)), course.quiz.pass_mark)
    return _page(request, course, told=explained(held, {}), verdict=verdict)


def _written_here(request: SeatedRequest, course: Course) -> None:
    """An office's author meets the answers of that office's own courses alone."""
    if request.seat.db_role is DbRole.OFFICE and course.office_id not in (request.seat.offices or ()):
        raise Http404


def _page(request: SeatedRequest, course: Course, **facts: object) -> HttpResponse:
    return render(request, "learning/quiz_preview.html", {"course": course, "quiz": course.quiz, **facts})


def _answered(request: SeatedRequest, quiz: Quiz) -> Sheet:
    """What the form answers, judged on the spot; the words never leave this request."""
    ids = whole_numbers(request.POST.get("pytania", "").split(","))
    asked = {one.pk: one for one in Question.objects.filter(pk__in=ids, quiz=quiz)}
    try:
        given = {one.question_id: one.response for one in read_answers(request.POST, at=timezone.now())}
    except Unreadable:
        raise Http404 from None
    return [(asked[pk], _judged(asked[pk], given.get(pk))) for pk in ids if pk in asked]


def _judged(question: Question, response: object) -> AttemptAnswer | None:
    if response is None or not is_shaped(question.kind, question.payload, response):
        return None
    answer = AttemptAnswer(question=question, response=response)
    if question.kind != "essay":
        answer.points = score(question.kind, question.payload, response, question.points)
    return answer


@require_http_methods(["GET", "POST"])
@needs("edit", "learning.quizdraft")
def from_bank(request: SeatedRequest, course_id: int) -> HttpResponse:
    """What publishing the sheet again would change, above all newer versions in the bank."""
    draft = get_object_or_404(QuizDraft.objects.select_related("course"), course=course_id)
    _written_here(request, draft.course)
    try:
        if request.method == "POST":
            publish_quiz(draft, at=timezone.now())
            messages.success(
                request, "Test jest gotowy. Uczestnicy dostaną nowe wersje pytań w nowym wydaniu."
            )
            return redirect("learning:quiz_bank", course_id)
        changes, fault = sheet_changes(draft), ""
    except Blocked:
        messages.error(request, "Nic nie zmieniliśmy. Test ma błędy, które trzeba najpierw poprawić.")
        return redirect("learning:quiz_gate", draft.pk)
    except CannotPublish as cannot:
        changes, fault = None, why_not(cannot)
    return render(request, "learning/quiz_bank.html", {
        "course": draft.course, "changes": changes, "fault": fault,
    }, status=422 if request.method == "POST" else 200)  # fmt: skip
