"""Periodic reports: the list, freezing, the preview, the review."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, Rows, export_response, whole_numbers
from kaganek.core.models import JobRun
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, status
from kaganek.lib.polish import long_date
from kaganek.programmes.models import Project
from kaganek.reporting.forms import CorrectionForm, FreezeForm, RejectForm
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.queries import shown
from kaganek.reporting.queries.project import projects_of
from kaganek.reporting.services import issues as deeds
from kaganek.reporting.terms import goes_on

LOOKS = {
    ReportIssue.State.FROZEN: ("frozen", "Czeka na przegląd"),
    ReportIssue.State.REVIEWED: ("valid", "Przejrzany"),
    ReportIssue.State.PUBLISHED: ("published", "Opublikowany"),
    ReportIssue.State.REJECTED: ("off", "Odrzucony"),
}
NONE = Empty(
    "Nie ma jeszcze raportów", "Zamroź pierwszy raport, żeby go przejrzeć i opublikować na stronie programu."
)
LIST = ListSpec(
    name="Raporty",
    found=("raport", "raporty", "raportów"),
    columns=[
        Column(
            key="tytul",
            label="Raport",
            value=lambda row: row.title,
            html=lambda row: format_html(
                '<a href="{}">{}</a><small>{}</small>',
                reverse("reporting:issue", args=[row.pk]),
                row.title,
                row.project.name,
            ),
            head=True,
            sort=("title__alphabetical",),
        ),
        Column(key="numer", label="Numer", value=lambda row: row.shown_number, sort=("number",)),
        Column(
            key="zamrozono",
            label="Zamrożono",
            value=lambda row: row.frozen_at,
            html=lambda row: dzien_krotko(row.frozen_at),
            sort=("frozen_at",),
        ),
        Column(
            key="stan", label="Stan", value=lambda row: row.get_state_display(), html=lambda row: look(row)
        ),
    ],
    filters=[
        Filter(
            key="stan",
            label="Stan",
            choices=ReportIssue.State.choices,
            apply=lambda rows, value: rows.filter(state=value),
        )
    ],
    default_sort="zamrozono:desc",
    id="raporty",
)


@require_GET
@needs("view", "reporting.reportissue")
def issues(request: SeatedRequest) -> HttpResponse:
    """All reports within reach, and the form that freezes another."""
    form = FreezeForm(initial=_initial()) if _project(request.seat) else None
    return _list_page(request, form)


@require_GET
@needs("view", "reporting.reportissue")
def issues_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(LIST, _rows(), request, name="raporty", fmt=fmt)


@require_GET
@needs("view", "reporting.reportissue")
def issue(request: SeatedRequest, issue_id: int) -> HttpResponse:
    """The report exactly as everyone will see it, and what to do with it next."""
    found = _issue(issue_id)
    corrected = found.published_at and not hasattr(found, "corrected_by")
    may_correct = corrected and may(request.seat, "freeze", "reporting.reportissue")
    form = CorrectionForm(initial=_initial(found)) if may_correct else None
    return _issue_page(request, found, form)


@require_POST
@needs("freeze", "reporting.reportissue")
def freeze(request: SeatedRequest) -> HttpResponse:
    """Ask for a frozen report, or a correction of one, after one more question; then the job's page."""
    project = _project(request.seat)
    if project is None:
        raise Http404
    named = whole_numbers([request.POST.get("corrects", "")])
    corrects = _issue(named[0]) if named else None
    form = (CorrectionForm if corrects else FreezeForm)(request.POST)
    if not form.is_valid():
        page = _issue_page(request, corrects, form) if corrects else _list_page(request, form)
        page.status_code = 422
        return page
    if request.POST.get("confirmed") != "1":
        return render(request, "ui/confirm.html", {"deed": _asked(form)})
    data = form.cleaned_data
    try:
        job = deeds.ask_to_freeze(
            project.pk, title=data["title"], period_from=data["period_from"], period_to=data["period_to"],
            corrects_id=corrects.pk if corrects else None, correction_note=data.get("correction_note", ""),
            form_key=data["form_key"], by=request.seat, at=timezone.now(),
        )  # fmt: skip
    except deeds.CannotCorrect:
        messages.error(request, "Tego raportu nie można już skorygować: ma późniejszą korektę.")
        return redirect("reporting:issues")
    except deeds.PeriodGoesOn:
        messages.error(request, goes_on(data["period_to"]))
        return redirect("reporting:issues")
    return redirect("core:job", job.pk)


@require_POST
@needs("review", "reporting.reportissue")
def review(request: SeatedRequest, issue_id: int) -> HttpResponse:
    """The coordinator says that the report is right."""
    found = _issue(issue_id)
    try:
        deeds.review(found.pk, by=request.seat, at=timezone.now())
    except deeds.Rejected:
        messages.error(request, f"Raport {found.shown_number} jest odrzucony.")
        return redirect("reporting:issue", found.pk)
    messages.success(request, f"Raport {found.shown_number} jest przejrzany. Możesz go opublikować.")
    return redirect("reporting:issue", found.pk)


