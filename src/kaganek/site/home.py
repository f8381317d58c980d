"""The front door: strangers see the portal's home, everyone else the first page of their seat."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect

from kaganek.core.access import public
from kaganek.core.seats import SeatedRequest
from kaganek.people.terms import Role
from kaganek.portal.views import pages
from kaganek.site.menu import FIRST_PAGE


@public
def home(request: SeatedRequest) -> HttpResponse:
    """`/` by seat."""
    if request.seat.is_anonymous:
        return pages.home(request)
    return redirect(FIRST_PAGE[Role(request.seat.role)])
