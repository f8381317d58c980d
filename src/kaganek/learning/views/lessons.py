"""One lesson: reading it, its questions without a grade, the button that finishes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.requests import saves_data
from kaganek.core.seats import SeatedRequest
from kaganek.learning.embeds import Facts, Part, drawn, holding, kind_of, scripts, states_of, to_do
from kaganek.learning.forms.reading import page_token
from kaganek.learning.models import Course, CourseProgress, Lesson
from kaganek.learning.queries.margins import own_margin
from kaganek.learning.queries.own import lesson_row, outline
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import LessonHeld, finish_lesson, open_lesson
from kaganek.learning.views.checks import draw_check
from kaganek.learning.views.outline import Lessons, around, sections
from kaganek.lib import polish
from kaganek.lib.light import lightened


@require_GET
@needs("study", "learning.courseprogress")
def lesson(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """The lesson; the first opening is noted."""
    return _show(request, lesson_id)


@require_POST
@needs("study", "learning.courseprogress")
def check(request: SeatedRequest, lesson_id: int, block: str) -> HttpResponse:
    """ "Sprawdź": feedback at once; the script asks for the form alone, others get the whole page. Nothing is kept."""
    chosen = request.POST.getlist("o")
    if "script" not in request.POST:
        return _show(request, lesson_id, checked={block: chosen})
    progress, lessons = _rows(lesson_id)
    if _is_closed(progress):
        return redirect("learning:course", progress.course_id)
    found = around(lessons, lesson_id)[1]
    facts = (found["tests"] or {}).get(block)
    if facts is None or kind_of(facts) != "check":
        raise Http404
    return HttpResponse(draw_check(Part(request, lesson_id, block, facts, sent=chosen)))


@require_POST
@needs("study", "learning.courseprogress")
def lesson_done(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """ "Zakończ lekcję i przejdź dalej": to the next lesson, the quiz, or the completed course."""
    try:
        done = finish_lesson(lesson_id, by=request.seat, at=timezone.now())
    except CourseProgress.DoesNotExist:
        raise Http404 from None
    except CourseLocked as locked:
        return redirect("learning:course", locked.course_id)
    except LessonHeld as held:
        for sentence in to_do(held.parts):
            messages.warning(request, sentence)
        return redirect("learning:lesson", lesson_id)
    if done.course_completed:
        messages.success(request, "Szkolenie ukończone.")
    if done.next_lesson_id:
        return redirect("learning:lesson", done.next_lesson_id)
    if done.has_quiz and not done.completed:
        return redirect("learning:quiz", done.course_id)
    return redirect("learning:course", done.course_id)


@require_GET
@needs("view", "learning.lesson")
def lesson_preview(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """One lesson for those who do not take the course; nothing is noted."""
    found = Lesson.objects.filter(pk=lesson_id).select_related("course").first()
    if found is None:
        raise Http404
    lessons = outline(found.course_id, None, edition=found.course.current_id, with_text_of=lesson_id)
    if not any(one["id"] == lesson_id for one in lessons):
        raise Http404
    page = _page(request, found.course, lessons, lesson_id, preview=True)
    return render(request, "learning/lesson.html", page)


def _rows(lesson_id: int) -> tuple[Any, Lessons]:
    progress = lesson_row(lesson_id)
    if progress is None:
        raise Http404
    return progress, outline(progress.course_id, progress.pk, edition=progress.reads, with_text_of=lesson_id)


def _is_closed(progress: Any) -> bool:
    """Whether another course comes first; one that has been completed stays open."""
    return bool(progress.blocked_by and not progress.completed_at)


def _show(
    request: SeatedRequest, lesson_id: int, *, checked: Mapping[str, Sequence[str]] | None = None
) -> HttpResponse:
    progress, lessons = _rows(lesson_id)
    if _is_closed(progress):
        return redirect("learning:course", progress.course_id)
    parts = around(lessons, lesson_id)[1]["tests"] or {}
    states = states_of(progress, parts)
    page = _page(request, progress.course, lessons, lesson_id, checked=checked, states=states)
    if not page["lesson"]["opened"] and not open_lesson(progress, lesson_id, at=timezone.now()):
        return redirect("learning:lesson", lesson_id)  # another page has begun another edition meanwhile
    done = sum(one["finished_at"] is not None for one in lessons)
    margin = own_margin(lesson_id)
    return render(request, "learning/lesson.html", page | {
        "done": done,
        "has_quiz": progress.has_quiz,
        "to_do": to_do(holding(parts, states)),
        "margin": margin,
        "time": polish.duration(margin.seconds) if margin.seconds >= 60 else "",
        "place": margin.place if f'id="{margin.place}"' in page["words"] else "",
        "page_token": page_token(at=timezone.now()),
    })  # fmt: skip


def _page(
    request: SeatedRequest,
    course: Course,
    lessons: Lessons,
    lesson_id: int,
    *,
    checked: Mapping[str, Sequence[str]] | None = None,
    states: Mapping[str, Any] | None = None,
    preview: bool = False,
) -> dict[str, Any]:
    number, found, before, after = around(lessons, lesson_id)
    parts: Mapping[str, Facts] = found["tests"] or {}

    def part(key: str, facts: Facts) -> Part:
        sent, state = (checked or {}).get(key), (states or {}).get(key)
        return Part(request, lesson_id, key, facts, state=state, sent=sent, preview=preview)

    words = found["words"] or ""
    if saves_data(request):
        words = lightened(words)
    return {
        "course": course,
        "lesson": found,
        "number": number,
        "total": len(lessons),
        "sections": sections(lessons, current=lesson_id, preview=preview),
        "before": before,
        "after": after,
        "words": mark_safe(drawn(words, parts, part)),  # noqa: S308 - cleaned when published
        "scripts": [] if preview else scripts(parts),
        "preview": preview,
        "target": "learning:lesson_preview" if preview else "learning:lesson",
    }
