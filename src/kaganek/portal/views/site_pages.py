"""The operator's desk of the site's own pages: the list, the words of each."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.portal import queries as content
from kaganek.portal.forms.site_pages import SitePageForm, form_for
from kaganek.portal.queries import site_pages as queries
from kaganek.portal.services.pages import Lacking, write_site_page
from kaganek.portal.terms import SITE_PAGES

OBJ = "portal.sitepage"


@require_GET
@needs("edit", OBJ)
def desk(request: SeatedRequest) -> HttpResponse:
    """Every page of the site and what it still lacks."""
    return render(request, "portal/site_pages/desk.html", {"pages": queries.kept_pages()})


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def edit(request: SeatedRequest, slug: str) -> HttpResponse:
    """The words of a page. POST with `podglad` shows them and writes nothing."""
    if slug not in SITE_PAGES:
        raise Http404
    form = form_for(slug, request.POST or None, pages=content.pages(*SITE_PAGES))
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "podglad" in request.POST:
            preview = form.preview()
        elif _wrote(request, slug, form):
            return redirect("portal:site_page", slug)
    (page,) = [one for one in queries.kept_pages() if one.slug == slug]
    context = {"form": form, "page": page, "preview": preview, "changes": queries.changes(slug)}
    return render(request, "portal/site_pages/form.html", context, status=422 if form.errors else 200)


def _wrote(request: SeatedRequest, slug: str, form: SitePageForm) -> bool:
    try:
        changed = write_site_page(slug, form.facts(), by=request.seat, at=timezone.now())
    except Lacking as lacking:
        for one in lacking.what:
            form.add_error(None, f"Nie zapisano. {one[:1].upper()}{one[1:]}.")
        return False
    messages.success(request, "Strona zapisana." if changed else "Nic się nie zmieniło.")
    return True
