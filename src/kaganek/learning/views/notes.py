"""One's own notes and bookmarks: saved by the lesson, found again in one list, taken as a file."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.notes import NoteForm
from kaganek.learning.models import CourseProgress
from kaganek.learning.queries.margins import noted_courses, own_notes, with_words
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.notes import Kept, mark_lesson, write_note
from kaganek.lib import polish

OBJ = "learning.lessonmargin"
NONE_YET = Empty(
    "Tu będą Twoje notatki",
    "Pod każdą lekcją jest miejsce na notatkę, a przy jej tytule – zakładka. Widzisz je tylko Ty.",
)
KINDS = (("notatki", "z notatką"), ("zakladki", "z zakładką"))


@require_POST
@needs("change", OBJ)
def note(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """Keep the note: the script hears what stands now, others see the lesson again."""
    form, at = NoteForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refused(request, lesson_id)
    said = form.written(at=at)
    try:
        kept = write_note(lesson_id, said, over=form.cleaned_data["over"], by=request.seat, at=at)
    except CourseProgress.DoesNotExist:
        raise Http404 from None
    except CourseLocked as locked:
        if "script" in request.POST:
            return JsonResponse({"fault": "closed"}, status=409)
        return redirect("learning:course", locked.course_id)
    clock = polish.clock(timezone.localtime(at))
    if "script" in request.POST:
        return JsonResponse(_heard(kept, said.sequence) | {"saved": clock})
    messages.success(request, f"Notatka zapisana o {clock}.")
    return redirect(reverse("learning:lesson", args=[lesson_id]) + "#notatka")


def _heard(kept: Kept, counter: int) -> dict[str, object]:
    return {"held": {"note": counter}, "text": kept.text, "over": kept.sequence}


def _refused(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    if "script" in request.POST:
        return JsonResponse({"fault": "unreadable"}, status=400)
    messages.error(request, "Notatka jest za długa. Najwięcej znaków: 20 000.")
    return redirect("learning:lesson", lesson_id)


@require_POST
@needs("change", OBJ)
def bookmark(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """Put a bookmark by the lesson, or take it away."""
    marked = request.POST.get("zakladka") == "tak"
    try:
        mark_lesson(lesson_id, marked=marked, by=request.seat, at=timezone.now())
    except CourseProgress.DoesNotExist:
        raise Http404 from None
    except CourseLocked as locked:
        return redirect("learning:course", locked.course_id)
    messages.success(
        request, "Zakładka dodana. Znajdziesz ją w notatkach." if marked else "Zakładka usunięta."
    )
    return redirect("learning:lesson", lesson_id)


@require_GET
@needs("view", OBJ)
def notes(request: SeatedRequest) -> HttpResponse:
    """Every lesson with a note or a bookmark of one's own."""
    listing = NOTES.read(own_notes(), request.GET)
    return render(request, "learning/notes.html", {
        "listing": listing, "empty": NONE_YET,
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def notes_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(NOTES, own_notes(), request, name="notatki", fmt=fmt)


def _lesson(row: Row) -> SafeString:
    title = row.lesson.title
    if row.taken and row.lesson.live:
        title = format_html('<a href="{}">{}</a>', reverse("learning:lesson", args=[row.lesson_id]), title)
    return format_html('<span class="kg-v">{}<br><small>{}</small></span>', title, row.lesson.course.title)


def _words(row: Row) -> SafeString | str:
    return (
        format_html('<div class="kg-v">{}</div>', SafeString(linebreaks(row.text, autoescape=True)))
        if row.text
        else ""
    )


def _kind(rows: Rows, kind: str) -> Rows:
    return rows.exclude(text="") if kind == "notatki" else rows.filter(marked_at__isnull=False)


NOTES = ListSpec(
    name="Notatki",
    found=("lekcję", "lekcje", "lekcji"),
    columns=[
        Column(
            key="lekcja", label="Lekcja", value=lambda row: row.lesson.title, html=_lesson, head=True,
            sort=("lesson__course__title__alphabetical", "lesson__position"),
        ),
        Column(key="szkolenie", label="Szkolenie", value=lambda row: row.lesson.course.title, screen=False),
        Column(key="notatka", label="Notatka", value=lambda row: row.text, html=_words),
        Column(
            key="zakladka", label="Zakładka", value=lambda row: row.marked_at is not None, sort=("marked_at",)
        ),
        Column(key="zapisano", label="Zapisano", value=lambda row: row.kept_at, sort=("kept_at",)),
    ],
    filters=[
        Filter(key="q", label="Słowo z notatki lub tytułu", apply=with_words),
        Filter(
            key="szkolenie", label="Szkolenie", choices=noted_courses,
            apply=lambda rows, pk: rows.filter(lesson__course=int(pk)),
        ),
        Filter(key="rodzaj", label="Lekcje", choices=KINDS, apply=_kind),
    ],
    default_sort="zapisano:desc",
)  # fmt: skip
