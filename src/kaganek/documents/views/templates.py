"""What certificates say: a template for each programme, and the patrons they carry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import may, needs
from kaganek.core.attachments import attachment
from kaganek.core.seats import SeatedRequest
from kaganek.documents.forms import PatronForm, TemplateForm
from kaganek.documents.models import CertificateTemplate, Patron
from kaganek.documents.rules import PLACEHOLDERS
from kaganek.documents.services import samples
from kaganek.documents.services import templates as deeds
from kaganek.programmes.models import Programme

OBJ = "documents.certificatetemplate"


@require_GET
@needs("view", OBJ)
def templates(request: SeatedRequest) -> HttpResponse:
    """Every programme with its template, and the patrons."""
    rows = Programme.objects.select_related("certificate_template__patron").order_by("title__alphabetical")
    return render(request, "documents/templates.html", {
        "programmes": [(one, getattr(one, "certificate_template", None)) for one in rows],
        "patrons": Patron.objects.select_related("mark").order_by("name__alphabetical"),
        "may_change": may(request.seat, "change", OBJ),
        "today": timezone.localdate(),
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("change", OBJ)
def template(request: SeatedRequest, programme_id: int) -> HttpResponse:
    """Change what certificates of a programme carry from now on."""
    programme = _programme(programme_id)
    held = CertificateTemplate.objects.filter(programme=programme).first()
    form = TemplateForm(request.POST or None, initial=TemplateForm.values_of(held))
    if request.method == "POST" and form.is_valid():
        deeds.set_template(programme, _wording(form), by=request.seat)
        messages.success(request, "Wzór zapisany. Certyfikaty wydane wcześniej zachowują swoje słowa.")
        return redirect("documents:templates")
    context = {"programme": programme, "form": form, "placeholders": PLACEHOLDERS, "held": held}
    return render(request, "documents/template.html", context, status=422 if form.is_bound else 200)


@require_GET
@needs("view", OBJ)
def preview(request: SeatedRequest, programme_id: int) -> HttpResponse:
    """The saved template with made-up facts, marked as a sample."""
    programme = _programme(programme_id)
    held = CertificateTemplate.objects.filter(programme=programme).select_related("patron__mark").first()
    body = samples.sample_pdf(programme, held, at=timezone.now())
    return attachment(body, name=f"wzor-{programme.code}.pdf", content_type="application/pdf")


@require_http_methods(["GET", "POST"])
@needs("change", "documents.patron")
def patron_add(request: SeatedRequest) -> HttpResponse:
    """A new patron."""
    return _patron_page(request, None)


@require_http_methods(["GET", "POST"])
@needs("change", "documents.patron")
def patron(request: SeatedRequest, patron_id: int) -> HttpResponse:
    """Change a patron; certificates issued before keep what they carry."""
    found = Patron.objects.select_related("mark").filter(pk=patron_id).first()
    if found is None:
        raise Http404
    return _patron_page(request, found)


def _patron_page(request: SeatedRequest, found: Patron | None) -> HttpResponse:
    form = PatronForm(request.POST or None, request.FILES or None, initial=_patron_values(found))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            deeds.save_patron(
                found, name=data["nazwa"], confirmation=data["potwierdzenie"], ends_on=data["do_dnia"],
                png=data["znak"], by=request.seat,
            )  # fmt: skip
        except deeds.PatronNamed:
            form.add_error("nazwa", "Patron o tej nazwie już jest na liście. Zmień jego wpis albo tę nazwę.")
        else:
            messages.success(request, "Patron zapisany.")
            return redirect("documents:templates")
    context = {"patron": found, "form": form}
    return render(request, "documents/patron.html", context, status=422 if form.is_bound else 200)


def _patron_values(found: Patron | None) -> dict[str, Any]:
    if found is None:
        return {}
    return {"nazwa": found.name, "potwierdzenie": found.confirmation, "do_dnia": found.ends_on}


def _wording(form: TemplateForm) -> deeds.Wording:
    data = form.cleaned_data
    return deeds.Wording(
        about=data["pod_naglowkiem"],
        statement=data["tresc"],
        signatory=data["podpis"],
        patron_id=data["patron"].pk if data["patron"] else None,
        conditions=form.conditions,
    )


def _programme(programme_id: int) -> Programme:
    found = Programme.objects.filter(pk=programme_id).first()
    if found is None:
        raise Http404
    return found
