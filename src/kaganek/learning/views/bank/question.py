"""One question of the bank: seen, written, changed, its versions side by side."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import whole_numbers
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.bank.kinds import PARTS
from kaganek.learning.forms.bank.question import QuestionSheet
from kaganek.learning.models import BankCategory, BankQuestion, BankVersion
from kaganek.learning.queries import bank as queries
from kaganek.learning.queries.wordings import differences
from kaganek.learning.services.bank import questions as deeds
from kaganek.learning.services.bank.wording import Placed, Wording, wording_of
from kaganek.learning.views.bank.numbers import numbers_of
from kaganek.learning.views.bank.shown import KINDS, PROGRAMME, crumbs, named, question_or_404, seen

OBJ = "learning.bankquestion"

TWIN = 'Takie samo pytanie jest już w banku: <a href="{}">pytanie nr {}</a>. Zmień treść albo popraw tamto.'


@require_GET
@needs("view", OBJ)
def bank_question(request: SeatedRequest, question_id: int) -> HttpResponse:
    """One question as participants see it, with its versions and where it is asked."""
    found = question_or_404(question_id)
    path = next(
        (one.label for one in queries.shelves(found.office_id) if one.category.pk == found.category_id), ""
    )
    context = {
        "question": found,
        "version": found.current,
        "kind": KINDS[found.current.kind] if found.current else "",
        "path": path,
        "owner": found.office.office_name if found.office else PROGRAMME,
        "versions": found.versions.order_by("-number"),
        "used": queries.quizzes_with(found.pk),
        "numbers": numbers_of(found.pk, request.seat),
        "may_edit": access.may(request.seat, "edit", OBJ),
        "crumbs": crumbs((found.current.name if found.current else "", "")),
        **seen(_version(found)),
    }
    return render(request, "learning/bank/question.html", context)


def _version(question: BankQuestion) -> BankVersion:
    assert question.current is not None
    return question.current


@require_GET
@needs("edit", OBJ)
def bank_add(request: SeatedRequest) -> HttpResponse:
    """Which kind of question to write."""
    context = {"kinds": [(kind, KINDS[kind]) for kind in PARTS], "crumbs": crumbs(("Nowe pytanie", ""))}
    return render(request, "learning/bank/kinds.html", context)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def bank_write(request: SeatedRequest, kind: str) -> HttpResponse:
    """A new question of one kind."""
    if kind not in PARTS:
        raise Http404
    shelves = queries.shelves(deeds.library_of(request.seat))
    data = request.POST if request.method == "POST" else None
    chosen = request.GET.get("kategoria", "")
    sheet = QuestionSheet(kind, data, categories=named(shelves), place={"category": chosen})
    said = sheet.wording()
    if said and "preview" not in request.POST and (made := _added(request, sheet, said)):
        messages.success(request, "Pytanie jest w banku.")
        return redirect("learning:bank_question", made.pk)
    return _form_page(request, sheet, None, said)


def _added(request: SeatedRequest, sheet: QuestionSheet, said: Wording) -> BankQuestion | None:
    """The question, new or the one that says the same when the form came twice; None with the reason on the form."""
    office = deeds.library_of(request.seat)
    if twin := deeds.same_words(office, said).first():
        sheet.words.add_error("text", _twin(twin.pk))
        return None
    place = sheet.place.cleaned_data
    placed = Placed(said, category_id=place["category"], tags=tuple(place["tags"]))
    return deeds.add_questions([placed], office_id=office, by=request.seat, at=timezone.now())[0]


def _twin(question_id: int) -> str:
    return format_html(TWIN, reverse("learning:bank_question", args=[question_id]), question_id)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def bank_change(request: SeatedRequest, question_id: int) -> HttpResponse:
    """A question worded anew: the next version."""
    found = question_or_404(question_id)
    held = wording_of(_version(found))
    place = {"category": found.category_id, "tags": ", ".join(found.tags)}
    shelves = queries.shelves(found.office_id)
    data = request.POST if request.method == "POST" else None
    sheet = QuestionSheet(held.kind, data, categories=named(shelves), held=held, place=place)
    said = sheet.wording()
    if said and "preview" not in request.POST and (made := _changed(request, sheet, found, said)):
        messages.success(request, f"Pytanie zapisane. To jest wersja {made.number}.")
        return redirect("learning:bank_question", found.pk)
    return _form_page(request, sheet, found, said)


def _changed(
    request: SeatedRequest, sheet: QuestionSheet, found: BankQuestion, said: Wording
) -> BankVersion | None:
    place = sheet.place.cleaned_data
    category = BankCategory.objects.filter(pk=place["category"] or 0, office=found.office_id).first()
    try:
        made = deeds.reword_question(found.pk, said, note=place["note"], by=request.seat, at=timezone.now())
    except deeds.AlreadyInBank as twin:
        sheet.words.add_error("text", _twin(twin.question_id))
        return None
    deeds.place_question(found.pk, category=category, tags=place["tags"], by=request.seat)
    return made


def _form_page(
    request: SeatedRequest, sheet: QuestionSheet, found: BankQuestion | None, said: Wording | None
) -> HttpResponse:
    title = "Zmień pytanie" if found else "Nowe pytanie"
    back = [(_version(found).name, reverse("learning:bank_question", args=[found.pk]))] if found else []
    context: dict[str, Any] = {
        "sheet": sheet,
        "title": title,
        "kind": KINDS[sheet.kind],
        "question": found,
        "crumbs": crumbs(*back, (title, "")),
        "preview": seen(said) if said and "preview" in request.POST else None,
    }
    return render(request, "learning/bank/form.html", context, status=422 if sheet.wrong else 200)


@require_GET
@needs("view", OBJ)
def bank_compare(request: SeatedRequest, question_id: int) -> HttpResponse:
    """Two versions of a question side by side, what differs marked."""
    found = question_or_404(question_id)
    numbers = whole_numbers([request.GET.get("a", ""), request.GET.get("b", "")])
    newest = _version(found).number
    wanted = sorted(numbers) if len(numbers) == 2 else [max(newest - 1, 1), newest]
    versions = {one.number: one for one in found.versions.order_by("number")}
    if not set(wanted) <= set(versions):
        raise Http404
    old, new = versions[wanted[0]], versions[wanted[-1]]
    context = {
        "question": found,
        "old": old,
        "new": new,
        "numbers": list(versions),
        "lines": differences(old, new),
        "may_edit": access.may(request.seat, "edit", OBJ),
        "crumbs": crumbs(
            (_version(found).name, reverse("learning:bank_question", args=[found.pk])), ("Wersje", "")
        ),
    }
    return render(request, "learning/bank/compare.html", context)


@require_POST
@needs("edit", OBJ)
def bank_restore(request: SeatedRequest, question_id: int, number: int) -> HttpResponse:
    """An earlier wording as the newest version."""
    question_or_404(question_id)
    try:
        made = deeds.restore_version(question_id, number, by=request.seat, at=timezone.now())
    except BankVersion.DoesNotExist:
        raise Http404 from None
    except deeds.AlreadyInBank as twin:
        messages.error(request, f"Takie samo pytanie jest już w banku: nr {twin.question_id}.")
        return redirect("learning:bank_question", question_id)
    messages.success(request, f"Przywrócono wersję {number}. Jest teraz wersją {made.number}.")
    return redirect("learning:bank_question", question_id)
