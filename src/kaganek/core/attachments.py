"""Files made for one reader: downloaded, never kept by anything on the way."""

from __future__ import annotations

from django.http import HttpResponse

HEADERS = {"Cache-Control": "private, no-store"}  # personal data stay out of shared caches


def attachment(body: bytes, *, name: str, content_type: str) -> HttpResponse:
    """A file to download under a name of ours: letters without accents, digits, hyphens."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', **HEADERS}
    return HttpResponse(body, content_type=content_type, headers=headers)
