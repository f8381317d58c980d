"""A form's life: preview, publishing, the supplier's word, closing, copies, versions."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.parts import Deed
from kaganek.core.seats import SeatedRequest
from kaganek.questionnaires.forms.building import PublishForm, RemarkForm
from kaganek.questionnaires.models import Form, FormVersion
from kaganek.questionnaires.queries.drafts import draft_of, newest_notice
from kaganek.questionnaires.rules.definition import Definition
from kaganek.questionnaires.services import building, publishing
from kaganek.questionnaires.terms import FormState
from kaganek.questionnaires.views.sheet import page_of
from kaganek.questionnaires.views.shown import WAITS, form_or_404, of_form

OBJ = "questionnaires.form"
WAIT = "Od teraz formularze urzędów czekają na Twoją zgodę."
WAIT_NOT = (
    "Od teraz urzędy publikują formularze bez pytania o zgodę. Na te, które już czekają, trzeba odpowiedzieć."
)
WAITS_NO_MORE = "Ten formularz nie czeka już na zgodę albo ma braki."


@require_GET
@needs("view", OBJ)
def preview(request: SeatedRequest, form_id: int, section: str = "") -> HttpResponse:
    """The draft as people will see it; nothing can be sent from here."""
    found = form_or_404(form_id)
    return _shown(request, found, draft_of(found), section, {"notice": newest_notice(found)})


def _shown(
    request: SeatedRequest, form: Form, definition: Definition, code: str, more: Mapping[str, object]
) -> HttpResponse:
    if not definition.sections:
        raise Http404
    shown = next((one for one in definition.sections if one.code == code), definition.sections[0])
    places = [one.code for one in definition.sections]
    context = {
        "form": form, "definition": definition, "days": form.retention_days, "phone": request.GET.get("ekran") == "telefon",
        "wide_query": _query(request, ""), "phone_query": _query(request, "telefon"),
        "pages_all": [(one.code, one.title or f"Część {n}", one is shown) for n, one in enumerate(definition.sections, start=1)],
        **page_of(definition, shown, {}, {}), **more, "number": places.index(shown.code) + 1, "pages": len(places),
        "crumbs": of_form(form, ("Podgląd", "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/preview.html", context)


def _query(request: SeatedRequest, screen: str) -> str:
    """The address of the page with another width of the screen."""
    kept = request.GET.copy()
    kept.pop("ekran", None)
    if screen:
        kept["ekran"] = screen
    return kept.urlencode()


@require_POST
@needs("edit", OBJ)
def copy(request: SeatedRequest, form_id: int) -> HttpResponse:
    """A copy as a new draft."""
    found = form_or_404(form_id)
    made = building.copy_form(found.pk, by=request.seat, at=timezone.now())
    messages.success(request, "Zrobiliśmy kopię. Zmień jej tytuł i adres w ustawieniach.")
    return redirect("questionnaires:form", made.pk)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def drop(request: SeatedRequest, form_id: int) -> HttpResponse:
    """Throw a draft away that nobody has seen."""
    found = form_or_404(form_id)
    if found.current or found.state != FormState.DRAFT:
        raise Http404
    if request.method == "POST" and request.POST.get("confirmed"):
        building.drop_form(found.pk, by=request.seat)
        messages.success(request, "Usunięto szkic formularza.")
        return redirect("questionnaires:forms")
    deed = Deed(
        title=f"Usunąć szkic „{found.title}”?", text="Pytania i klauzula znikną na zawsze. Nikt jeszcze tego formularza nie widział.",
        action=reverse("questionnaires:form_drop", args=[found.pk]), submit="Usuń szkic", icon="trash-2", final=True,
        cancel_href=reverse("questionnaires:form", args=[found.pk]),
    )  # fmt: skip
    return render(request, "ui/confirm.html", {"deed": deed})


@require_http_methods(["GET", "POST"])
@needs("publish", OBJ)
def publish(request: SeatedRequest, form_id: int) -> HttpResponse:
    """What will be public, and the button."""
    found = form_or_404(form_id)
    typed = PublishForm(request.POST or None)
    if request.method == "POST" and typed.is_valid():
        try:
            done = publishing.publish(
                found.pk, note=typed.cleaned_data["note"], by=request.seat, at=timezone.now()
            )
        except publishing.NotReady:
            messages.error(request, "Formularz nie jest jeszcze gotowy. Popraw to, co wymieniamy niżej.")
        except building.FormWaits:
            messages.info(request, WAITS)
        else:
            waits = done.state == FormState.WAITING
            words = "Poprosiliśmy dostawcę platformy o zgodę." if waits else "Formularz jest otwarty."
            messages.success(request, words)
        return redirect("questionnaires:form", found.pk)
    context = {
        "form": found, "typed": typed, "obstacles": publishing.faults_of(found), "notice": newest_notice(found),
        "needs_agreement": publishing.needs_agreement(found), "crumbs": of_form(found, ("Publikacja", "")),
    }  # fmt: skip
    return render(request, "questionnaires/builder/publish.html", context)


@require_POST
@needs("publish", OBJ)
def close(request: SeatedRequest, form_id: int) -> HttpResponse:
    """No more responses."""
    found = form_or_404(form_id)
    publishing.close(found.pk, by=request.seat, at=timezone.now())
    messages.success(request, "Formularz jest zamknięty. Odpowiedzi, które przyszły, zostają.")
    return redirect("questionnaires:form", found.pk)


@require_POST
@needs("publish", OBJ)
def withdraw(request: SeatedRequest, form_id: int) -> HttpResponse:
    """Take the question to the supplier back."""
    found = form_or_404(form_id)
    try:
        publishing.withdraw(found.pk, by=request.seat, at=timezone.now())
    except publishing.NotWaiting:
        messages.info(request, "Ten formularz już nie czeka na zgodę.")
    return redirect("questionnaires:form", found.pk)


@require_GET
@needs("view", OBJ)
def versions(request: SeatedRequest, form_id: int) -> HttpResponse:
    """Every published version; one of them as people saw it."""
    found = form_or_404(form_id)
    rows = list(FormVersion.objects.filter(form=found).select_related("notice").order_by("-number"))
    wanted = request.GET.get("wersja", "")
    chosen = next((one for one in rows if str(one.number) == wanted), None)
    if chosen:
        more = {"notice": chosen.notice, "version": chosen, "days": chosen.retention_days}
        return _shown(
            request, found, Definition.from_json(chosen.definition), request.GET.get("czesc", ""), more
        )
    context = {"form": found, "versions": rows, "crumbs": of_form(found, ("Wersje", ""))}
    return render(request, "questionnaires/builder/versions.html", context)


@require_http_methods(["GET", "POST"])
@needs("agree", OBJ)
def waiting(request: SeatedRequest) -> HttpResponse:
    """Forms of offices that wait for the supplier's word; POST says whether they have to."""
    if request.method == "POST":
        needed = request.POST.get("potrzebna") == "1"
        publishing.ask_for_agreement(needed=needed, by=request.seat, at=timezone.now())
        messages.success(request, WAIT if needed else WAIT_NOT)
        return redirect("questionnaires:waiting")
    rows = Form.objects.filter(state=FormState.WAITING).select_related("office").order_by("changed_at", "pk")
    context = {"rows": rows, "needed": publishing.agreement_needed()}
    return render(request, "questionnaires/builder/waiting.html", context)


