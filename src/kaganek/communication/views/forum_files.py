"""Files of posts: saved, never opened from our address; pictures drawn anew are shown in the page."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from kaganek.communication.models import PostFile
from kaganek.communication.queries.forum import file_row
from kaganek.core.access import needs
from kaganek.core.attachments import HEADERS
from kaganek.core.seats import SeatedRequest
from kaganek.lib.sent_files import bare_name


@require_GET
@needs("view", "communication.postfile")
def file(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A file to be saved, under the name it was added with."""
    found = _or_404(file_id)
    headers = {
        "Content-Disposition": _saved_as(found),
        "X-Content-Type-Options": "nosniff",
        **HEADERS,
    }
    return HttpResponse(bytes(found.body), content_type="application/octet-stream", headers=headers)


def _saved_as(found: PostFile) -> str:
    """The header that names the file: no folders, nothing unseen in it, and the ending that it was judged by."""
    bare = bare_name("".join(one for one in found.name if one.isprintable()))
    name = bare if bare.lower().endswith(f".{found.kind}") else f"forum-{found.pk}.{found.kind}"
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"


@require_GET
@needs("view", "communication.postfile")
def picture(request: SeatedRequest, file_id: int) -> HttpResponse:
    """A picture that was drawn anew, to be shown in the page."""
    found = _or_404(file_id)
    if not found.picture:
        raise Http404
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=3600"}
    return HttpResponse(bytes(found.body), content_type="image/png", headers=headers)


def _or_404(file_id: int) -> PostFile:
    found = file_row(file_id)
    if found is None:
        raise Http404
    return found
