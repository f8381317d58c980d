"""Files of lessons and articles: for people who are signed in; what a public page shows or offers, for everyone."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from kaganek.core.access import may, public
from kaganek.core.seats import SeatedRequest
from kaganek.portal.queries import is_shown_to_all

PLACE = re.compile(r"(images|documents|original_images)/[\w.-]+")
RASTER = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
FILM = {".mp4": "video/mp4", ".webm": "video/webm"}
OTHER = {".pdf": "application/pdf", ".vtt": "text/vtt; charset=utf-8"}
PIECE = 2 * 2**20  # bytes of a film in one answer; a player asks for the next
_RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")


@require_safe
@public
def file(request: SeatedRequest, path: str) -> HttpResponseBase:
    """One file. Only images that Wagtail drew anew and films open in the page; the rest is downloaded."""
    place = PLACE.fullmatch(path)
    if place is None or not _readable(request, place[1], path):
        raise Http404
    found = Path(settings.MEDIA_ROOT) / path
    if not found.is_file():
        raise Http404
    ending = found.suffix.lower()
    if ending in FILM:
        return _film(request, found, FILM[ending])
    inline = ending in RASTER and place[1] == "images"
    kind = (RASTER | OTHER).get(ending, "application/octet-stream")
    return _private(FileResponse(found.open("rb"), as_attachment=not inline, content_type=kind))


def _readable(request: SeatedRequest, folder: str, path: str) -> bool:
    if folder == "original_images":
        return may(request.seat, "enter", "portal.editorial")
    if not request.seat.is_anonymous:
        return True
    return is_shown_to_all(f"{settings.MEDIA_URL}{path}")


def _private(response: HttpResponseBase) -> HttpResponseBase:
    response.headers["Cache-Control"] = "private, max-age=86400"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _film(request: HttpRequest, found: Path, kind: str) -> HttpResponseBase:
    """A film in the pieces that a player asks for."""
    size = found.stat().st_size
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None:
        return _private(FileResponse(found.open("rb"), content_type=kind))
    first = int(asked[1])
    last = min(int(asked[2]) if asked[2] else size, size - 1, first + PIECE - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    with found.open("rb") as stream:
        stream.seek(first)
        part = HttpResponse(stream.read(last - first + 1), status=206, content_type=kind)
    part.headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _private(part)
