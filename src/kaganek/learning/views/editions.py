"""Editions of a course: their history, publishing now or later, comparing two, a small correction."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.editions import CorrectionForm, EditionForm, MoveForm
from kaganek.learning.models import Course, CourseEdition, EditionLesson, EditionPlan, EditionQuestion
from kaganek.learning.queries.editing import editable
from kaganek.learning.queries.edition_quiz import (
    NONE,
    held_quizzes,
    questions_side_by_side,
    quiz_changes_ahead,
)
from kaganek.learning.queries.editions import (
    changes_ahead,
    facts_of,
    history,
    later_move_preview,
    move_preview,
    plain_parts,
    ready_lessons,
    side_by_side,
)
from kaganek.learning.queries.wordings import lines_of
from kaganek.learning.rules.editions import QuizChanges, quiz_changes
from kaganek.learning.services import plans
from kaganek.learning.services.corrections import (
    NothingToCorrect,
    NotSmall,
    correct,
    correct_question,
    ready_wording,
    small,
    small_in_question,
)
from kaganek.learning.services.editions import NothingChanged, NothingToPublish
from kaganek.learning.services.gate import Blocked
from kaganek.learning.services.moves import ask_to_move
from kaganek.learning.services.releases import ReviewMissing, accepted_drafts, publish, unreviewed
from kaganek.learning.terms import ChangeKind
from kaganek.lib.polish import counted
from kaganek.lib.wording import compare


@require_GET
@needs("view", "learning.courseedition")
def editions(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Every edition: what changed, who published it and when, how many people read it."""
    course = get_object_or_404(editable(Course, request.seat), pk=course_id)
    told = history(course_id)
    return render(request, "learning/editions/history.html", {
        "course": course,
        "editions": told, "behind": sum(one.readers.under_way for one in told[1:]),
        "plan": EditionPlan.objects.filter(course=course, ended_at=None).first(),
        "ended": EditionPlan.objects.filter(course=course).exclude(refused="").order_by("-ended_at").first(),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("publish", "learning.courseedition")
def edition_new(request: SeatedRequest, course_id: int) -> HttpResponse:
    """What the next edition would say otherwise, and the button "Opublikuj wydanie"."""
    course = get_object_or_404(editable(Course, request.seat).select_related("current"), pk=course_id)
    form = EditionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = _plan if form.cleaned_data["publish_at"] else _publish
        if done := deed(request, course, form):
            return done
    page = {"course": course, "form": form, **_next(course)}
    return render(request, "learning/editions/publish.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("publish", "learning.courseedition")
def readers_move(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Those still in older editions taken to the newest one, any time after it was published."""
    rows = editable(CourseEdition, request.seat).select_related("course")
    edition = get_object_or_404(rows, course=course_id, course__current=F("pk"))
    form = MoveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        moving = ask_to_move(edition, form.brought(), by=request.seat, at=timezone.now())
        if moving:
            return redirect("core:job", moving.pk)
        messages.info(request, "Nikt nie czyta już wcześniejszych wydań. Nie ma kogo przenosić.")
        return redirect("learning:editions", course_id)
    return render(request, "learning/editions/move.html", {
        "course": edition.course, "edition": edition, "form": form, "moving": later_move_preview(edition),
    }, status=422 if form.errors else 200)  # fmt: skip


@require_POST
@needs("end", "learning.editionplan")
def plan_cancel(request: SeatedRequest, plan_id: int) -> HttpResponse:
    """Call a planned edition off."""
    get_object_or_404(editable(EditionPlan, request.seat), pk=plan_id)
    try:
        plan = plans.cancel_plan(plan_id, by=request.seat, at=timezone.now())
    except EditionPlan.DoesNotExist:
        raise Http404 from None
    messages.success(request, "Zaplanowane wydanie jest odwołane. Nic nie zostanie opublikowane.")
    return redirect("learning:editions", plan.course_id)


@require_GET
@needs("view", "learning.courseedition")
def edition_compare(request: SeatedRequest, edition_id: int) -> HttpResponse:
    """An edition beside the one before it: each changed lesson, part by part."""
    rows = editable(CourseEdition, request.seat).select_related("course")
    edition = get_object_or_404(rows, pk=edition_id)
    before = CourseEdition.objects.filter(course=edition.course_id, number=edition.number - 1).first()
    if before is None:
        raise Http404
    return render(request, "learning/editions/compare.html", {
        "course": edition.course, "edition": edition, "before": before,
        "lessons": side_by_side(before.pk, edition.pk), **_quizzes(before, edition),
    })  # fmt: skip


def _quizzes(before: CourseEdition, edition: CourseEdition) -> dict[str, Any]:
    """What the quizzes of two editions ask otherwise."""
    quizzes = held_quizzes([before.pk, edition.pk])
    found = quiz_changes(quizzes.get(before.pk, NONE), quizzes.get(edition.pk, NONE))
    return {"quiz": found, "questions": questions_side_by_side(found)}


@require_http_methods(["GET", "POST"])
@needs("add", "learning.editioncorrection")
def correction(request: SeatedRequest, held_id: int) -> HttpResponse:
    """A small mistake mended in a lesson of the newest edition, with a reason; what is more is refused in words."""
    rows = editable(EditionLesson, request.seat).filter(edition__course__current=F("edition"))
    held = get_object_or_404(rows.select_related("edition__course", "words", "lesson"), pk=held_id)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _correct(request, held.edition, partial(correct, held.pk), form)
    said = [plain_parts(one.html, one.checks) for one in (held.words, held.lesson)]
    page = {"title": held.title, "small": small(held.words, held.lesson), "pairs": compare(*said)}
    return _correction(request, held.edition, form, page)


@require_http_methods(["GET", "POST"])
@needs("add", "learning.questioncorrection")
def question_correction(request: SeatedRequest, held_id: int) -> HttpResponse:
    """The same for a question of its quiz, a wrong key above all."""
    rows = editable(EditionQuestion, request.seat).filter(quiz__edition__course__current=F("quiz__edition"))
    held = get_object_or_404(rows.select_related("quiz__edition__course", "question"), pk=held_id)
    form = CorrectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _correct(request, held.quiz.edition, partial(correct_question, held.pk), form)
    after = ready_wording(held.question) or held.question
    page = {
        "title": held.question.text, "small": small_in_question(held.question, after), "asked": True,
        "pairs": compare(lines_of(held.question), lines_of(after)),
    }  # fmt: skip
    return _correction(request, held.quiz.edition, form, page)


def _correction(
    request: SeatedRequest, edition: CourseEdition, form: CorrectionForm, page: dict[str, Any]
) -> HttpResponse:
    page = {"course": edition.course, "edition": edition, "form": form, **page}
    return render(request, "learning/editions/correction.html", page, status=422 if form.errors else 200)


def _correct(
    request: SeatedRequest, edition: CourseEdition, deed: Callable[..., object], form: CorrectionForm
) -> HttpResponse:
    try:
        deed(reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now())
    except (EditionLesson.DoesNotExist, EditionQuestion.DoesNotExist):
        raise Http404 from None
    except NotSmall:
        messages.error(request, "To więcej niż drobna poprawka. Opublikuj nowe wydanie.")
    except NothingToCorrect:
        messages.info(request, "Wydanie już tak mówi. Nie było czego poprawiać.")
    else:
        messages.success(request, f"Wydanie {edition.number} jest poprawione.")
    return redirect("learning:editions", edition.course_id)


def _publish(request: SeatedRequest, course: Course, form: EditionForm) -> HttpResponse:
    note = form.cleaned_data["note"].strip()
    try:
        made = publish(course.pk, note=note, move=form.wanted(), by=request.seat, at=timezone.now())
    except NothingToPublish:
        messages.error(
            request, "Żadna lekcja tego szkolenia nie jest jeszcze gotowa. Nic nie opublikowaliśmy."
        )
        return redirect("learning:edition_new", course.pk)
    except Blocked as blocked:
        messages.error(
            request, f"Nic nie opublikowaliśmy. Lekcja „{blocked.subject}” ma błędy, które trzeba poprawić."
        )
        return redirect("learning:lesson_gate", blocked.subject.pk)
    except ReviewMissing as missing:
        titles = ", ".join(f"„{title}”" for title in missing.titles)
        messages.error(request, f"Nic nie opublikowaliśmy. Na akceptację recenzentów czekają: {titles}.")
        return redirect("learning:edition_new", course.pk)
    except NothingChanged as same:
        messages.info(request, f"Wydanie {same.edition.number} już to zawiera. Nie było czego publikować.")
        return redirect("learning:editions", course.pk)
    lessons = counted(made.edition.lessons, "lekcja", "lekcje", "lekcji")
    messages.success(request, f"Wydanie {made.edition.number} jest opublikowane: {lessons}.")
    return redirect("core:job", made.moving.pk) if made.moving else redirect("learning:editions", course.pk)


def _plan(request: SeatedRequest, course: Course, form: EditionForm) -> HttpResponse | None:
    """Where to go once it is planned; None with an error at the field for an hour that has passed."""
    data = form.cleaned_data
    try:
        plans.plan_edition(
            course.pk, publish_at=data["publish_at"], note=data["note"].strip(), move=form.wanted(),
            by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except plans.TooSoon:
        form.add_error("publish_at", "Ta godzina już minęła. Wpisz późniejszą albo zostaw pole puste.")
        return None
    except plans.PlanExists:
        messages.error(request, "To szkolenie ma już zaplanowane wydanie. Najpierw je odwołaj.")
    else:
        messages.success(
            request, "Wydanie jest zaplanowane. Wejdzie do niego to, co będzie gotowe o tej godzinie."
        )
    return redirect("learning:editions", course.pk)


def _next(course: Course) -> dict[str, Any]:
    """The next edition as it would be now."""
    ready, before = ready_lessons(course.pk), course.current
    found = changes_ahead(course) if before else []
    accepted = accepted_drafts(course)
    drafts = course.lessons.filter(has_unpublished_changes=True).exclude(
        pk__in=[one.lesson.pk for one in accepted]
    )
    held = dict(EditionLesson.objects.filter(edition=before).values_list("lesson", "pk")) if before else {}
    rewritten = [one for one in found if one.kind is ChangeKind.REWRITTEN]
    asked = quiz_changes_ahead(course) if before else QuizChanges()
    return {
        "before": before,
        "ready": ready,
        "accepted": accepted,
        "changes": found,
        "quiz": asked,
        "question_corrections": _correctable(before, asked),
        "corrections": [(one.title, held[one.lesson_id]) for one in rewritten],
        "renamed": before is not None and facts_of(before) != facts_of(course),
        "drafts": list(drafts.order_by("position")),
        "unreviewed": unreviewed(course) if course.review_required else [],
        "moving": move_preview(course, found, [one.lesson.pk for one in accepted]) if before else None,
        "number": before.number + 1 if before else 1,
    }


def _correctable(before: CourseEdition | None, asked: QuizChanges) -> list[tuple[str, int]]:
    """Questions of the newest edition that read otherwise now: (text, held)."""
    rows = (
        EditionQuestion.objects.filter(quiz__edition=before).values_list("question", "pk") if before else []
    )
    held = dict(rows)
    changed = [one for one in asked.questions if one.kind is ChangeKind.REWRITTEN]
    return [(one.text, held[one.before]) for one in changed if one.before in held]
