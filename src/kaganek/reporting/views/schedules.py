"""Saving a report under a name, sending it regularly, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.attachments import HEADERS
from kaganek.core.fates import tag
from kaganek.core.lists import Column, Filter, ListSpec, Row, export_response
from kaganek.core.lists.asked import page_number
from kaganek.core.markup import filled
from kaganek.core.parts import Empty, paged
from kaganek.core.seats import Seat, SeatedRequest, seated
from kaganek.lib import exports
from kaganek.reporting.forms import SaveForm, ScheduleForm
from kaganek.reporting.models import ReportResult, ReportSchedule, SavedReport
from kaganek.reporting.queries import frozen_reading, paper, saved
from kaganek.reporting.queries.definitions import report_definitions
from kaganek.reporting.queries.definitions.parts import column, words
from kaganek.reporting.services import saving
from kaganek.reporting.services import schedules as deeds
from kaganek.reporting.terms import Every, Recipients, Share
from kaganek.reporting.views.reports import reading_of, report_page

PAGE = 50  # rows of a kept report on one screen
NO_SCHEDULES = Empty(
    "Nie ma jeszcze wysyłek", "Otwórz zestawienie, ustaw filtry i wybierz „Zapisz albo wysyłaj regularnie”.",
    "/raporty/", "Zestawienia",
)  # fmt: skip
NOTHING_SENT = Empty("Nic jeszcze nie wysłano", "Pierwsza wysyłka będzie dzień po zakończeniu okresu.")
NOTHING_CAME = Empty("Nie ma jeszcze zestawień", "Znajdziesz tu to, co wysłaliśmy Ci e-mailem.")


@require_POST
@needs("save", "reporting.savedreport")
def save(request: SeatedRequest, key: str) -> HttpResponse:
    """Keep the filters of this report under a name."""
    form = SaveForm(request.seat, request.POST)
    reading = reading_of(request.seat, key, _asked(request.POST.get("zapis-asked", "")))
    if not form.is_valid():
        return report_page(request, reading, save_form=form, status=422)
    saving.save_report(
        key, name=form.cleaned_data["name"], asked=reading.asked, share=Share(form.cleaned_data["share"]),
        form_key=form.cleaned_data["form_key"], by=request.seat, at=timezone.now(),
    )  # fmt: skip
    messages.success(
        request, f"Zapisano „{form.cleaned_data['name']}”. Znajdziesz to na stronie „Zestawienia”."
    )
    return redirect(reading.href())


@require_POST
@needs("save", "reporting.savedreport")
def remove(request: SeatedRequest, saved_id: int) -> HttpResponse:
    """Take one's own saved report away."""
    try:
        found = saving.remove_saved(saved_id, by=request.seat, at=timezone.now())
    except SavedReport.DoesNotExist:
        raise Http404 from None
    messages.success(request, f"Usunięto „{found.name}”.")
    return redirect("reporting:catalogue")


@require_POST
@needs("add", "reporting.reportschedule")
def schedule(request: SeatedRequest, key: str) -> HttpResponse:
    """Send this report after each period."""
    reading = reading_of(request.seat, key, _asked(request.POST.get("wysylka-asked", "")))
    form = ScheduleForm(request.seat, reading.definition, request.POST)
    if not form.is_valid():
        return report_page(request, reading, schedule_form=form, status=422)
    data = form.cleaned_data
    made = deeds.schedule(
        key, name=data["name"], asked=_lasting(reading.asked), every=Every(data["every"]),
        to_whom=Recipients(data["to_whom"]), form_key=data["form_key"], by=request.seat, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, f"Pierwsza wysyłka: {made.next_on:%d.%m.%Y}.")
    return redirect("reporting:schedule_log", made.pk)


def _asked(text: str) -> dict[str, str]:
    return dict(parse_qsl(text[:2000]))


def _lasting(asked: Mapping[str, str]) -> dict[str, str]:
    """Without the days: a schedule has its own."""
    return {key: value for key, value in asked.items() if key not in ("na_dzien", "od", "do")}


@require_GET
@needs("view", "reporting.reportschedule")
def schedules(request: SeatedRequest) -> HttpResponse:
    """Schedules of the seat's place."""
    listing = SCHEDULES.read(saved.all_schedules(), request.GET)
    return render(request, "reporting/schedules.html", {"listing": listing, "empty": NO_SCHEDULES})


@require_GET
@needs("view", "reporting.reportschedule")
def schedules_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(SCHEDULES, saved.all_schedules(), request, name="wysylki", fmt=fmt)


