"""Pages of the site itself: the demonstration's mails, the licences of what it runs on."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaganek.core.access import public
from kaganek.core.models import ShownMail
from kaganek.core.seats import account_door
from kaganek.learning.queries.serving import h5p_core
from kaganek.lib.h5p import CORE
from kaganek.lib.h5p.core import LICENCE_FILE

SHOWN = 100  # newest mails on the demonstration's page


@require_GET
@public
def mails(request: HttpRequest) -> HttpResponse:
    """The mails that the demonstration would have sent, newest first; elsewhere there is no such page."""
    if not settings.DEMO:
        raise Http404
    with account_door():
        found = list(ShownMail.objects.order_by("-pk")[:SHOWN])
    return render(request, "site/mails.html", {"mails": found})


@require_GET
@public
def licences(request: HttpRequest) -> HttpResponse:
    """Whose the parts of the platform are, and on which licences; of H5P's core also the text and the sources."""
    context = {"core": CORE, "here": h5p_core() is not None, "text": LICENCE_FILE.read_text()}
    return render(request, "site/licences.html", context)
