"""A ZIP of certificates: asked for from the list, fetched from its own page."""

from __future__ import annotations

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import HEADERS
from kaganek.core.seats import SeatedRequest
from kaganek.documents.models import Certificate, CertificateBundle
from kaganek.documents.services import bundles
from kaganek.documents.views.lists import CERTIFICATES
from kaganek.lib.polish import counted

OBJ = "documents.certificatebundle"


@require_POST
@needs("add", OBJ)
def ask(request: SeatedRequest) -> HttpResponse:
    """Begin a bundle of what the list shows with these filters, then show how far it is."""
    listing = CERTIFICATES.read(Certificate.objects.all(), request.GET)
    ids = list(listing.queryset.order_by("pk").values_list("pk", flat=True)[: bundles.MOST + 1])
    try:
        job = bundles.ask_for_bundle(ids, by=request.seat, at=timezone.now())
    except bundles.NothingToBundle:
        messages.info(
            request, "Na tej liście nie ma certyfikatów do pobrania: są zastąpione albo unieważnione."
        )
    except bundles.TooMany:
        most = counted(bundles.MOST, "certyfikat", "certyfikaty", "certyfikatów")
        messages.info(request, f"Jedna paczka mieści najwyżej {most}. Zawęź listę, na przykład do urzędu.")
    else:
        return redirect("core:job", job.pk)
    return redirect("documents:certificates")


@require_GET
@needs("view", OBJ)
def bundle(request: SeatedRequest, bundle_id: int) -> HttpResponse:
    """What is in a bundle, and the link to it."""
    found = _found(bundle_id)
    return render(request, "documents/bundle.html", {"bundle": found, "until": found.made_at + bundles.KEPT})


@require_GET
@needs("view", OBJ)
def download(request: SeatedRequest, bundle_id: int) -> HttpResponseBase:
    found = _found(bundle_id)
    return FileResponse(
        bundles.bundle_path(str(found.key)).open("rb"),
        as_attachment=True,
        filename=found.name,
        content_type="application/zip",
        headers=HEADERS,
    )


def _found(bundle_id: int) -> CertificateBundle:
    found = CertificateBundle.objects.filter(pk=bundle_id).first()
    if found is None or not bundles.bundle_path(str(found.key)).exists():
        raise Http404
    return found
