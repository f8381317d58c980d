"""Courses as their authors meet them: every course they write, and one course with its modules and lessons."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.dbroles import DbRole
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.own_courses import GiveForm
from kaganek.learning.models import Course, CourseProgress, Lesson, QuizDraft
from kaganek.learning.queries.editing import course_rows, editable, lesson_rows
from kaganek.learning.services.own_courses import (
    NobodyTakesPart,
    NotPublished,
    give_to_office,
    move_lesson,
    take_from_office,
    to_take_back,
)
from kaganek.learning.services.path_kinds import CoursesBack
from kaganek.lib import polish

SHOWN = 20  # names on the page that asks and in the answer


@require_GET
@needs("edit", "learning.course")
def own_courses(request: SeatedRequest) -> HttpResponse:
    """Every course that the seat writes."""
    return render(request, "learning/editing/courses.html", {
        "courses": list(course_rows(request.seat)),
        "of_office": request.seat.db_role is DbRole.OFFICE,
        "add": reverse("wagtailsnippets_learning_course:add"),
    })  # fmt: skip


@require_GET
@needs("edit", "learning.course")
def own_course(request: SeatedRequest, course_id: int) -> HttpResponse:
    """One course: modules, lessons with their states, the quiz, the way to its readers."""
    return _course(request, course_id, GiveForm())


def _course(request: SeatedRequest, course_id: int, form: GiveForm) -> HttpResponse:
    course = course_rows(request.seat).filter(pk=course_id).first()
    if course is None:
        raise Http404
    quiz = editable(QuizDraft, request.seat).filter(course=course_id).defer("questions").first()
    return render(request, "learning/editing/course.html", {
        "course": course, "modules": _modules(course), "quiz": quiz, "form": form,
        "edit": reverse("wagtailsnippets_learning_course:edit", args=[course_id]),
        "add": f"{reverse('wagtailsnippets_learning_lesson:add')}?szkolenie={course_id}",
        "quiz_href": reverse("wagtailsnippets_learning_quizdraft:edit", args=[quiz.pk]) if quiz
        else f"{reverse('wagtailsnippets_learning_quizdraft:add')}?szkolenie={course_id}",
    }, status=422 if form.errors else 200)  # fmt: skip


def _modules(course: Course) -> list[dict[str, Any]]:
    rows = {module: list(group) for module, group in groupby(lesson_rows(course.pk), lambda one: one.module)}
    return [
        {"title": module.title, "lessons": [_lesson(one) for one in rows.get(module, ())]}
        for module in course.modules.order_by("position")
    ]


def _lesson(lesson: Lesson) -> dict[str, Any]:
    state = (
        "szkic"
        if not lesson.live
        else "gotowa, zmiany w szkicu"
        if lesson.has_unpublished_changes
        else "gotowa"
    )
    return {
        "id": lesson.pk, "title": lesson.title, "minutes": lesson.minutes, "state": state, "live": lesson.live,
        "edit": reverse("wagtailsnippets_learning_lesson:edit", args=[lesson.pk]),
    }  # fmt: skip


@require_POST
@needs("edit", "learning.lesson")
def move(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """One place up or down."""
    try:
        lesson = move_lesson(lesson_id, up=request.POST.get("dokad") == "wyzej", by=request.seat)
    except Lesson.DoesNotExist:
        raise Http404 from None
    return redirect(reverse("learning:own_course", args=[lesson.course_id]) + f"#lekcja-{lesson.pk}")


@require_POST
@needs("give", "learning.course")
def give(request: SeatedRequest, course_id: int) -> HttpResponse:
    """An office's own course to everyone of the office."""
    form = GiveForm(request.POST)
    if not form.is_valid():
        return _course(request, course_id, form)
    try:
        given = give_to_office(
            course_id, due_on=form.cleaned_data["due_on"], by=request.seat, at=timezone.now()
        )
    except Course.DoesNotExist:
        raise Http404 from None
    except NotPublished:
        messages.error(request, "Najpierw opublikuj wydanie szkolenia.")
    except NobodyTakesPart:
        messages.error(request, "W Twoim urzędzie nikt jeszcze nie bierze udziału w projekcie.")
    else:
        who = polish.counted(given, "osoba", "osoby", "osób")
        messages.success(request, f"Szkolenie dostało {who}." if given else "Wszyscy mają już to szkolenie.")
    return redirect("learning:own_course", course_id)


@require_POST
@needs("give", "learning.course")
def take_back(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Say who loses the office's own course and who keeps it; then take it back."""
    try:
        found = to_take_back(course_id, by=request.seat)
        if found.gone and not request.POST.get("confirmed"):
            return render(request, "ui/confirm.html", {"deed": _deed(course_id, found)})
        done = take_from_office(course_id, by=request.seat)
    except Course.DoesNotExist:
        raise Http404 from None
    if done.gone:
        messages.success(request, f"Szkolenie {_lose(len(done.gone))}.")
    else:
        messages.info(request, "Nic nie odebrano: nikt nie ma tego szkolenia albo wszyscy już je zaczęli.")
    for line in _kept(done):
        messages.info(request, line)
    return redirect("learning:own_course", course_id)


def _deed(course_id: int, found: CoursesBack) -> Deed:
    sees = (
        "Ta osoba jeszcze go nie zaczęła. Przestanie je widzieć"
        if len(found.gone) == 1
        else "Te osoby jeszcze go nie zaczęły. Przestaną je widzieć"
    )
    return Deed(
        title=f"Odebrać szkolenie: {polish.counted(len(found.gone), 'osoba', 'osoby', 'osób')}?",
        text=f"{sees}, a przypomnienia o terminie nie wyjdą.",
        action=reverse("learning:take_course", args=[course_id]),
        submit="Odbierz",
        icon="undo-2",
        cancel_href=reverse("learning:own_course", args=[course_id]),
        items=[_people(found.gone), *_kept(found)],
    )


def _lose(number: int) -> str:
    loses = polish.form(number, "traci", "tracą", "traci")
    return f"{loses} {polish.counted(number, 'osoba', 'osoby', 'osób')}"


def _kept(found: CoursesBack) -> list[str]:
    said = f"Zostaje u osób, które je zaczęły albo mają zmieniony termin: {_people(found.kept)}"
    return [said] if found.kept else []


def _people(rows: list[CourseProgress]) -> str:
    more = f" i dalsze, razem {len(rows)}" if len(rows) > SHOWN else ""
    return ", ".join(row.person.full_name for row in rows[:SHOWN]) + more
