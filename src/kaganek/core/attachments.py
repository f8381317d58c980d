"""Files for one reader: downloaded, never kept by anything on the way, never shown from our address."""

from __future__ import annotations

from django.http import HttpResponse

HEADERS = {"Cache-Control": "private, no-store"}  # personal data stay out of shared caches


def attachment(body: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file to download under a name of ours: letters without accents, digits, hyphens."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **HEADERS}
    return HttpResponse(body, content_type=content_type, headers=headers)


def saved_file(body: bytes, name: str) -> HttpResponse:
    """A file that people added, as its reader gets it: to be saved, never opened; `name` is ours, of plain letters."""
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