@require_GET
@needs("view", "reporting.reportschedule")
def schedule_log(request: SeatedRequest, schedule_id: int) -> HttpResponse:
    """What a schedule sent, to whom, and what was not delivered."""
    found = get_object_or_404(ReportSchedule.objects.select_related("author"), pk=schedule_id)
    listing = LOG.read(saved.log_of(found.pk), request.GET)
    return render(request, "reporting/schedule.html", {
        "schedule": found, "listing": listing, "empty": NOTHING_SENT, "title": _title(found.report),
        "own": found.author_id == request.seat.person_id or deeds.looks_after(found, request.seat),
        "may_take": _may_take(found, request.seat),
    })  # fmt: skip


@require_GET
@needs("view", "reporting.reportschedule")
def schedule_log_export(request: SeatedRequest, schedule_id: int, fmt: str) -> HttpResponseBase:
    """The same log as a file."""
    found = get_object_or_404(ReportSchedule, pk=schedule_id)
    return export_response(LOG, saved.log_of(found.pk), request, name="wyslane", fmt=fmt)


@require_POST
@needs("add", "reporting.reportschedule")
def stop(request: SeatedRequest, schedule_id: int) -> HttpResponse:
    """Send it no more."""
    try:
        found = deeds.stop(schedule_id, by=request.seat, at=timezone.now())
    except ReportSchedule.DoesNotExist:
        raise Http404 from None
    messages.success(request, f"Wysyłka „{found.name}” jest zatrzymana. To, co wysłano, zostaje.")
    return redirect("reporting:schedule_log", found.pk)


def _may_take(found: ReportSchedule, seat: Seat) -> bool:
    by_itself = found.stopped_at is None or found.stopped_why == deeds.ROLE_ENDED
    return deeds.looks_after(found, seat) and by_itself and found.membership != seat.membership_id


@require_POST
@needs("add", "reporting.reportschedule")
def take_over(request: SeatedRequest, schedule_id: int) -> HttpResponse:
    """Go on with it as one's own."""
    try:
        found = deeds.take_over(schedule_id, by=request.seat, at=timezone.now())
    except ReportSchedule.DoesNotExist:
        raise Http404 from None
    except deeds.StoppedByHand:
        messages.error(request, "Tę wysyłkę zatrzymano ręcznie. Jeśli jest potrzebna, ustaw nową.")
    else:
        messages.success(request, f"Wysyłka „{found.name}” jest Twoja. Następna: {found.next_on:%d.%m.%Y}.")
    return redirect("reporting:schedule_log", schedule_id)


@require_GET
@needs("view", "reporting.reportresult")
def results(request: SeatedRequest) -> HttpResponse:
    """What was sent to this person."""
    listing = RECEIVED.read(saved.received(request.seat), request.GET)
    return render(request, "reporting/results.html", {"listing": listing, "empty": NOTHING_CAME})


@require_GET
@needs("view", "reporting.reportresult")
def results_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(RECEIVED, saved.received(request.seat), request, name="otrzymane", fmt=fmt)


