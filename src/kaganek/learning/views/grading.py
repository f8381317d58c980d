"""Written answers: the queue of those who grade them, and one answer with its rubric."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, by_words, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.rubrics import GradeForm, initial_marks
from kaganek.learning.models import AttemptAnswer
from kaganek.learning.queries import grading as queries
from kaganek.learning.queries.quiz import grades_of
from kaganek.learning.rules.rubrics import rubric_of
from kaganek.learning.services.grading import GradedMeanwhile, grade_essay
from kaganek.learning.services.judging import PassStands

STANDS = (
    "Po tej poprawce test nie byłby zaliczony, a szkolenie jest już ukończone i ma certyfikat. "
    "Ocena się nie zmieniła. Jeśli certyfikat wydano niesłusznie, najpierw unieważnia go koordynator."
)
GRADED = "ocenione"
MEANWHILE = "Ktoś w tym czasie ocenił tę odpowiedź. Zobacz jego ocenę poniżej; możesz ją jeszcze poprawić."
SPEC = ListSpec(
    name="Odpowiedzi do oceny",
    found=("odpowiedź", "odpowiedzi", "odpowiedzi"),
    columns=(
        Column(
            key="osoba",
            label="Osoba",
            value=lambda row: row.person.listed_name,
            html=lambda row: format_html(
                '<a href="{}">{}</a><small>{}</small>',
                reverse("learning:grade", args=[row.pk]),
                row.person.listed_name,
                row.question.text[:90],
            ),
            sort=("person__sort_name",),
            head=True,
        ),
        Column(key="pytanie", label="Pytanie", value=lambda row: row.question.text, screen=False),
        Column(
            key="urzad",
            label="Urząd",
            value=lambda row: row.office.office_name,
            sort=("office__sort_name",),
        ),
        Column(
            key="szkolenie",
            label="Szkolenie",
            value=lambda row: row.attempt.progress.course.title,
            sort=("attempt__progress__course__title__alphabetical",),
        ),
        Column(
            key="oddano",
            label="Oddano",
            value=lambda row: row.attempt.handed_in_at,
            sort=("attempt__handed_in_at",),
        ),
    ),
    filters=(
        # nothing chosen: what waits; which rows are read at all is `_rows`
        Filter(
            key="stan",
            label="Stan",
            choices=((GRADED, "Ocenione"),),
            apply=lambda rows, _: rows,
            all_label="Czekają na ocenę",
        ),
        Filter(key="q", label="Szukaj: nazwisko, login, e-mail", apply=by_words("person__folded")),
        Filter(
            key="szkolenie",
            label="Szkolenie",
            choices=queries.essay_courses,
            apply=lambda rows, pk: rows.filter(attempt__progress__course=int(pk)),
        ),
    ),
    default_sort="oddano:asc",
)
EMPTY = Empty(
    "Nic nie czeka na ocenę",
    "Gdy ktoś odda test z wypowiedzią pisemną, zobaczysz ją tutaj. Najdłużej czekające są na górze.",
)


@require_GET
@needs("grade", "learning.attemptanswer")
def queue(request: SeatedRequest) -> HttpResponse:
    """What waits to be graded within reach, the oldest first."""
    listing = SPEC.read(_rows(request), request.GET)
    return render(request, "learning/grading.html", {"listing": listing, "empty": EMPTY})


@require_GET
@needs("grade", "learning.attemptanswer")
def queue_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same as a file."""
    return export_response(SPEC, _rows(request), request, name="do-oceny", fmt=fmt)


def _rows(request: SeatedRequest) -> QuerySet[Any]:
    return queries.graded_essays() if request.GET.get("stan") == GRADED else queries.waiting_essays()


@require_http_methods(["GET", "POST"])
@needs("grade", "learning.attemptanswer")
def grade(request: SeatedRequest, answer_id: int) -> HttpResponse:
    """One written answer, its rubric, and the grades it has."""
    try:
        answer = queries.essay(answer_id)
    except AttemptAnswer.DoesNotExist:
        raise Http404 from None
    grades = grades_of([answer.pk]).get(answer.pk, [])
    first = initial_marks(grades[0].marks, grades[0].remark) if grades else {}
    form = GradeForm(request.POST or None, rubric=rubric_of(answer.question.payload), initial=first)
    if request.method == "POST" and form.is_valid() and _graded(request, answer, form):
        return _onwards()
    return render(request, "learning/grade.html", {
        "answer": answer,
        "words": len(answer.response.split()),
        "form": form,
        "grades": grades,
        "over": request.POST.get("over") or (grades[0].number if grades else 0),
    }, status=422 if form.errors else 200)  # fmt: skip


def _graded(request: SeatedRequest, answer: AttemptAnswer, form: GradeForm) -> bool:
    """Whether the grade was taken; if not, the form says why."""
    over = request.POST.get("over", "")
    try:
        done = grade_essay(
            answer.pk, marks=form.marks, remark=form.cleaned_data["remark"],
            over=int(over) if over.isascii() and over.isdigit() and len(over) < 5 else 0,
            by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except PassStands:
        form.add_error(None, STANDS)
        return False
    except GradedMeanwhile:
        form.add_error(None, MEANWHILE)
        return False
    more = (
        " Cały test ma już wynik."
        if done.judged
        else " Na ocenę czekają jeszcze inne odpowiedzi w tym teście."
    )
    messages.success(
        request, f"Ocena zapisana: {answer.person.full_name}, {answer.office.office_name}.{more}"
    )
    return True


def _onwards() -> HttpResponse:
    """To the next answer that waits, or to the empty queue."""
    following = queries.waiting_essays().values_list("pk", flat=True).first()
    return redirect("learning:grade", following) if following else redirect("learning:grading")
