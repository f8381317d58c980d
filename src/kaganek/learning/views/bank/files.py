"""Questions from a file, and a bank as a file."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.attachments import attachment
from kaganek.core.lists import Column, Filter, ListSpec, Row, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.learning.forms.bank.chosen import QuestionFileForm, SaveForm
from kaganek.learning.models import BankCategory, BankImport, BankQuestion
from kaganek.learning.queries import bank as queries
from kaganek.learning.services.bank import files as exchange
from kaganek.learning.services.bank import imports as deeds
from kaganek.learning.services.bank.questions import library_of
from kaganek.learning.terms import LineVerdict
from kaganek.learning.views.bank.shown import QUESTIONS, crumbs, named
from kaganek.lib.questions import Format, Verdict, explain, guess_format, kind_name

OBJ = "learning.bankquestion"

FILE = "learning.bankimport"
PIECE = 2**20
LOOKS = {
    LineVerdict.TAKEN: "passed",
    LineVerdict.SIMPLIFIED: "part",
    LineVerdict.KNOWN: "valid",
    LineVerdict.REFUSED: "failed",
}
ENDINGS = {Format.GIFT: "gift", Format.MOODLE_XML: "xml"}
TYPES = {Format.GIFT: "text/plain; charset=utf-8", Format.MOODLE_XML: "application/xml"}
NO_LINES = Empty("W pliku nie ma pytań")


def _verdict(row: Row) -> object:
    verdict = LineVerdict(row.verdict)
    return status(LOOKS[verdict], verdict.label)


LINES = ListSpec(
    name="Pytania z pliku",
    found=QUESTIONS,
    columns=(
        Column(key="numer", label="Nr", value=lambda row: row.number, sort=("number",), css="n"),
        Column(key="nazwa", label="Pytanie", value=lambda row: row.name or "bez nazwy", sort=("name__alphabetical",), head=True),
        Column(key="rodzaj", label="Rodzaj", value=lambda row: row.kind, sort=("kind",)),
        Column(key="wynik", label="Co się stanie", value=lambda row: LineVerdict(row.verdict).label, html=_verdict,
               sort=("verdict",)),
        Column(key="powod", label="Dlaczego", value=lambda row: " ".join(row.reasons),
               html=lambda row: format_html_join("", "<p>{}</p>", ((one,) for one in row.reasons)) or "–"),
        Column(key="wiersz", label="Wiersz pliku", value=lambda row: row.line, screen=False),
    ),
    filters=(
        Filter(key="q", label="Szukaj w nazwie", apply=lambda rows, text: rows.filter(name__icontains=text)),
        Filter(key="wynik", label="Co się stanie", choices=LineVerdict.choices,
               apply=lambda rows, value: rows.filter(verdict=value)),
    ),
    default_sort="numer:asc",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("add", FILE)
def bank_upload(request: SeatedRequest) -> HttpResponse:
    """Choose the file; it is kept and judged by a job, nothing is written to the bank."""
    shelves = queries.shelves(library_of(request.seat))
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = QuestionFileForm(*sent, categories=named(shelves), limit=settings.UPLOAD_LIMIT)
    if form.is_bound and form.is_valid():
        file, typed = form.cleaned_data["file"], form.cleaned_data
        start = next(file.chunks(4096), b"")
        category = BankCategory.objects.filter(pk=typed["category"] or 0).first()
        job = deeds.open_import(
            file.chunks(PIECE), file_name=file.name, fmt=Format(typed["format"] or guess_format(start)),
            category=category, by=request.seat, at=timezone.now(),
        )  # fmt: skip
        return redirect("core:job", job.pk)
    context = {"form": form, "crumbs": crumbs(("Pytania z pliku", ""))}
    return render(request, "learning/bank/upload.html", context, status=422 if form.errors else 200)


@require_GET
@needs("add", FILE)
def bank_import(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """What becomes of each question of a file; of a taken one, what was saved."""
    draft = _draft(draft_id)
    counts = draft.facts.get("counts", {})
    context = {
        "draft": draft,
        "listing": LINES.read(draft.lines.all(), request.GET),
        "empty": NO_LINES,
        "counts": [(verdict.label, counts.get(verdict, 0), LOOKS[verdict]) for verdict in LineVerdict],
        "good": counts.get(LineVerdict.TAKEN, 0) + counts.get(LineVerdict.SIMPLIFIED, 0),
        "refused": counts.get(LineVerdict.REFUSED, 0),
        "crumbs": crumbs(("Pytania z pliku", reverse("learning:bank_upload")), (draft.file_name, "")),
    }
    return render(request, "learning/bank/import.html", context)


@require_GET
@needs("add", FILE)
def bank_import_export(request: SeatedRequest, draft_id: int, fmt: str) -> HttpResponseBase:
    """The report on a file as a file."""
    return export_response(LINES, _draft(draft_id).lines.all(), request, name="pytania-z-pliku", fmt=fmt)


@require_POST
@needs("add", FILE)
def bank_import_take(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Save the good questions; with refused ones only when the author says so."""
    draft = _draft(draft_id)
    skip = request.POST.get("pomin") == "1"
    try:
        job = deeds.ask_to_take(draft, skip_refused=skip, by=request.seat, at=timezone.now())
    except deeds.NotOpen:
        messages.info(request, "Ten plik jest już zamknięty.")
        return redirect("learning:bank_import", draft.pk)
    except deeds.HasRefused:
        messages.error(request, "W pliku są odrzucone pytania. Popraw plik albo zapisz dobre i pomiń złe.")
        return redirect("learning:bank_import", draft.pk)
    return redirect("core:job", job.pk)


