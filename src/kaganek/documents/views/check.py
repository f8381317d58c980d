"""The public check: does a certificate with this code exist, what does it say, is it valid."""

from __future__ import annotations

import re

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kaganek.core.access import public
from kaganek.core.requests import address_of
from kaganek.documents import queries
from kaganek.documents.forms import CodeForm
from kaganek.documents.models import Certificate
from kaganek.documents.services import prints
from kaganek.lib.codes import grouped, normalise
from kaganek.people.services.limits import network_of

# A code has 60 bits, so guessing is hopeless anyway; the limit keeps a script from wearing the page
# down. Only wrong codes count: a whole office may check its certificates from one address.
WRONG_A_MINUTE = 30
DIGEST = re.compile(r"[0-9a-f]{64}")


@require_GET
@public
def check(request: HttpRequest) -> HttpResponse:
    """The form; a typed code leads to its page."""
    form = CodeForm(request.GET if "kod" in request.GET else None)
    if form.is_valid():
        if code := normalise(form.cleaned_data["kod"]).replace("/", ""):
            return redirect("documents:checked", grouped(code))
        form.add_error("kod", "Wpisz kod z certyfikatu.")
    return render(request, "documents/check.html", {"form": form})


@require_GET
@public
@never_cache
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """All that is certified, and whether it still holds; one calm answer for every wrong code."""
    tries = f"check.wrong.{network_of(address_of(request))}"
    if cache.get(tries, 0) >= WRONG_A_MINUTE:
        return render(request, "documents/too_many.html", status=429)
    certificate = queries.certificate_by_code(code)
    if certificate is None:
        _count(tries)
        form = CodeForm({"kod": code})
        return render(request, "documents/check.html", {"form": form, "unknown": True}, status=404)
    return _checked(request, certificate)


@require_GET
@public
@never_cache
def by_file(request: HttpRequest) -> HttpResponse:
    """The certificate that a file was handed out as. The file itself never gets here: the browser sends its hash."""
    tries = f"check.wrong.{network_of(address_of(request))}"
    if cache.get(tries, 0) >= WRONG_A_MINUTE:
        return render(request, "documents/too_many.html", status=429)
    digest = request.GET.get("skrot", "").lower()
    code = prints.code_of_file(digest) if DIGEST.fullmatch(digest) else ""
    certificate = queries.certificate_by_code(code) if code else None
    if certificate is None:
        _count(tries)
        context = {"form": CodeForm(), "unknown_file": True}
        return render(request, "documents/check.html", context, status=404)
    return _checked(request, certificate, unaltered=True)


def _checked(request: HttpRequest, certificate: Certificate, *, unaltered: bool = False) -> HttpResponse:
    return render(request, "documents/checked.html", {
        "certificate": certificate,
        "lines": prints.lines(certificate),
        "signs": certificate.said.strip,
        "unaltered": unaltered,
    })  # fmt: skip


def _count(tries: str) -> None:
    cache.add(tries, 0, 60)
    cache.incr(tries)