@require_POST
@needs("review", "reporting.reportissue")
def reject(request: SeatedRequest, issue_id: int) -> HttpResponse:
    """The numbers are wrong: throw the report away, after one more question."""
    found = _issue(issue_id)
    form = RejectForm(request.POST)
    if not form.is_valid():
        page = _issue_page(request, found, None, reject=form)
        page.status_code = 422
        return page
    why = form.cleaned_data["reason"]
    if request.POST.get("confirmed") != "1":
        return render(request, "ui/confirm.html", {"deed": _thrown_away(found, why)})
    try:
        deeds.reject(found.pk, why=why, by=request.seat, at=timezone.now())
    except deeds.AlreadyPublished:
        messages.error(request, "Opublikowanego raportu nie można odrzucić, można go tylko zastąpić korektą.")
    else:
        messages.success(
            request, f"Raport {found.shown_number} jest odrzucony. Tego numeru nie użyjemy ponownie."
        )
    return redirect("reporting:issue", found.pk)


def look(row: ReportIssue) -> str:
    return status(*LOOKS[ReportIssue.State(row.state)])


def _issue(issue_id: int) -> ReportIssue:
    found = (
        ReportIssue.objects.select_related("project", "corrects", "corrected_by").filter(pk=issue_id).first()
    )
    if found is None:
        raise Http404
    return found


def _project(seat: Seat) -> Project | None:
    """The project that a seat freezes reports of: the coordinator's one."""
    return next(iter(projects_of(seat)), None) if may(seat, "freeze", "reporting.reportissue") else None


def _initial(corrects: ReportIssue | None = None) -> dict[str, Any]:
    today = timezone.localdate()
    start = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)
    values: dict[str, Any] = {"form_key": uuid.uuid4(), "period_from": start, "period_to": today}
    if corrects:
        values |= {
            "corrects": corrects.pk, "title": corrects.title,
            "period_from": corrects.period_from, "period_to": corrects.period_to,
        }  # fmt: skip
    return values


def _rows() -> Rows:
    return ReportIssue.objects.select_related("project").defer("content")


def _list_page(request: SeatedRequest, form: FreezeForm | None) -> HttpResponse:
    listing = LIST.read(_rows(), request.GET)
    context = {"listing": listing, "form": form, "empty": NONE, "under_way": _under_way() if form else []}
    return render(request, "reporting/issues.html", context)


def _under_way() -> list[tuple[str, str]]:
    """Titles of reports that this person has asked for and that are being counted, with the pages that watch."""
    waiting = JobRun.objects.filter(name=deeds.FREEZING, finished_at=None).order_by("pk")
    return [(job.facts["title"], reverse("core:job", args=[job.pk])) for job in waiting]


def _issue_page(
    request: SeatedRequest, found: ReportIssue, form: FreezeForm | None, *, reject: RejectForm | None = None
) -> HttpResponse:
    waits = found.state in (ReportIssue.State.FROZEN, ReportIssue.State.REVIEWED)
    context = {
        "reject": reject or (RejectForm() if waits else None), "reject_open": reject is not None,
        "issue": found, "look": look(found), "form": form, "facts": shown.parts(found),
        "project": found.project, "corrected_by": getattr(found, "corrected_by", None),
    }  # fmt: skip
    return render(request, "reporting/issue.html", context)


def _thrown_away(found: ReportIssue, why: str) -> Deed:
    return Deed(
        title=f"Odrzucić raport {found.shown_number}?",
        text=f"Powód: {why} Raport zostanie na liście jako odrzucony i nikt go nie opublikuje. Jego numeru nie użyjemy "
        "ponownie: następny raport dostanie kolejny numer.",
        action=reverse("reporting:reject", args=[found.pk]),
        submit="Odrzuć",
        icon="ban",
        final=True,
        cancel_href=reverse("reporting:issue", args=[found.pk]),
        fields=[("reason", why)],
    )


def _asked(form: FreezeForm) -> Deed:
    return Deed(
        title=f"Zamrozić raport „{form.cleaned_data['title']}”?",
        text=f"Okres: {long_date(form.cleaned_data['period_from'])} – {long_date(form.cleaned_data['period_to'])} "
        "Liczby policzymy od razu i nikt ich już nie zmieni. Zanim raport zobaczą wszyscy, "
        "przejrzysz go i opublikujesz.",
        action=reverse("reporting:freeze"),
        submit="Zamroź",
        icon="lock",
        cancel_href=reverse("reporting:issues"),
        fields=[(name, str(form.data[name])) for name in form.fields if form.data.get(name)],
    )
