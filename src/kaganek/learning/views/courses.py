"""A course: its outline, the lock of a path, the quiz; and the same for those who only look."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaganek.core.access import may, needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.models import Course
from kaganek.learning.queries.editing import editable
from kaganek.learning.queries.extensions import extensions_of
from kaganek.learning.queries.margins import own_seconds
from kaganek.learning.queries.own import course_row, earlier_rounds, outline
from kaganek.learning.queries.quiz import allowance_of
from kaganek.learning.queries.reads import quiz_now, quiz_of
from kaganek.learning.views.course_cards import card
from kaganek.learning.views.outline import sections
from kaganek.learning.views.path_words import waits_words, ways_on
from kaganek.lib import polish


@require_GET
@needs("study", "learning.courseprogress")
def course(request: SeatedRequest, course_id: int) -> HttpResponse:
    """What there is to do, what is done, and why something may still be closed."""
    progress = course_row(course_id)
    if progress is None:
        raise Http404
    lessons = outline(course_id, progress.pk, edition=progress.reads)
    locked = bool(progress.blocked_by) and not progress.completed_at
    following = next((one for one in lessons if one["finished_at"] is None), None)
    seconds = own_seconds(course_id)
    quiz = quiz_of(progress)
    return render(request, "learning/course.html", {
        "course": progress.course,
        "progress": progress,
        "card": card(progress, timezone.localdate()),
        "sections": sections(lessons, locked=locked),
        "next": following,
        "quiz": quiz,
        "allowed": quiz.attempts + allowance_of(progress.allowed).attempts if quiz else 0,
        "earlier": earlier_rounds(progress) if progress.round > 1 else [],
        "moved": extensions_of(progress) if progress.extended_to else [],
        "quiz_suffices": progress.quiz_only and quiz,
        "locked": locked,
        "waits": waits_words(progress.blocked_by) if locked else "",
        "ways": ways_on(progress.blocked_by) if locked else [],
        "time": polish.duration(seconds) if seconds >= 60 else "",
    })  # fmt: skip


@require_GET
@needs("view", "learning.course")
def courses(request: SeatedRequest) -> HttpResponse:
    """Every published course, for those who look after them."""
    rows = Course.objects.exclude(published_at=None).order_by("title__alphabetical").defer("goal")
    return render(request, "learning/courses.html", {"courses": list(rows)})


@require_GET
@needs("view", "learning.course")
def course_preview(request: SeatedRequest, course_id: int) -> HttpResponse:
    """The course as participants see it, for those who do not take it; nothing is noted."""
    found = get_object_or_404(Course.objects.select_related("quiz", "current__quiz"), pk=course_id)
    return render(request, "learning/course_preview.html", {
        "course": found,
        "sections": sections(outline(course_id, None, edition=found.current_id), preview=True),
        "quiz": quiz_now(found),
        "may_count": may(request.seat, "count", "learning.quiz")
        and editable(Course, request.seat).filter(pk=course_id).exists(),
    })  # fmt: skip
