"""Contact and complaints: the form of strangers, and the queue of those who answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs, public
from kaganek.core.lists import Column, Filter, ListSpec, export_response
from kaganek.core.lists.columns import Row
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.lib.polish import long_date
from kaganek.portal.forms.desk import AnswerForm, PutOffForm
from kaganek.portal.forms.strangers import CaseForm
from kaganek.portal.models import Case
from kaganek.portal.queries import offer as queries
from kaganek.portal.services import cases as deeds
from kaganek.portal.services.strangers import TooOften
from kaganek.portal.terms import CaseKind, CaseState
from kaganek.portal.views.sent import letters_of
from kaganek.portal.views.strangers import OFTEN, key_of, token_of

OBJ = "portal.case"
NONE = Empty("Nikt jeszcze nie napisał", "Sprawy ze strony „Kontakt i skargi” pojawią się tutaj.")
CLOSED = "Ta sprawa ma już odpowiedź albo nowy termin. Nic się nie zmieniło."


@csrf_exempt  # strangers get no cookie; see services.strangers
@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def contact(request: HttpRequest) -> HttpResponse:
    """The form for requests for access, complaints and other matters, with their deadlines."""
    form = CaseForm(request.POST or None, initial={"kind": CaseKind.ACCESS})
    if request.method == "POST" and form.is_valid() and (key := key_of(request, "case", form)):
        try:
            made = deeds.send_case(form.sent(), key=key, at=timezone.now())
        except TooOften:
            form.add_error(None, OFTEN)
        else:
            return render(request, "portal/cases/sent.html", {"case": made})
    context = {"form": form, **token_of(request, "case", form)}
    return render(request, "portal/cases/contact.html", context, status=422 if form.errors else 200)


def _named(row: Row) -> SafeString:
    href = reverse("portal:case", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.number, row.name)


def _state(row: Row) -> SafeString:
    if row.is_open and row.due_on < timezone.localdate():
        return status("late")
    looks = {CaseState.ANSWERED: "answered", CaseState.REFUSED: "rejected"}
    return status(looks.get(row.state, "open"), row.get_state_display().capitalize())


LIST = ListSpec(
    name="Sprawy",
    found=("sprawę", "sprawy", "spraw"),
    columns=[
        Column(key="numer", label="Sprawa", value=lambda row: row.number, html=_named, head=True, sort=("pk",)),
        Column(key="kto", label="Kto pisze", value=lambda row: row.name, screen=False),
        Column(key="rodzaj", label="Rodzaj", value=lambda row: row.get_kind_display(), sort=("kind",)),
        Column(key="wplynela", label="Wpłynęła", value=lambda row: row.sent_at, sort=("sent_at",)),
        Column(key="termin", label="Odpowiedzieć do", value=lambda row: row.due_on, sort=("due_on",)),
        Column(key="stan", label="Stan", value=lambda row: row.get_state_display(), html=_state, sort=("state",)),
    ],
    default_sort="termin:asc",
    filters=[
        Filter(key="stan", label="Stan", choices=CaseState.choices, apply=lambda rows, one: rows.filter(state=one)),
        Filter(key="rodzaj", label="Rodzaj", choices=CaseKind.choices, apply=lambda rows, one: rows.filter(kind=one)),
    ],
    id="sprawy",
)  # fmt: skip


@require_GET
@needs("view", OBJ)
def cases(request: SeatedRequest) -> HttpResponse:
    """The queue: those with the nearest deadline first."""
    listing = LIST.read(queries.cases(), request.GET)
    counts = queries.open_counts(timezone.localdate())
    return render(request, "portal/cases/list.html", {"listing": listing, "empty": NONE, "counts": counts})


@require_GET
@needs("view", OBJ)
def cases_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same queue as a file."""
    return export_response(LIST, queries.cases(), request, name="sprawy", fmt=fmt)


@require_GET
@needs("view", OBJ)
def case(request: SeatedRequest, case_id: int) -> HttpResponse:
    found = get_object_or_404(queries.cases(), pk=case_id)
    return _page(request, found)


def _page(
    request: SeatedRequest, found: Case, form: AnswerForm | None = None, later: PutOffForm | None = None
) -> HttpResponse:
    """The case with its forms; one that is given has to be mended."""
    wrong = form or later
    context = {
        "case": found, "form": form or AnswerForm(by_mail=bool(found.email)), "later": later or PutOffForm(),
        "wrong": wrong, "state": _state(found), **letters_of(found),
    }  # fmt: skip
    return render(request, "portal/cases/case.html", context, status=422 if wrong else 200)


@require_POST
@needs("answer", OBJ)
def case_answer(request: SeatedRequest, case_id: int) -> HttpResponse:
    """Answer or refuse; goes out by e-mail."""
    found = get_object_or_404(queries.cases(), pk=case_id)
    form = AnswerForm(request.POST, by_mail=bool(found.email))
    if form.is_valid():
        refuse = request.POST.get("decyzja") == "odmow"
        try:
            deeds.answer(
                found.pk, form.cleaned_data["text"], refuse=refuse, by=request.seat, at=timezone.now()
            )
        except deeds.AlreadyClosed:
            messages.error(request, CLOSED)
        else:
            messages.success(request, "Sprawa zamknięta.")
    return _page(request, found, form) if form.errors else redirect("portal:case", case_id)


@require_POST
@needs("answer", OBJ)
def case_put_off(request: SeatedRequest, case_id: int) -> HttpResponse:
    """A later day, once, with a reason."""
    found = get_object_or_404(queries.cases(), pk=case_id)
    form = PutOffForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        try:
            deeds.put_off(found.pk, until=data["until"], why=data["why"], by=request.seat, at=timezone.now())
        except deeds.TooLate:
            days = (long_date(day) for day in (found.due_on, found.longest_on))
            form.add_error("until", "Wpisz dzień po {}, ale nie później niż {}".format(*days))
        except deeds.AlreadyClosed:
            messages.error(request, CLOSED)
        else:
            messages.success(request, "Nowy termin zapisany.")
    return _page(request, found, later=form) if form.errors else redirect("portal:case", case_id)
