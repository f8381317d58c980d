"""The way from an office's list to people who can start: file, check, path and logins, done."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import attachment
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.rollout import PathForm, UploadForm, unreadable
from kaganek.learning.queries import paths as queries
from kaganek.learning.services import paths, rollout
from kaganek.learning.views import rollout_pages as shown
from kaganek.lib import exports, sheets
from kaganek.lib.polish import counted
from kaganek.people.models import ImportDraft, Office
from kaganek.people.queries.paperwork import OfficeOutOfReach
from kaganek.people.rules import LABELS, office_codes
from kaganek.people.services import imports
from kaganek.people.terms import OFFICE_ADMINS
from kaganek.programmes.models import Participation, Project
from kaganek.programmes.services.enrolment import OfficeNotInProject, PlacesExhausted

NOT_OFFICES_TASK = "W tym projekcie listy pracowników wczytuje koordynator projektu."


@require_http_methods(["GET", "POST"])
@needs("add", "people.importdraft")
def upload(request: SeatedRequest) -> HttpResponse:
    """Choose the file; it is read and judged, nothing is written but the draft."""
    form = _upload_form(request)
    if request.method == "POST" and form.is_valid():
        draft = _opened(request, form)
        if draft:
            return redirect("learning:import_preview", draft.pk)
    context = {"form": form, "steps": shown.steps(0), "crumbs": shown.crumbs()}
    return render(request, "learning/rollout/upload.html", context, status=422 if form.errors else 200)


def _upload_form(request: SeatedRequest) -> UploadForm:
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    joined = Participation.objects.values("project")
    projects = (
        Project.objects.filter(pk__in=joined).order_by("name__alphabetical", "pk").values_list("pk", "name")
    )
    return UploadForm(
        data,
        files,
        projects=list(projects),
        many_offices=request.seat.role not in OFFICE_ADMINS,
        limit=settings.UPLOAD_LIMIT,
        initial={"office": request.GET.get("urzad", "")},
    )


def _opened(request: SeatedRequest, form: UploadForm) -> ImportDraft | None:
    """The draft of the file; None after the reason has been put on the form."""
    file = form.cleaned_data["file"]
    try:
        return rollout.open_list(
            file.read(),
            file_name=file.name,
            project_id=form.cleaned_data["project"],
            office_id=_office_id(request.seat, form.cleaned_data.get("office", "")),
            by=request.seat,
            at=timezone.now(),
        )
    except sheets.SheetFault as fault:
        form.add_error("file", sheets.explain(fault))
    except imports.ListUnreadable as fault:
        form.add_error("file", unreadable(fault))
    except (OfficeNotInProject, Office.DoesNotExist):
        form.add_error(
            "office" if "office" in form.fields else None, "Ten urząd nie bierze udziału w projekcie."
        )
    except rollout.OfficesMayNotImport:
        form.add_error(None, NOT_OFFICES_TASK)
    return None


def _office_id(seat: Seat, code: str) -> int | None:
    if seat.role in OFFICE_ADMINS:
        return (seat.offices or (0,))[0]
    return Office.objects.get(teryt__in=office_codes(code)[:1]).pk if code else None


@require_GET
@needs("add", "people.importdraft")
def preview(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Every row with its verdict; of a saved list, what it has done."""
    draft = _draft(draft_id)
    if draft.state == ImportDraft.State.DONE:
        return render(request, "learning/rollout/done.html", shown.done(draft))
    lines = imports.lines_of(draft)
    try:
        places = rollout.places_after(draft, lines, by=request.seat)
    except OfficeOutOfReach:  # the author sits in another seat now
        raise Http404 from None
    return render(request, "learning/rollout/preview.html", shown.context(draft, lines, places, request.GET))


