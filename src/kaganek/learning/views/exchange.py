"""A course to a file, and a course from a file."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import HEADERS
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.exchange import CourseFileForm, ExportForm, TakeForm
from kaganek.learning.models import Course, CourseEdition, CourseExport, CourseImport
from kaganek.learning.queries.editing import editable
from kaganek.learning.services.exchange import files as deeds
from kaganek.learning.services.own_courses import own_code
from kaganek.lib.courses.model import ENDING
from kaganek.lib.names import fold
from kaganek.lib.polish import file_size

OUT = "learning.courseexport"
IN = "learning.courseimport"
EVERY = ("Szkolenia w redakcji", "learning:own_courses")


def crumbs(*way: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to a page of files, from the list of courses."""
    return [(EVERY[0], reverse(EVERY[1])), *way]


@require_http_methods(["GET", "POST"])
@needs("add", OUT)
def course_export(request: SeatedRequest, course_id: int) -> HttpResponse:
    """Choose which words go out; then the page of the job that writes the file."""
    course = editable(Course, request.seat).filter(pk=course_id).first()
    if course is None:
        raise Http404
    editions = list(CourseEdition.objects.filter(course=course).order_by("-number"))
    form = ExportForm(
        request.POST or None, editions=editions, initial={"form_key": uuid.uuid4(), "source": "draft"}
    )
    if request.method == "POST" and form.is_valid():
        source, edition_id = form.chosen
        job = deeds.ask_to_export(
            course_id, source=source, edition_id=edition_id, key=form.cleaned_data["form_key"], by=request.seat,
            at=timezone.now(),
        )  # fmt: skip
        return redirect("core:job", job.pk)
    page = reverse("learning:own_course", args=[course_id])
    context = {
        "form": form,
        "course": course,
        "crumbs": crumbs((course.title, page), ("Zapisz do pliku", "")),
    }
    return render(request, "learning/exchange/save.html", context, status=422 if form.errors else 200)


@require_GET
@needs("view", OUT)
def course_file(request: SeatedRequest, export_id: int) -> HttpResponse:
    """A written file: what was left out of it, and the button that downloads it."""
    row = _export(export_id)
    return render(request, "learning/exchange/file.html", {
        "row": row, "size": file_size(row.bytes), "gone": _is_gone(row), "name": _name(row),
        "crumbs": crumbs((row.course.title, reverse("learning:own_course", args=[row.course_id])), ("Plik szkolenia", "")),
    })  # fmt: skip


@require_GET
@needs("view", OUT)
def course_download(request: SeatedRequest, export_id: int) -> HttpResponseBase:
    """The file itself."""
    row = _export(export_id)
    try:
        path = deeds.written_file(row, at=timezone.now())
    except deeds.FileGone:
        raise Http404 from None
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=_name(row),
        content_type="application/zip",
        headers=HEADERS,
    )


def _export(export_id: int) -> CourseExport:
    found = CourseExport.objects.select_related("course").filter(pk=export_id).first()
    if found is None:
        raise Http404
    return found


def _is_gone(row: CourseExport) -> bool:
    try:
        deeds.written_file(row, at=timezone.now())
    except deeds.FileGone:
        return True
    return False


def _name(row: CourseExport) -> str:
    return f"{slugify(fold(row.course.title))[:60] or 'szkolenie'}{ENDING}"


@require_http_methods(["GET", "POST"])
@needs("add", IN)
def course_upload(request: SeatedRequest) -> HttpResponse:
    """Choose the file; it is kept and judged by a job, nothing is written."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = CourseFileForm(*sent, limit=settings.PACKAGE_UPLOAD_LIMIT, initial={"form_key": uuid.uuid4()})
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        job = deeds.upload_course(
            file, filename=file.name, key=form.cleaned_data["form_key"], by=request.seat, at=timezone.now()
        )
        return redirect("core:job", job.pk)
    context = {
        "form": form,
        "of_office": _of_office(request.seat),
        "crumbs": crumbs(("Szkolenie z pliku", "")),
    }
    return render(request, "learning/exchange/upload.html", context, status=422 if form.errors else 200)


def _of_office(seat: Seat) -> bool:
    return seat.db_role is DbRole.OFFICE


@require_GET
@needs("add", IN)
def course_import(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """What would come of a file, or why it is refused."""
    draft = _draft(draft_id)
    code = deeds.free_code(draft.facts.get("code", "")) if draft.state == CourseImport.State.OPEN else ""
    return _preview(request, draft, TakeForm(initial={"code": code}))


def _preview(request: SeatedRequest, draft: CourseImport, form: TakeForm) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft, "facts": draft.facts, "form": form, "of_office": _of_office(request.seat),
        "size": file_size(draft.bytes),
        "crumbs": crumbs(("Szkolenie z pliku", reverse("learning:course_upload")), (draft.file_name, "")),
    }  # fmt: skip
    return render(request, "learning/exchange/import.html", context, status=422 if form.errors else 200)


@require_POST
@needs("add", IN)
def course_import_take(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Make a new course of the file."""
    draft, form = _draft(draft_id), TakeForm(request.POST)
    if not form.is_valid():
        return _preview(request, draft, form)
    code = own_code(form.cleaned_data["code"], draft.office_id)
    if Course.objects.filter(code=code).exists() and draft.state == CourseImport.State.OPEN:
        form.add_error("code", "Szkolenie o tym kodzie już jest. Wpisz inny.")
        return _preview(request, draft, form)
    try:
        job = deeds.ask_to_take(draft, code=code, by=request.seat, at=timezone.now())
    except deeds.NotOpen:
        messages.info(request, "Ten plik jest już zamknięty.")
        return redirect("learning:course_import", draft.pk)
    return redirect("core:job", job.pk)


@require_POST
@needs("add", IN)
def course_import_drop(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Leave the file aside."""
    deeds.drop_import(_draft(draft_id).pk, by=request.seat)
    messages.info(request, "Plik odłożony. Nic nie zapisano.")
    return redirect("learning:own_courses")


def _draft(draft_id: int) -> CourseImport:
    found = CourseImport.objects.select_related("course").filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found
