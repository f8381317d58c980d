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
from kaganek.core.seats import SeatedRequest
from kaganek.people.views.sign_in import sign_out

PREFIX = "/redakcja/"
OPEN = re.compile(
    r"(?:$|images/|documents/|snippets/|choose-page/|choose-external-link/|choose-email-link/|choose-phone-link/"
    r"|choose-anchor-link/|tag-autocomplete/|dismissibles/|editing-sessions/|block-preview/|sprite/|jsi18n/)"
)


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    @needs("enter", "portal.editorial")
    def guarded(request: SeatedRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not OPEN.match(request.path_info.removeprefix(PREFIX)):
            raise Http404
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
    """Straight to the lessons: Wagtail's own first page speaks of page trees, which we do not have."""
    return redirect("wagtailsnippets_learning_lesson:list")


OURS = {"wagtailadmin_home": entrance, "wagtailadmin_account": account, "wagtailadmin_logout": sign_out}

urlpatterns = decorate_urlpatterns(wagtail_patterns, _guarded)
for pattern in urlpatterns:
    if own := OURS.get(getattr(pattern, "name", None) or ""):
        pattern.callback = own
