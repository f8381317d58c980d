"""Rules of assignment: listed, tried out, put in force, switched off, and what each did."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import export_response
from kaganek.core.parts import Deed, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.assigning import RuleForm
from kaganek.learning.models import AssignmentRule, LearningPath
from kaganek.learning.queries import assigning as queries
from kaganek.learning.services import assigning as deeds
from kaganek.learning.services.paths import OfficesMayNotAssign
from kaganek.learning.views.assigning_lists import HITS, RULES
from kaganek.learning.views.paths import path_or_404
from kaganek.lib.polish import counted
from kaganek.people.terms import OFFICE_ADMINS

OBJ = "learning.assignmentrule"
PEOPLE = ("osoba", "osoby", "osób")
SHOWN = 20
NO_RULES = Empty("Nie ma jeszcze reguł", "Regułę dodasz na stronie ścieżki: „Dodaj regułę”.")
NOTHING_DONE = Empty(
    "Ta reguła nikomu jeszcze nie przypisała ścieżki", "Zadziała, gdy pojawi się pasująca osoba."
)


@require_GET
@needs("view", OBJ)
def rules(request: SeatedRequest) -> HttpResponse:
    """The rules within reach."""
    listing = RULES.read(queries.rules_in_reach(), request.GET)
    crumbs = [("Ścieżki i terminy", reverse("learning:paths")), ("Reguły przypisania", "")]
    return render(
        request, "learning/assigning/list.html", {"listing": listing, "empty": NO_RULES, "crumbs": crumbs}
    )


@require_GET
@needs("view", OBJ)
def rules_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    return export_response(RULES, queries.rules_in_reach(), request, name="reguly", fmt=fmt)


@require_GET
@needs("view", OBJ)
def rule(request: SeatedRequest, rule_id: int) -> HttpResponse:
    """One rule and everything it did."""
    found = _rule(rule_id)
    listing = HITS.read(queries.hits_of(found), request.GET)
    return render(request, "learning/assigning/rule.html", {
        "rule": found, "why": queries.why(found), "listing": listing, "empty": NOTHING_DONE,
        "may_change": access.may(request.seat, "add", OBJ),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
        "crumbs": [("Reguły przypisania", reverse("learning:rules")), (found.path.name, "")],
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def rule_export(request: SeatedRequest, rule_id: int, fmt: str) -> HttpResponseBase:
    """What a rule did, as a file."""
    return export_response(HITS, queries.hits_of(_rule(rule_id)), request, name="dzialanie-reguly", fmt=fmt)


@require_POST
@needs("add", OBJ)
def rule_off(request: SeatedRequest, rule_id: int) -> HttpResponse:
    """Take it out of force; paths that it gave stay."""
    deeds.switch_off(_rule(rule_id).pk, by=request.seat, at=timezone.now())
    messages.success(request, "Reguła jest wyłączona. Przypisane ścieżki zostają.")
    return redirect("learning:rule", rule_id)


@require_http_methods(["GET", "POST"])
@needs("add", OBJ)
def rule_add(request: SeatedRequest, path_id: int) -> HttpResponse:
    """Type the conditions, see whom they touch now, put in force."""
    path = path_or_404(request.seat, path_id)
    own = request.seat.role in OFFICE_ADMINS
    offices = queries.offices_for_rules(path.project_id, request.seat)
    form = RuleForm(request.POST or None, offices=offices, own=own)
    if form.is_bound and form.is_valid() and (answer := _tried(request, path, form)):
        return answer
    crumbs = [("Ścieżki i terminy", reverse("learning:paths")),
              (path.name, reverse("learning:path", args=[path.pk])), ("Nowa reguła", "")]  # fmt: skip
    context = {"form": form, "path": path, "own": own, "crumbs": crumbs}
    return render(request, "learning/assigning/form.html", context, status=422 if form.errors else 200)


def _tried(request: SeatedRequest, path: LearningPath, form: RuleForm) -> HttpResponse | None:
    now, said = timezone.now(), form.cleaned_data
    words = {name: said[name] for name in ("departments", "positions", "groups")}
    try:
        draft = deeds.draft_rule(path.pk, office_id=said["office"], by=request.seat, at=now, **words)
    except OfficesMayNotAssign:
        messages.error(request, "W tym projekcie ścieżki przypisuje koordynator projektu.")
        return redirect("learning:path", path.pk)
    except deeds.OfficeNotOfRule:
        form.add_error(None, "Ten urząd nie bierze udziału w projekcie tej ścieżki.")
        return None
    if not request.POST.get("confirmed"):
        return render(request, "ui/confirm.html", {"deed": _deed(draft, form)})
    made, ran = deeds.make_rule(draft, by=request.seat, at=now)
    without = f" Bez miejsca: {counted(ran.without_place, *PEOPLE)}." if ran.without_place else ""
    messages.success(
        request, f"Reguła działa. Ścieżka przypisana teraz: {counted(ran.given, *PEOPLE)}.{without}"
    )
    return redirect("learning:rule", made.pk)


def _deed(draft: AssignmentRule, form: RuleForm) -> Deed:
    """The preview: how many and who, before anything is given."""
    people = queries.touching(draft)
    number = people.count()
    here = reverse("learning:rule_add", args=[draft.path_id])
    kept = [
        (name, value) for name, value in form.data.items() if name not in ("csrfmiddlewaretoken", "confirmed")
    ]
    names = [f"{one.listed_name} – {one.position or 'bez stanowiska'}" for one in people[:SHOWN]]
    more = [f"i dalsze, razem {number}"] if number > SHOWN else []
    return Deed(
        title=f"Włączyć regułę ścieżki „{draft.path.name}”?",
        text=(
            f"Warunek: {queries.why(draft)}. Teraz ścieżkę dostanie {counted(number, *PEOPLE)}, a potem każda nowa "
            "osoba, która go spełni – w ciągu kilku minut. Reguła niczego nie odbiera i nie przekracza limitu miejsc."
        ),
        action=here, submit="Włącz regułę", cancel_href=here, items=[*names, *more],
        fields=[(name, str(value)) for name, value in kept],
    )  # fmt: skip


def _rule(rule_id: int) -> AssignmentRule:
    found: AssignmentRule | None = queries.rules_in_reach().filter(pk=rule_id).first()
    if found is None:
        raise Http404
    return found
