"""Deadlines moved: whom to choose, to which day and why, and what was moved so far."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import export_response, whole_numbers
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.extensions import ExtensionForm
from kaganek.learning.queries import extensions as queries
from kaganek.learning.services import extensions as deeds
from kaganek.learning.views.extension_lists import given_spec, open_spec
from kaganek.lib.polish import counted, form

OBJ = "learning.deadlineextension"
DEADLINES = ("termin", "terminy", "terminów")
MOST = 2000
NO_ONE = Empty("Nie ma terminów do przedłużenia", "Tu są nieukończone szkolenia, które mają termin.")
NOTHING_YET = Empty(
    "Nikomu nie przedłużono terminu", "Każde przedłużenie zapisze się tutaj z powodem i autorem."
)


@require_GET
@needs("view", OBJ)
def extensions(request: SeatedRequest) -> HttpResponse:
    """What was moved: whose, from when to when, why and by whom."""
    listing = given_spec(request.seat).read(queries.given_extensions(), request.GET)
    return render(request, "learning/extensions/list.html", {
        "listing": listing, "empty": NOTHING_YET, "may_add": access.may(request.seat, "add", OBJ),
        "export_query": f"?{listing.querystring}" if listing.querystring else "",
        "crumbs": [("Ścieżki i terminy", reverse("learning:paths")), ("Przedłużone terminy", "")],
    })  # fmt: skip


@require_GET
@needs("view", OBJ)
def extensions_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file, all pages."""
    spec = given_spec(request.seat)
    return export_response(spec, queries.given_extensions(), request, name="przedluzone-terminy", fmt=fmt)


@require_GET
@needs("add", OBJ)
def extend(request: SeatedRequest) -> HttpResponse:
    """Whose deadlines to move."""
    listing = open_spec(request.seat).read(queries.open_deadlines(), request.GET)
    listing.bulk = Bulk(
        action=reverse("learning:extend_people"), label="Przedłuż zaznaczonym",
        hint="Zaznacz terminy, które chcesz przedłużyć", forms=DEADLINES, icon="calendar",
    )  # fmt: skip
    return render(request, "learning/extensions/choose.html", {
        "listing": listing, "empty": NO_ONE,
        "crumbs": [
            ("Ścieżki i terminy", reverse("learning:paths")),
            ("Przedłużone terminy", reverse("learning:extensions")), ("Przedłuż", ""),
        ],
    })  # fmt: skip


@require_POST
@needs("add", OBJ)
def extend_people(request: SeatedRequest) -> HttpResponse:
    """Ask for the day and the reason, then move."""
    rows = list(
        queries.chosen(whole_numbers(request.POST.getlist("termin")[:MOST])).order_by("person__sort_name")
    )
    if not rows:
        messages.info(request, "Zaznacz na liście co najmniej jeden termin.")
        return redirect("learning:extend")
    asked = ExtensionForm(request.POST if request.POST.get("confirmed") else None)
    if asked.is_bound and asked.is_valid() and (answer := _moved(request, asked, [row.pk for row in rows])):
        return answer
    context = {
        "form": asked, "rows": rows, "people": len({row.person_id for row in rows}),
        "latest": max(row.due_on for row in rows if row.due_on),
        "crumbs": [("Przedłużone terminy", reverse("learning:extensions")), ("Przedłuż", "")],
    }  # fmt: skip
    return render(request, "learning/extensions/extend.html", context, status=422 if asked.errors else 200)


def _moved(request: SeatedRequest, asked: ExtensionForm, ids: list[int]) -> HttpResponse | None:
    said = asked.cleaned_data
    try:
        done = deeds.extend_deadlines(
            ids, until_on=said["until_on"], reason=said["reason"], by=request.seat, at=timezone.now()
        )
    except deeds.DayNotAhead:
        asked.add_error("until_on", "Podaj dzień po dzisiejszym: termin można tylko wydłużyć.")
        return None
    if not done.moved:
        asked.add_error(
            "until_on", "Wszystkie wybrane terminy są takie same albo późniejsze. Podaj późniejszy dzień."
        )
        return None
    verb = form(done.moved, "Przedłużono", "Przedłużono", "Przedłużono")
    left = f" Bez zmian: {done.passed_over}, bo ich termin jest późniejszy." if done.passed_over else ""
    messages.success(request, f"{verb} {counted(done.moved, *DEADLINES)}.{left}")
    return redirect("learning:extensions")