@require_GET
@needs("add", "people.importdraft")
def faults(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """The rows to be mended, as a CSV file."""
    draft = _draft(draft_id)
    titles = ("Wiersz", "Osoba", "E-mail", "Kolumna", "Co poprawić")
    rows = [
        (line.row, line.name, line.email, LABELS.get(line.field, ""), line.reason)
        for line in imports.lines_of(draft)
        if line.verdict == imports.FIX
    ]
    body = b"".join(exports.csv_rows([exports.Column(title) for title in titles], rows))
    return attachment(body, name=f"do-poprawy-{draft.pk}.csv", content_type=exports.TYPES["csv"])


@require_POST
@needs("add", "people.importdraft")
def skip(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Go on without the rows to be mended."""
    try:
        imports.skip_faults(draft_id, agreed=True)
    except ImportDraft.DoesNotExist:
        raise Http404 from None
    except imports.DraftClosed:
        return redirect("learning:import_preview", draft_id)
    return redirect("learning:import_path", draft_id)


@require_GET
@needs("add", "people.importdraft")
def path(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Choose the path and how people learn their logins; the page says what the button will do."""
    draft = _draft(draft_id)
    if draft.state != ImportDraft.State.OPEN or _blocked(draft):
        return redirect("learning:import_preview", draft.pk)
    return _path_page(
        request, draft, PathForm(paths=_paths(draft, request.seat), initial={"handout": "link"})
    )


def _path_page(request: SeatedRequest, draft: ImportDraft, form: PathForm) -> HttpResponse:
    counts = imports.tally(imports.lines_of(draft))
    context = {"draft": draft, "form": form, "counts": counts, "people": counts["new"] + counts["exists"]}
    context |= {"steps": shown.steps(2), "crumbs": shown.crumbs()}
    status = 422 if form.errors else 200
    return render(request, "learning/rollout/path.html", context, status=status)


def _blocked(draft: ImportDraft) -> bool:
    counts = imports.tally(imports.lines_of(draft))
    return bool(counts["fix"] and not draft.facts.get("skip_faults")) or not (
        counts["new"] + counts["exists"]
    )


def _paths(draft: ImportDraft, by: Seat) -> list[tuple[int, str]]:
    """The paths to choose from; one whose deadlines are past says so before anybody is late."""
    found = queries.assignable(draft.project or 0, by=by)
    today = timezone.localdate()
    late = queries.past_deadlines([row.pk for row in found], today=today)
    return [(row.pk, shown.path_label(row.name, late.get(row.pk, []), today=today)) for row in found]


@require_POST
@needs("confirm", "people.importdraft")
def confirm(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """The one button that writes: accounts, enrolments, path, letters; all or nothing, once."""
    draft = _draft(draft_id)
    form = PathForm(request.POST, paths=_paths(draft, request.seat))
    if draft.state == ImportDraft.State.OPEN and not form.is_valid():
        return _path_page(request, draft, form)
    if draft.state == ImportDraft.State.OPEN:
        _start(request, draft, form.cleaned_data)
    else:
        messages.info(request, "Ta lista jest już zapisana. Drugie wysłanie niczego nie zmieniło.")
    return redirect("learning:import_preview", draft.pk)


def _start(request: SeatedRequest, draft: ImportDraft, chosen: dict[str, Any]) -> None:
    try:
        rollout.start_training(
            draft.pk,
            path_id=chosen.get("path") or None,
            handout=chosen["handout"],
            by=request.seat,
            at=timezone.now(),
        )
    except PlacesExhausted as fault:
        messages.error(request, _places_sentence(fault))
    except imports.FaultsLeft as fault:
        rows = counted(len(fault.rows), "wiersz", "wiersze", "wierszy")
        messages.error(request, f"Nic nie zapisaliśmy: do poprawy są {rows}. Sprawdź listę jeszcze raz.")
    except imports.DraftClosed:
        messages.info(request, "Ta lista jest już zapisana. Drugie wysłanie niczego nie zmieniło.")
    except rollout.OfficesMayNotImport:
        messages.error(request, NOT_OFFICES_TASK)
    except (paths.OfficesMayNotAssign, paths.PathOfAnotherProject, OfficeNotInProject):
        messages.error(
            request, "Nic nie zapisaliśmy: zmieniły się zasady projektu. Wczytaj listę jeszcze raz."
        )


def _places_sentence(fault: PlacesExhausted) -> str:
    office = Office.objects.get(pk=fault.office_id).office_name
    missing = counted(fault.taken + fault.wanted - fault.limit, "miejsca", "miejsc", "miejsc")
    return (
        f"Nic nie zapisaliśmy: {office} ma {counted(fault.limit, 'miejsce', 'miejsca', 'miejsc')},"
        f" zajęte: {fault.taken}, a lista wymaga jeszcze {fault.wanted}. Brakuje {missing}."
        " Usuń z listy część osób albo poproś koordynatora projektu o zwiększenie limitu."
    )


def _draft(draft_id: int) -> ImportDraft:
    """The author's own draft; anyone else's does not exist."""
    try:
        return ImportDraft.objects.select_related("office").get(pk=draft_id)
    except ImportDraft.DoesNotExist:
        raise Http404 from None
