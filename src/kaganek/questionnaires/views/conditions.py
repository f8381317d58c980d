"""When a question or a section is shown: conditions made by choosing from lists."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.lib.expr import ExprFault, Meaning, in_words
from kaganek.questionnaires.forms.conditions import AskedForm, ConditionForm
from kaganek.questionnaires.queries.drafts import draft_of
from kaganek.questionnaires.rules.walking import brief, meanings
from kaganek.questionnaires.services import conditions as deeds
from kaganek.questionnaires.services.building import FormWaits
from kaganek.questionnaires.views.shown import WAITS, of_form, question_or_404, section_or_404

OBJ = "questionnaires.form"

WHAT: dict[str, Callable[[int], deeds.Target]] = {"pytanie": question_or_404, "czesc": section_or_404}


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def conditions(request: SeatedRequest, what: str, target_id: int) -> HttpResponse:
    """The conditions of one question or section, and a new one in two steps."""
    if what not in WHAT:
        raise Http404
    target = WHAT[what](target_id)
    definition = draft_of(target.form)
    known, named = meanings(definition, before=target.code), meanings(definition)
    typed = _typed(request, known)
    if request.method == "POST":
        try:
            if _done(request, target, typed):
                return redirect("questionnaires:conditions", what, target.pk)
        except FormWaits:
            messages.info(request, WAITS)
            return redirect("questionnaires:form", target.form_id)
    held, is_any = deeds.atoms(target.shown_if)
    name = brief(getattr(target, "text", "") or getattr(target, "title", "") or target.code)
    context = {
        "target": target, "what": what, "name": name, "held": [in_words(one, named) for one in held],
        "is_any": is_any, "typed": typed, "known": known,
        "asked": AskedForm(initial={"pytanie": request.GET.get("pytanie", "")}, choices=[(code, one.label) for code, one in known.items()]),
        "crumbs": of_form(target.form, ("Kiedy pokazywać", "")),
    }  # fmt: skip
    return render(
        request,
        "questionnaires/builder/conditions.html",
        context,
        status=422 if typed and typed.errors else 200,
    )


def _typed(request: SeatedRequest, known: dict[str, Meaning]) -> ConditionForm | None:
    """The second step, once an earlier question has been chosen."""
    source = request.POST if request.method == "POST" else request.GET
    code = source.get("pytanie", "")
    if code not in known:
        return None
    return ConditionForm(request.POST if request.method == "POST" else None, code=code, meaning=known[code])


def _done(request: SeatedRequest, target: deeds.Target, typed: ConditionForm | None) -> bool:
    """Whether the deed was done; a condition that is wrong stays on the page."""
    seat, now = request.seat, timezone.now()
    act = request.POST.get("act", "")
    if act in ("wszystkie", "jeden"):
        deeds.join_conditions(target, any_of=act == "jeden", by=seat, at=now)
    elif act.startswith("usun-"):
        for place in whole_numbers([act.removeprefix("usun-")]):
            deeds.drop_condition(target, place, by=seat, at=now)
    elif typed is None or not typed.is_valid():
        return typed is None
    else:
        try:
            deeds.add_condition(target, typed.condition(), by=seat, at=now)
        except (ExprFault, deeds.TooMany) as fault:
            typed.add_error(None, getattr(fault, "words", f"Warunków może być najwyżej {deeds.MOST_ATOMS}."))
            return False
    return True
