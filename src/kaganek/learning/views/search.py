"""Looking for words in the lessons one takes."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.queries.search import MOST, lessons_with
from kaganek.lib.polish import counted
from kaganek.lib.stems import asked_stems

LONGEST = 200


@require_GET
@needs("study", "learning.courseprogress")
def search(request: SeatedRequest) -> HttpResponse:
    """Lessons that hold the words, in whatever form."""
    text = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    hits = lessons_with(text)
    return render(request, "learning/search.html", {
        "q": text,
        "hits": hits,
        "asked": bool(asked_stems(text)),
        "found": counted(len(hits), "lekcja", "lekcje", "lekcji"),
        "more": len(hits) == MOST,
    })  # fmt: skip
