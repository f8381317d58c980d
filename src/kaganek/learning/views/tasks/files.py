"""Files that people added: always to be saved, never shown from our address."""

from __future__ import annotations

from django.http import HttpResponse


def saved_file(body: bytes, name: str) -> HttpResponse:
    """A file as its reader gets it; `name` is ours, of plain letters."""
    answer = HttpResponse(body, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