@require_GET
@needs("view", "reporting.reportresult")
def result(request: SeatedRequest, result_id: int) -> HttpResponse:
    """A report exactly as it was sent."""
    found = _result(request, result_id)
    lines = frozen_reading.rows(found.content)
    pages = max(-(-len(lines) // PAGE), 1)
    at = min(page_number(request.GET.get("page", "")), pages)
    part = lines[(at - 1) * PAGE : at * PAGE]
    shown = paged(
        at, pages, text=f"Wiersze {(at - 1) * PAGE + 1}–{(at - 1) * PAGE + len(part)} z {len(lines)}",
        href=lambda number: f"?page={number}",
    )  # fmt: skip
    return render(request, "reporting/result.html", {
        "result": found, "content": found.content, "totals": _totals(found.content), "lines": len(lines),
        "table": frozen_reading.table(found.content, part), "shown_page": shown,
        "too_long": found.state == ReportResult.State.TOO_LONG,
    })  # fmt: skip


def _totals(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(label, words(value)) for label, value in frozen_reading.totals(content)]


@require_GET
@needs("export", "reporting.reportresult")
def result_export(request: SeatedRequest, result_id: int, fmt: str) -> HttpResponseBase:
    """The same as a file."""
    if fmt not in exports.TYPES and fmt != "pdf":
        raise Http404
    found = _result(request, result_id)
    columns, lines = frozen_reading.columns(found.content), frozen_reading.rows(found.content)
    lines += frozen_reading.total_lines(found.content)
    if fmt == "pdf":
        if len(lines) > paper.MOST_ROWS:
            raise Http404
        made, kind = frozen_reading.document(found.content), "application/pdf"
    elif fmt == "csv":
        made, kind = b"".join(exports.csv_rows(columns, lines)), exports.TYPES["csv"]
    else:
        made, kind = exports.xlsx_bytes(columns, lines, title=found.content["name"]), exports.TYPES["xlsx"]
    response = HttpResponse(made, content_type=kind, headers=HEADERS)
    name = f"{found.report}-{found.period_to:%Y-%m-%d}.{fmt}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _result(request: SeatedRequest, result_id: int) -> ReportResult:
    """One's own result, read in the seat it was made for while that seat lasts; any other is absent."""
    for seat in request.seats:
        if not may(seat, "view", "reporting.reportresult"):
            continue
        with seated(seat):
            found = ReportResult.objects.filter(
                pk=result_id, person=seat.person_id or 0, membership=seat.membership_id or 0
            ).first()
        if found and found.content and may(seat, "view", _obj(found.report)):
            return found
    raise Http404


def _obj(key: str) -> str:
    return report_definitions.get(key).obj if key in report_definitions else ""


def _title(key: str) -> str:
    return report_definitions.get(key).title if key in report_definitions else key


def _named(row: Row) -> object:
    return filled(
        '<a href="{}">{}</a><small>{}</small>', reverse("reporting:schedule_log", args=[row.pk]), row.name,
        _title(row.report),
    )  # fmt: skip


def _next(row: Row) -> str:
    return "zatrzymana" if row.stopped_at else f"{row.next_on:%d.%m.%Y}"


SCHEDULES = ListSpec(
    name="Wysyłki",
    found=("wysyłkę", "wysyłki", "wysyłek"),
    columns=[
        Column(key="nazwa", label="Nazwa", value=lambda row: row.name, html=_named, head=True, sort=("name__alphabetical",)),
        Column(key="czesto", label="Jak często", value=lambda row: row.get_every_display(), sort=("every",)),
        Column(key="komu", label="Do kogo", value=lambda row: row.get_to_whom_display(), sort=("to_whom",)),
        Column(key="kto", label="Kto ustawił", value=lambda row: row.author.full_name, sort=("author__sort_name",)),
        Column(key="nastepna", label="Następna", value=_next, sort=("next_on",)),
    ],
    default_sort="nastepna:asc",
    id="wysylki",
)  # fmt: skip


def _period(row: Row) -> str:
    return f"{row['period_from']:%d.%m.%Y} – {row['period_to']:%d.%m.%Y}"


def _fate(row: Row) -> object:
    looks = {"waiting": "queued", "no_role": "off", "no_one": "off", "no_email": "off"}
    return tag(looks.get(row["fate"], row["fate"]), saved.FATES[row["fate"]])


LOG = ListSpec(
        name="Wysłano",
        found=("wysyłkę", "wysyłki", "wysyłek"),
        columns=[
            column("osoba", "Osoba", "whom", text=True, head=True),
            column("urzad", "Urząd", "office__office_name", sort=("office__sort_name",)),
            Column(key="okres", label="Okres", value=_period, sort=("period_from",)),
            column("wiersze", "Wiersze", "rows", css="n"),
            column("wyslano", "Wysłano", "sent_at"),
            Column(
                key="wynik", label="Wynik", value=lambda row: saved.FATES[row["fate"]], html=_fate, sort=("fate",)
            ),
        ],
        filters=[
            Filter(
                key="wynik", label="Wynik", choices=list(saved.FATES.items()),
                apply=lambda rows, value: rows.filter(fate=value),
            )
        ],
        default_sort="okres:desc",
        id="dziennik",
)  # fmt: skip


def _received(row: Row) -> object:
    return filled('<a href="{}">{}</a>', reverse("reporting:result", args=[row.pk]), row.name)


RECEIVED = ListSpec(
    name="Zestawienia",
    found=("zestawienie", "zestawienia", "zestawień"),
    columns=[
        Column(key="nazwa", label="Nazwa", value=lambda row: row.name, html=_received, head=True, sort=("name__alphabetical",)),
        Column(
            key="okres", label="Okres", sort=("period_from",),
            value=lambda row: f"{row.period_from:%d.%m.%Y} – {row.period_to:%d.%m.%Y}",
        ),
        Column(
            key="wiersze", label="Wiersze", value=lambda row: row.rows, sort=("rows",), css="n",
            html=lambda row: words(row.rows) if row.rows else "puste",
        ),
        column("przygotowano", "Przygotowano", "made_at", value=lambda row: row.made_at),
    ],
    default_sort="okres:desc",
    id="otrzymane",
)  # fmt: skip
