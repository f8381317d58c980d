"""The quiz of a course: its start page, an attempt, saving, finishing, the result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.answers import Unreadable, read_answers
from kaganek.learning.models import Attempt, CourseProgress, Quiz
from kaganek.learning.queries.own import course_row
from kaganek.learning.queries.quiz import (
    allowance_of,
    allowances,
    attempt_row,
    counted_attempts,
    grades_of,
    sheet,
    used_attempts,
)
from kaganek.learning.queries.reads import quiz_of
from kaganek.learning.rules.attempts import shows_answers
from kaganek.learning.services import quiz as deeds
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.judging import Result
from kaganek.learning.terms import Feedback
from kaganek.learning.views.path_words import waits_words, ways_on
from kaganek.learning.views.sheet import Sheet, explained, questions
from kaganek.lib import polish
from kaganek.questionnaires.rules.answers import is_blank
from kaganek.questionnaires.terms import QuestionKind


@require_GET
@needs("start", "learning.attempt")
def quiz(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Start page: what awaits, attempts so far, the button."""
    progress = course_row(course_id)
    test = quiz_of(progress) if progress else None
    if test is None:
        raise Http404
    attempts = used_attempts(progress_id=progress.pk) if progress.attempts_used else []
    given = allowances(progress_id=progress.pk) if progress.allowed else []
    allowed = test.attempts + (given[0].extra_attempts if given else 0)
    return render(request, "learning/quiz.html", {
        "course": progress.course,
        "progress": progress,
        "quiz": test,
        "attempts": attempts,
        "open": next((one for one in attempts if one.is_open), None),
        "waits": next((one for one in attempts if one.waits), None),
        "allowed": allowed,
        "minutes": (test.time_limit or 0) + (given[0].extra_minutes if given else 0),
        "allowance": given[0] if given else None,
        "left": max(allowed - len(counted_attempts(attempts, progress.quiz_after)), 0),
        "next_number": len(attempts) + 1,
        "passed": any(one.passed for one in counted_attempts(attempts, progress.quiz_after)),
        "locked": waits_words(progress.blocked_by or ()),
        "ways": ways_on(progress.blocked_by or ()),
        "lessons_left": 0 if progress.quiz_only else max(progress.lessons - progress.lessons_done, 0),
    })  # fmt: skip


