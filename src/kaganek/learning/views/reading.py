"""What the script of an open lesson reports: where the reader is and how long they have been reading."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.reading import ReadingForm
from kaganek.learning.models import CourseProgress
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.reading import note_reading


@require_POST
@needs("change", "learning.lessonmargin")
def reading(request: SeatedRequest, lesson_id: int) -> HttpResponse:
    """Keep place and time; there is nothing to answer."""
    form = ReadingForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=400)
    place, page = form.cleaned_data["place"], form.open_page()
    try:
        note_reading(lesson_id, place=place, page=page, by=request.seat, at=timezone.now())
    except CourseProgress.DoesNotExist:
        raise Http404 from None
    except CourseLocked:
        return HttpResponse(status=409)
    return HttpResponse(status=204)
