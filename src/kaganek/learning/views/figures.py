"""Numbers of a quiz: for authors without people (in an office of its own courses), for coordinators within their reach."""

from __future__ import annotations

import io
from typing import Any

from django import forms
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.html import format_html, format_html_join
from django.views.decorators.http import require_GET

from kaganek.core.access import may, needs
from kaganek.core.attachments import HEADERS
from kaganek.core.dbroles import DbRole
from kaganek.core.parts import Cell
from kaganek.core.seats import SYSTEM, SeatedRequest, seated
from kaganek.learning.forms.figures import FiguresForm
from kaganek.learning.models import Course
from kaganek.learning.queries.editing import editable
from kaganek.learning.queries.figures import Chosen, QuizFigures, quiz_figures
from kaganek.learning.rules.figures import FEWEST, SMALL, Item
from kaganek.learning.views.figure_answers import answer_lines
from kaganek.lib import exports
from kaganek.lib.polish import number
from kaganek.people.models import Office
from kaganek.programmes.models import Participation
from kaganek.programmes.queries import projects_in_reach

HEADS = ("Pytanie", "Podejścia", "Łatwość", "Moc różnicująca", "Bez odpowiedzi", "Odpowiedzi")
FEW = "za mało podejść"


@require_GET
@needs("count", "learning.quiz")
def figures(request: SeatedRequest, course_id: int) -> HttpResponse:
    """How the quiz and each of its questions work."""
    course, form, found, seen = _counted(request, course_id)
    return render(request, "learning/figures.html", {
        "course": course,
        "form": form,
        "figures": found,
        "few": found is None,
        "fewest": FEWEST,
        "table": _table(_rows(found, seen)),
        "people_seen": seen,
        "asked": request.GET.urlencode(),
    })  # fmt: skip


@require_GET
@needs("count", "learning.quiz")
def figures_export(request: SeatedRequest, course_id: int, fmt: str) -> HttpResponseBase:
    """The table of questions as a file."""
    if fmt not in exports.TYPES:
        raise Http404
    _, _, found, seen = _counted(request, course_id)
    columns = [exports.Column(head) for head in HEADS]
    rows = [[*row[:-1], "; ".join(row[-1])] for row in _rows(found, seen)]
    sheet = io.BytesIO()
    if fmt == "xlsx":
        exports.write_xlsx(sheet, columns, rows, title="Pytania")
    else:
        sheet.writelines(exports.csv_rows(columns, rows))
    sheet.seek(0)
    return FileResponse(
        sheet,
        as_attachment=True,
        filename=f"test-{course_id}.{fmt}",
        content_type=exports.TYPES[fmt],
        headers=HEADERS,
    )


def _counted(request: SeatedRequest, course_id: int) -> tuple[Course, forms.Form, QuizFigures | None, bool]:
    """The course, the filter, its numbers (None: too few to be told) and whether the seat may see people."""
    courses = editable(Course, request.seat).select_related("quiz")
    course = get_object_or_404(courses, pk=course_id, quiz__isnull=False)
    of_office = request.seat.db_role is DbRole.OFFICE
    seen = may(request.seat, "view", "learning.courseprogress") and not of_office
    projects = projects_in_reach(request.seat).order_by("name__alphabetical") if seen else None
    offices = Office.objects.filter(pk__in=Participation.objects.values("office")).order_by("sort_name")
    form = FiguresForm(request.GET, projects=projects, offices=offices)
    typed = form.cleaned_data if form.is_valid() else {}
    chosen = Chosen(course.quiz.pk, **typed)
    if seen:
        return course, form, quiz_figures(chosen), True
    # An author reads no table of attempts: sums of everyone's, small groups left out; an office's within the office.
    with seated(request.seat if of_office else SYSTEM):
        found = quiz_figures(chosen)
    return course, form, found if found.people >= SMALL else None, False


def _table(rows: list[list[Any]]) -> dict[str, Any]:
    """The questions for ui/table.html, which makes cards of them on a phone."""
    return {
        "id": "pytania",
        "caption": "Pytania testu",
        "columns": [{"label": head} for head in HEADS],
        "rows": [{"cells": [_cell(*pair) for pair in enumerate(row)]} for row in rows],
    }


def _cell(place: int, told: Any) -> Cell:
    """One cell by its place: the question itself, a number, and at the end a list of lines."""
    if not isinstance(told, list):
        return Cell(html=told, label="" if place == 0 else HEADS[place], head=place == 0)
    lines = format_html_join("", "<li>{}</li>", ((line,) for line in told))
    words = format_html('<ul class="plain">{}</ul>', lines) if len(told) > 1 else "".join(told) or "–"
    return Cell(html=words, label=HEADS[place])


def _rows(found: QuizFigures | None, seen: bool) -> list[list[Any]]:
    return [_row(item, seen) for item in found.items] if found else []


def _row(item: Item, seen: bool) -> list[Any]:
    """The cells of one question; the last is a list of lines."""
    if not seen and item.asked < SMALL:
        return [item.text, FEW, FEW, FEW, FEW, [FEW]]
    discrimination = item.discrimination
    blank = "poniżej 5" if not seen and 0 < item.blank < SMALL else number(item.blank)
    return [
        item.text,
        number(item.asked),
        "–" if item.share is None else number(item.share, 2),
        FEW if item.asked < FEWEST else "–" if discrimination is None else number(discrimination, 2),
        blank,
        answer_lines(item, seen=seen),
    ]