@require_POST
@needs("start", "learning.attempt")
def start(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Button "Rozpocznij test": begin an attempt, or go back to the open one."""
    try:
        attempt = deeds.start_attempt(course_id, by=request.seat, at=timezone.now())
    except (CourseProgress.DoesNotExist, Quiz.DoesNotExist):
        raise Http404 from None
    except CourseLocked:
        return redirect("learning:course", course_id)
    except deeds.NoAttemptsLeft:
        messages.warning(request, "Wszystkie podejścia do tego testu są już wykorzystane.")
        return redirect("learning:quiz", course_id)
    return redirect("learning:attempt", attempt.pk)


@require_GET
@needs("view", "learning.attempt")
def attempt(request: SeatedRequest, attempt_id: int) -> HttpResponse:
    """An open attempt to be answered, a closed one explained."""
    found = _attempt(attempt_id)
    held = sheet(found)
    if not found.is_open:
        return _result(request, found, held)
    rows = questions(held, attempt=found.pk)
    return render(request, "learning/attempt.html", {
        "attempt": found,
        "quiz": found.terms,
        "course": found.progress.course,
        "questions": rows,
        "missing": whole_numbers(request.GET.getlist("bez")),
        "answered": sum(row["answered"] for row in rows),
        "at_once": found.terms.feedback == Feedback.NOW,
        "allowed": _allowed(found),
        "saved_at": max((one.saved_at for _, one in held if one), default=None),
        "minutes_left": _minutes_left(found),
    })  # fmt: skip


@require_POST
@needs("answer", "learning.attempt")
def answer(request: SeatedRequest, attempt_id: int) -> HttpResponse:
    """Save what changed: one question from the script, all of them from the page without scripts."""
    at = timezone.now()
    try:
        held = _answered(request, attempt_id, at)
        blank = _checked(request, attempt_id, at)
    except Attempt.DoesNotExist:
        raise Http404 from None
    except (Unreadable, deeds.WrongShape):
        return JsonResponse({"fault": "unreadable"}, status=400)
    except deeds.AttemptClosed:
        if "script" in request.POST:
            return JsonResponse({"fault": "closed"}, status=409)
        messages.info(request, "To podejście jest już zakończone. Odpowiedzi nie można zmienić.")
        return redirect("learning:attempt", attempt_id)
    if "script" in request.POST:
        return JsonResponse({"saved": polish.clock(timezone.localtime(at)), "held": held})
    if "finish" in request.POST:
        return redirect("learning:finish", attempt_id)
    if place := whole_numbers([request.POST.get("check", "").partition(".")[2]]):
        asked = f"?bez={blank[0]}" if blank else ""
        return redirect(f"{reverse('learning:attempt', args=[attempt_id])}{asked}#pytanie-{place[0]}")
    messages.success(request, f"Zapisano o {polish.clock(timezone.localtime(at))}.")
    return redirect("learning:attempt", attempt_id)


def _answered(request: SeatedRequest, attempt_id: int, at: datetime) -> Mapping[int, int]:
    """Save what the form holds."""
    answers = read_answers(request.POST, at=at)
    return deeds.answer_questions(attempt_id, answers, by=request.seat, at=at) if answers else {}


def _checked(request: SeatedRequest, attempt_id: int, at: datetime) -> list[int]:
    """Fix the one question that "Sprawdź odpowiedź" names; that question where it has no answer to be fixed."""
    named = whole_numbers([request.POST.get("check", "").partition(".")[0]])
    return [pk for pk in named if not deeds.check_question(attempt_id, pk, by=request.seat, at=at)]


@require_http_methods(["GET", "POST"])
@needs("finish", "learning.attempt")
def finish(request: SeatedRequest, attempt_id: int) -> HttpResponse:
    """GET asks once more (page without scripts); POST closes the attempt and shows the result at once."""
    if request.method == "GET":
        return _confirm(request, _attempt(attempt_id))
    try:
        result = deeds.finish_attempt(attempt_id, by=request.seat, at=timezone.now())
    except Attempt.DoesNotExist:
        raise Http404 from None
    except deeds.AttemptClosed:
        return redirect("learning:attempt", attempt_id)
    return _result(request, result.attempt, result.sheet, result=result)


def _attempt(attempt_id: int) -> Attempt:
    found: Attempt | None = attempt_row.first(attempt_id=attempt_id)
    if found is None:
        raise Http404
    return found


def _confirm(request: HttpRequest, found: Attempt) -> HttpResponse:
    if not found.is_open:
        return redirect("learning:attempt", found.pk)
    blank = sum(is_blank(held.response if held else None) for _, held in sheet(found))
    return render(request, "ui/confirm.html", {"deed": _finish_deed(found, blank)})


def _finish_deed(found: Attempt, blank: int) -> Deed:
    left = "Masz odpowiedź na każde pytanie."
    if blank:
        verb = polish.form(blank, "zostało", "zostały", "zostało")
        left = f"Bez odpowiedzi {verb} {polish.counted(blank, 'pytanie', 'pytania', 'pytań')}."
    return Deed(
        title="Zakończyć test?",
        text=f"{left} Po zakończeniu nie można już nic zmienić. To podejście {found.number} z {_allowed(found)}.",
        action=reverse("learning:finish", args=[found.pk]),
        submit="Zakończ mimo to" if blank else "Zakończ test",
        final=True,
        cancel="Wróć do pytań",
        cancel_href=reverse("learning:attempt", args=[found.pk]),
        id="koniec",
    )


def _allowed(found: Any) -> int:  # an Attempt with the column `allowed`
    """How many attempts this person may begin."""
    more: int = allowance_of(found.allowed).attempts
    return int(found.terms.attempts) + more


def _minutes_left(found: Attempt) -> int | None:
    if found.closes_at is None:
        return None
    return max(int((found.closes_at - timezone.now()).total_seconds() + 59) // 60, 0)


def _result(
    request: HttpRequest, found: Attempt, held: Sheet, *, result: Result | None = None
) -> HttpResponse:
    """The verdict, then every question explained. `result` is given right after finishing."""
    progress = found.progress
    left = max(_allowed(found) - found.number, 0)
    essays = [one.pk for question, one in held if one and question.kind == QuestionKind.ESSAY]
    shown = shows_answers(found.terms.review, passed=bool(found.passed), last=not left)
    return render(request, "learning/result.html", {
        "attempt": found,
        "quiz": found.terms,
        "course": progress.course,
        "progress": progress,
        "questions": explained(held, grades_of(essays)) if shown else [],
        "hidden": "" if shown else found.terms.review,
        "allowed": _allowed(found),
        "left": left,
        "just_completed": bool(result and result.course_completed),
        "certificate": result.certificate if result else None,
    })  # fmt: skip
