"""The content editor under /redakcja/: Wagtail's screens, each behind one cell of the access table.

Wagtail brings far more addresses than an editor needs (page trees, users, groups, workflows,
settings). Those in OPEN are served, the others are as absent as any unknown page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin.urls import urlpatterns as wagtail_patterns
from wagtail.utils.urlpatterns import decorate_urlpatterns

from kaganek.core.access import needs
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.models import Course, Lesson, QuizDraft
from kaganek.learning.queries.editing import editable
from kaganek.learning.services.own_courses import own_shelf
from kaganek.people.views.sign_in import sign_out

PREFIX = "/redakcja/"
OPEN = re.compile(
    r"(?:$|images/|documents/|snippets/|choose-bank-question/|choose-page/|choose-external-link/|choose-email-link/|choose-phone-link/"
    r"|choose-anchor-link/|tag-autocomplete/|dismissibles/|editing-sessions/|block-preview/|sprite/|jsi18n/)"
)

OF_OFFICE = re.compile(  # what an office's administrator works with
    r"(?:$|images/|documents/|snippets/(?:choose|learning/(?:course|lesson|quizdraft)/)|choose-bank-question/"
    r"|choose-external-link/|choose-email-link/|choose-phone-link/|choose-anchor-link/|tag-autocomplete/|dismissibles/|editing-sessions/|block-preview/|sprite/|jsi18n/)"
)
ITEM = re.compile(r"snippets/learning/(course|lesson|quizdraft)/(?:[\w-]+/)*?(\d+)/")
OWNED = {"course": Course, "lesson": Lesson, "quizdraft": QuizDraft}


def _keep_to_own_office(seat: Seat, path: str) -> None:
    """An office's administrator opens what is the office's own, whatever number stands in the address."""
    if seat.db_role is not DbRole.OFFICE:
        return
    if not OF_OFFICE.match(path):
        raise Http404
    if (item := ITEM.match(path)) and not editable(OWNED[item[1]], seat).filter(pk=item[2]).exists():
        raise Http404
    own_shelf(by=seat)


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @needs("enter", "portal.editorial")
    def guarded(request: SeatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not OPEN.match(request.path_info.removeprefix(PREFIX)):
            raise Http404
        _keep_to_own_office(request.seat, request.path_info.removeprefix(PREFIX))
        # Wagtail asks its own permission tables; the cell above has answered for them. The mark
        # lives as long as the request: this seat cannot write accounts.
        request.user.is_superuser = True
        return view(request, *args, **kwargs)

    return guarded


@needs("enter", "portal.editorial")
def account(request: SeatedRequest) -> HttpResponseBase:
    """Password and look are kept on our own page."""
    return redirect("people:account")


@needs("enter", "portal.editorial")
def entrance(request: SeatedRequest) -> HttpResponseBase:
    """Straight to the courses: Wagtail's own first page speaks of page trees, which we do not have."""
    if request.seat.db_role is DbRole.OFFICE:
        return redirect("learning:own_courses")
    return redirect("wagtailsnippets_learning_lesson:list")


OURS = {"wagtailadmin_home": entrance, "wagtailadmin_account": account, "wagtailadmin_logout": sign_out}

urlpatterns = decorate_urlpatterns(wagtail_patterns, _guarded)
for pattern in urlpatterns:
    if own := OURS.get(getattr(pattern, "name", None) or ""):
        pattern.callback = own
