"""The front door: strangers see the portal's home, everyone else the first page of their seat."""

from __future__ import annotations

from django.http import HttpResponse

from kaganek.core.access import public
from kaganek.core.seats import SeatedRequest


@public
def home(request: SeatedRequest) -> HttpResponse:
    return HttpResponse("Kaganek")