@require_POST
@needs("add", FILE)
def bank_import_drop(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Leave the file aside."""
    deeds.drop_import(_draft(draft_id).pk, by=request.seat)
    messages.info(request, "Plik odłożony. Nic nie zapisano w banku.")
    return redirect("learning:bank")


def _draft(draft_id: int) -> BankImport:
    found = BankImport.objects.defer("data").filter(pk=draft_id).first()
    if found is None:
        raise Http404
    return found


@require_GET
@needs("view", OBJ)
def bank_save(request: SeatedRequest) -> HttpResponse:
    """Choose the format and the category; then see what the file cannot carry, before it is taken."""
    form = _save_form(request)
    context: dict[str, Any] = {"form": form, "crumbs": crumbs(("Zapisz do pliku", ""))}
    if form.is_bound and form.is_valid():
        writing = exchange.bank_file(_leaving(form), fmt=Format(form.cleaned_data["format"]))
        context |= {
            "total": len(writing.findings),
            "losses": [
                (one.number, one.name, kind_name(one.type), one.verdict is Verdict.REFUSED,
                 [explain(note) for note in one.notes])
                for one in writing.findings
                if one.notes
            ],
        }  # fmt: skip
    return render(request, "learning/bank/save.html", context, status=422 if form.errors else 200)


def _save_form(request: SeatedRequest) -> SaveForm:
    sent = request.POST or request.GET
    return SaveForm(sent if "format" in sent else None, categories=named(queries.shelves_in_reach()))


def _leaving(form: SaveForm) -> QuerySet[BankQuestion]:
    rows = BankQuestion.objects.filter(retired_at=None, current__isnull=False).select_related("current")
    if chosen := form.cleaned_data["category"]:
        inside = next(one.inside for one in queries.shelves_in_reach() if one.category.pk == chosen)
        rows = rows.filter(category__in=inside)
    return rows.order_by("pk")


@require_POST
@needs("view", OBJ)
def bank_file(request: SeatedRequest) -> HttpResponse:
    """The questions as a file of another system."""
    form = _save_form(request)
    if not form.is_valid():
        return redirect("learning:bank_save")
    fmt = Format(form.cleaned_data["format"])
    name = f"pytania-{timezone.localdate():%Y-%m-%d}.{ENDINGS[fmt]}"
    writing = exchange.write_bank(_leaving(form), fmt=fmt, by=request.seat)
    return attachment(writing.data, name=name, content_type=TYPES[fmt])