@require_http_methods(["GET", "POST"])
@needs("agree", OBJ)
def agreement(request: SeatedRequest, form_id: int) -> HttpResponse:
    """One form that waits: as people will see it, and the two answers."""
    found = get_object_or_404(Form.objects.select_related("office"), pk=form_id, office__isnull=False)
    if found.state != FormState.WAITING:  # decided or taken back since the letter with this address
        messages.info(request, WAITS_NO_MORE)
        return redirect("questionnaires:waiting")
    typed = RemarkForm(request.POST if "odeslij" in request.POST else None)
    try:
        if "zgoda" in request.POST:
            publishing.agree(found.pk, by=request.seat, at=timezone.now())
            messages.success(request, f"Formularz „{found.title}” jest otwarty.")
            return redirect("questionnaires:waiting")
        if typed.is_bound and typed.is_valid():
            publishing.send_back(found.pk, typed.cleaned_data["remark"], by=request.seat, at=timezone.now())
            messages.success(request, "Formularz wrócił do urzędu z uwagą.")
            return redirect("questionnaires:waiting")
    except (publishing.NotWaiting, publishing.NotReady):
        messages.info(request, WAITS_NO_MORE)
        return redirect("questionnaires:waiting")
    return _agreement_page(request, found, typed)


def _agreement_page(request: SeatedRequest, found: Form, typed: RemarkForm) -> HttpResponse:
    definition = draft_of(found)
    pages = [page_of(definition, one, {}, {}) for one in definition.sections]
    context = {
        "form": found, "definition": definition, "all_pages": pages, "typed": typed, "notice": newest_notice(found),
        "days": found.retention_days, "crumbs": [("Do zgody", reverse("questionnaires:waiting")), (found.title, "")],
    }  # fmt: skip
    return render(
        request, "questionnaires/builder/agreement.html", context, status=422 if typed.errors else 200
    )
