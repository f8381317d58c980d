"""What keeps a lesson or a quiz from being published, how to mend it, and the way past it with a reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.gate import OverrideForm
from kaganek.learning.models import Lesson, QuizDraft
from kaganek.learning.queries.editing import editable, every_override, overridden_courses
from kaganek.learning.services.gate import Finding, NothingToOverride, override, overrides, standing
from kaganek.learning.services.publishing import newest, publish_newest

Subject = Lesson | QuizDraft
EDITORS = {Lesson: ("wagtailsnippets_learning_lesson:edit", "body"), QuizDraft: ("wagtailsnippets_learning_quizdraft:edit", "questions")}  # fmt: skip
NO_OVERRIDES = Empty(
    "Nic nie poszło mimo usterek",
    "Tu będzie każda lekcja i każdy test opublikowany mimo usterki, z powodem i rolą osoby, która na to pozwoliła.",
)


@require_http_methods(["GET", "POST"])
@needs("edit", "learning.lesson")
def lesson_gate(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    return _gate(request, _found(Lesson, lesson_id, request.seat))


@require_http_methods(["GET", "POST"])
@needs("edit", "learning.lesson")
def quiz_gate(request: SeatedRequest, quiz_id: int) -> HttpResponse:
    return _gate(request, _found(QuizDraft, quiz_id, request.seat))


def _found(kind: type[Any], pk: int, seat: Seat) -> Subject:
    found: Subject | None = editable(kind, seat).select_related("course").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _gate(request: SeatedRequest, subject: Subject) -> HttpResponse:
    form = OverrideForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        return _let_through(request, subject, form.cleaned_data["reason"])
    name, field = EDITORS[type(subject)]
    edit = reverse(name, args=[subject.pk])
    left = standing(newest(subject))
    return render(request, "learning/editing/gate.html", {
        "subject": subject, "is_lesson": isinstance(subject, Lesson), "edit": edit, "form": form,
        "findings": [{"finding": one, "href": _place(edit, field, one)} for one in left],
        "overrides": overrides(subject),
    }, status=422 if form.errors else 200)  # fmt: skip


def _place(edit: str, field: str, finding: Finding) -> str:
    """The block in the editor's form; Wagtail names its panels by their place."""
    return edit if finding.place is None else f"{edit}#{field}-{finding.place}-section"


def _let_through(request: SeatedRequest, subject: Subject, reason: str) -> HttpResponse:
    at = timezone.now()
    try:
        override(newest(subject), reason=reason, by=request.seat, at=at)
    except NothingToOverride:
        messages.info(request, "Usterek już nie było.")
    publish_newest(subject, at=at)
    where = reverse("learning:editions", args=[subject.course_id])
    said = '{} Powód jest zapisany. Uczestnicy dostaną tę wersję w nowym wydaniu. <a href="{}">Wydania szkolenia</a>'
    ready = "Lekcja jest gotowa." if isinstance(subject, Lesson) else "Test jest gotowy."
    messages.success(request, format_html(said, ready, where))
    return redirect(EDITORS[type(subject)][0], subject.pk)


@require_GET
@needs("view", "learning.gateoverride")
def override_list(request: SeatedRequest) -> HttpResponse:
    """Everything published in spite of a fault, for those who answer for the programme."""
    listing = OVERRIDES.read(every_override(), request.GET)
    return render(request, "learning/editing/overrides.html", {
        "listing": listing, "empty": NO_OVERRIDES,
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", "learning.gateoverride")
def override_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(OVERRIDES, every_override(), request, name="wyjatki-publikacji", fmt=fmt)


def _named(row: Row) -> SafeString:
    return format_html('<span class="kg-v">{}<br><small>{}</small></span>', row.title, row.course.title)


def _faults(row: Row) -> str:
    return "; ".join(f"{one['where']}: {one['fault']}" for one in row.findings)


def _fault_lines(row: Row) -> SafeString:
    lines = format_html_join("", "<li>{}: {}</li>", ((one["where"], one["fault"]) for one in row.findings))
    return format_html('<ul class="kg-v">{}</ul>', lines)


OVERRIDES = ListSpec(
    name="Publikacje mimo usterek",
    found=("publikację", "publikacje", "publikacji"),
    columns=[
        Column(key="co", label="Lekcja lub test", value=lambda row: row.title, html=_named, head=True, sort=("course__title__alphabetical", "title__alphabetical")),
        Column(key="szkolenie", label="Szkolenie", value=lambda row: row.course.title, screen=False),
        Column(key="usterki", label="Usterki", value=_faults, html=_fault_lines),
        Column(key="powod", label="Powód", value=lambda row: row.reason),
        Column(key="kto", label="Kto", value=lambda row: row.by_label),
        Column(key="kiedy", label="Kiedy", value=lambda row: row.at, sort=("at",)),
    ],
    filters=[
        Filter(key="q", label="Słowo z powodu", apply=lambda rows, word: rows.filter(reason__icontains=word)),
        Filter(
            key="szkolenie", label="Szkolenie", choices=overridden_courses,
            apply=lambda rows, pk: rows.filter(course=int(pk)),
        ),
    ],
    default_sort="kiedy:desc",
)  # fmt: skip
