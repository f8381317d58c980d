"""Who plays a package, what it sent and why it is or is not complete; the rule that decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import may, needs
from kaganek.core.lists import Column, Filter, ListSpec, Row, Rows, export_response
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import dzien_krotko, godzina, procent
from kaganek.learning.forms.package_rules import RuleForm
from kaganek.learning.models import Package, PackageAttempt
from kaganek.learning.queries.package_people import answers_of, attempt_of, people_of, sessions_of
from kaganek.learning.queries.packages import package_in_reach
from kaganek.learning.queries.playing import attempts_at, parts_of, result_of, rule_for
from kaganek.learning.services.package_rules import ask_to_complete, may_rule, meeting, set_rule
from kaganek.learning.terms import DoneWhen
from kaganek.learning.views.package_words import answer_rows, part_state, reasons, rule_words, session_rows
from kaganek.lib import polish
from kaganek.lib.polish import counted, duration
from kaganek.programmes.models import Project
from kaganek.programmes.queries import projects_in_reach

OBJ = "learning.packageattempt"
RULE = "learning.packagerule"
NOBODY = Empty(
    "Nikt jeszcze nie otworzył tej paczki",
    "Gdy ktoś zacznie, zobaczysz tu każdą część, jej stan, wynik i ostatni zapis.",
)
STATES = (("ukonczone", "ukończone"), ("w-toku", "nieukończone"))


@require_GET
@needs("view", OBJ)
def people(request: SeatedRequest, package_id: int) -> HttpResponse:
    """Everyone within reach who opened the package, and the rules of the projects within reach."""
    package = _package(package_id)
    listing = LIST.read(people_of(package_id), request.GET)
    may_change = may(request.seat, "change", RULE) and may_rule(package, request.seat)
    rules = [
        {"project": one, "words": rule_words(*rule_for(package_id, one.pk))} for one in _projects(request)
    ] if may_change else []  # fmt: skip
    return render(request, "learning/player/people.html", {
        "package": package,
        "listing": listing,
        "empty": NOBODY,
        "rules": rules,
        "may_answers": may(request.seat, "answers", OBJ),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
    })  # fmt: skip


@require_GET
@needs("export", OBJ)
def people_export(request: SeatedRequest, package_id: int, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    package = _package(package_id)
    return export_response(LIST, people_of(package.pk), request, name="paczka-osoby", fmt=fmt)


@require_GET
@needs("view", OBJ)
def doctor(request: SeatedRequest, package_id: int, attempt_id: int) -> HttpResponse:
    """ "Co wysłała paczka": every session of one person in one part, in words."""
    attempt = attempt_of(package_id, attempt_id)
    if attempt is None:
        raise Http404
    rule, mark = rule_for(package_id, attempt.project_id)
    parts, tries = parts_of(package_id), attempts_at(attempt.progress_id, package_id)
    result = result_of(rule, mark, parts, tries)
    may_answers = may(request.seat, "answers", OBJ)
    return render(request, "learning/player/doctor.html", {
        "attempt": attempt,
        "state": part_state(attempt.item, attempt),
        "minutes": duration(attempt.seconds),
        "rule": rule_words(rule, mark),
        "result": result,
        "reasons": reasons(attempt, result),
        "sessions": session_rows(attempt, sessions_of(attempt), with_answers=may_answers),
        "answers": answer_rows(answers_of(attempt)) if may_answers else [],
        "may_answers": may_answers,
    })  # fmt: skip


@require_POST
@needs("change", RULE)
def rule(request: SeatedRequest, package_id: int, project_id: int) -> HttpResponse:
    """The coordinator says when the package counts as done in a project."""
    package, project = _ruled(request, package_id), _project(request, project_id)
    form = RuleForm(request.POST)
    if not form.is_valid():
        return _rule_page(request, package, project, form)
    told = form.cleaned_data
    done_when = DoneWhen(told["done_when"])
    if set_rule(package, project, done_when, score=told["score"], by=request.seat, at=timezone.now()):
        _tell_saved(request, package, project)
    return redirect("learning:package_people", package_id)


def _tell_saved(request: SeatedRequest, package: Package, project: Project) -> None:
    said = "Reguła zapisana. Kto już ją spełnia, ukończy paczkę, gdy znowu ją otworzy."
    if people := len(meeting(package.pk, project.pk)):
        here = reverse("learning:package_rule_form", args=[package.pk, project.pk])
        meets = polish.form(people, "spełnia", "spełniają", "spełnia")
        already = f"Już teraz {meets} ją {counted(people, 'osoba', 'osoby', 'osób')}."
        said = format_html('{} {} <a href="{}">Ukończ u nich paczkę od razu</a>', said, already, here)
    messages.success(request, said)


@require_POST
@needs("change", RULE)
def rule_apply(request: SeatedRequest, package_id: int, project_id: int) -> HttpResponse:
    """The button "Ukończ u tych osób": nobody has to open the package again."""
    package, project = _ruled(request, package_id), _project(request, project_id)
    job = ask_to_complete(package, project, by=request.seat, at=timezone.now())
    if job is None:
        messages.info(request, "Nikt nie czeka: kto spełnia regułę, ma już paczkę ukończoną.")
        return redirect("learning:package_people", package_id)
    return redirect("core:job", job.pk)


@require_GET
@needs("change", RULE)
def rule_form(request: SeatedRequest, package_id: int, project_id: int) -> HttpResponse:
    """The rule that holds, to be changed."""
    package, project = _ruled(request, package_id), _project(request, project_id)
    held, mark = rule_for(package_id, project.pk)
    return _rule_page(
        request, package, project, RuleForm(initial={"done_when": held.value, "score": mark or None})
    )


def _rule_page(request: SeatedRequest, package: Package, project: Project, form: RuleForm) -> HttpResponse:
    context = {
        "package": package,
        "project": project,
        "form": form,
        "people": len(meeting(package.pk, project.pk)),
    }
    return render(request, "learning/player/rule.html", context, status=422 if form.errors else 200)


def _package(package_id: int) -> Package:
    try:
        return package_in_reach(package_id)
    except Package.DoesNotExist:
        raise Http404 from None


def _ruled(request: SeatedRequest, package_id: int) -> Package:
    """A package whose rule the seat may change."""
    package = _package(package_id)
    if not may_rule(package, request.seat):
        raise Http404
    return package


def _projects(request: SeatedRequest) -> list[Project]:
    return list(projects_in_reach(request.seat).order_by("name__alphabetical", "pk"))


def _project(request: SeatedRequest, project_id: int) -> Project:
    found = projects_in_reach(request.seat).filter(pk=project_id).first()
    if found is None:
        raise Http404
    return found


def _name(row: Row) -> SafeString:
    address = reverse("learning:package_doctor", args=[row.package_id, row.pk])
    return format_html('<a href="{}">{}</a>', address, row.person.listed_name)


def _state(row: PackageAttempt) -> str:
    return part_state(row.item, row)


def _saved(row: Row) -> str:
    return f"{dzien_krotko(row.last_at)}, {godzina(row.last_at)}" if row.last_at else "–"


def _by_state(rows: Rows, wanted: str) -> Rows:
    return rows.filter(done_at__isnull=wanted == "w-toku")


def _search(rows: Rows, text: str) -> Rows:
    return rows.filter(person__last_name__icontains=text)


LIST = ListSpec(
    name="Osoby w paczce",
    found=("wiersz", "wiersze", "wierszy"),
    columns=(
        Column(
            key="osoba", label="Osoba", value=lambda row: row.person.listed_name, html=_name, head=True,
            sort=("person__sort_name",),
        ),
        Column(
            key="urzad", label="Urząd", value=lambda row: row.office.office_name, sort=("office__sort_name",)
        ),
        Column(key="projekt", label="Projekt", value=lambda row: row.project.name, screen=False),
        Column(key="szkolenie", label="Szkolenie", value=lambda row: row.progress.course.title, screen=False),
        Column(
            key="czesc", label="Część", value=lambda row: row.item.title, sort=("item__position",)
        ),
        Column(key="stan", label="Stan", value=_state, sort=("completion", "success")),
        Column(
            key="wynik", label="Wynik", value=lambda row: row.score, css="n", sort=("score",),
            html=lambda row: procent(row.score) if row.score is not None else "–", export_label="Wynik w procentach",
        ),
        Column(
            key="otwarcia", label="Otwarto", value=lambda row: row.sessions, css="n", sort=("sessions",),
            export_label="Ile razy otwarto",
        ),
        Column(key="zapis", label="Ostatni zapis", value=lambda row: row.last_at, html=_saved, sort=("last_at",)),
        Column(
            key="ukonczono", label="Ukończono", value=lambda row: row.done_at, sort=("done_at",),
            html=lambda row: dzien_krotko(row.done_at) if row.done_at else "–",
        ),
    ),
    filters=(
        Filter(key="q", label="Nazwisko", apply=_search),
        Filter(key="stan", label="Paczka", apply=_by_state, choices=STATES),
    ),
    default_sort="osoba:asc",
    tiebreak=("item__position", "pk"),
)  # fmt: skip
