"""Pages of certificates: one's own, those of an office or a project, and their files."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.attachments import attachment
from kaganek.core.lists import export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.documents import queries
from kaganek.documents.forms import ReasonForm, RevokeForm
from kaganek.documents.models import Certificate
from kaganek.documents.services import certificates as deeds
from kaganek.documents.services import prints
from kaganek.documents.services.waiting import reasons
from kaganek.documents.views.lists import CERTIFICATES, with_deeds

OBJ = "documents.certificate"
EMPTY = Empty("Nie ma jeszcze certyfikatów", "Certyfikat powstaje sam, kiedy ktoś zaliczy test szkolenia.")
NONE_YET = Empty(
    "Tu będą Twoje certyfikaty", "Pierwszy pojawi się, kiedy ukończysz szkolenie: lekcje i test."
)


@require_GET
@needs("view", OBJ)
def certificates(request: SeatedRequest) -> HttpResponse:
    """A learner's own as cards, everyone else's as a list."""
    if request.seat.own_rows_only:
        own = [(one, dict(prints.lines(one))) for one in queries.own_certificates()]
        waits = list(queries.waiting_achievements().order_by("-at"))
        why = reasons(waits)
        waiting = [(one, why.get(one.pk, [])) for one in waits]
        return render(
            request, "documents/own.html", {"certificates": own, "waiting": waiting, "empty": NONE_YET}
        )
    spec = with_deeds(CERTIFICATES) if may(request.seat, "replace", OBJ) else CERTIFICATES
    listing = spec.read(Certificate.objects.all(), request.GET)
    return render(request, "documents/list.html", {
        "listing": listing,
        "empty": EMPTY,
        "may_bundle": may(request.seat, "add", "documents.certificatebundle"),
        "may_issue": may(request.seat, "issue", OBJ),
        "may_see_templates": may(request.seat, "view", "documents.certificatetemplate"),
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    if request.seat.own_rows_only:
        raise Http404
    return export_response(CERTIFICATES, Certificate.objects.all(), request, name="certyfikaty", fmt=fmt)


@require_GET
@needs("view", OBJ)
def certificate_pdf(request: SeatedRequest, certificate_id: int) -> HttpResponse:
    certificate = _found(certificate_id)
    name = certificate.number.replace("/", "-")
    body = prints.handed_out(certificate, at=timezone.now())
    return attachment(body, name=f"certyfikat-{name}.pdf", content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@needs("replace", OBJ)
def replace(request: SeatedRequest, certificate_id: int) -> HttpResponse:
    """The confirmation page, and the deed when it is confirmed with a reason."""
    return _with_reason(request, certificate_id, "documents/replace.html", _replace)


@require_http_methods(["GET", "POST"])
@needs("revoke", OBJ)
def revoke(request: SeatedRequest, certificate_id: int) -> HttpResponse:
    """The confirmation page, and the deed when it is confirmed with a reason."""
    return _with_reason(request, certificate_id, "documents/revoke.html", _revoke, RevokeForm)


def _replace(request: SeatedRequest, certificate_id: int, reason: str) -> str:
    new = deeds.replace(certificate_id, reason=reason, by=request.seat, at=timezone.now())
    return f"Certyfikat zastąpiono. Nowy numer: {new.number}."


def _revoke(request: SeatedRequest, certificate_id: int, reason: str) -> str:
    gone = deeds.revoke(certificate_id, reason=reason, by=request.seat, at=timezone.now())
    return f"Certyfikat {gone.number} jest unieważniony."


def _with_reason(
    request: SeatedRequest,
    certificate_id: int,
    template: str,
    deed: Callable[[SeatedRequest, int, str], str],
    asks: type[ReasonForm] = ReasonForm,
) -> HttpResponse:
    certificate = _found(certificate_id)
    if certificate.replaced_at or certificate.revoked_at:
        return _not_valid(request, certificate)
    form = asks(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, deed(request, certificate_id, form.cleaned_data["powod"]))
        except deeds.CertificateNotValid:
            return _not_valid(request, certificate)
        return redirect("documents:certificates")
    return render(request, template, {"certificate": certificate, "form": form})


def _not_valid(request: SeatedRequest, certificate: Certificate) -> HttpResponse:
    messages.info(request, f"Certyfikat {certificate.number} nie jest już ważny. Nic się nie zmieniło.")
    return redirect("documents:certificates")


def _found(certificate_id: int) -> Certificate:
    certificate = Certificate.objects.filter(pk=certificate_id).first()
    if certificate is None:
        raise Http404
    return certificate
