"""Pages of the site itself: the demonstration's mails."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaganek.core.access import public
from kaganek.core.models import ShownMail
from kaganek.core.seats import account_door

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
