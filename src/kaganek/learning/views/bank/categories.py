"""Categories of the seat's own bank: made, renamed, moved, merged."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kaganek.core.access import needs
from kaganek.core.seats import SeatedRequest
from kaganek.learning.forms.bank.chosen import CategoryForm, MergeForm
from kaganek.learning.models import BankCategory
from kaganek.learning.queries import bank as queries
from kaganek.learning.services.bank import categories as deeds
from kaganek.learning.services.bank.questions import library_of
from kaganek.learning.views.bank.shown import QUESTIONS, crumbs, named
from kaganek.lib.polish import counted

OBJ = "learning.bankquestion"

TAKEN = "W tym miejscu jest już kategoria o tej nazwie. Wpisz inną."
DEEP = "Kategorie mogą mieć najwyżej 10 poziomów. Wybierz miejsce wyżej."
WITHIN = "Kategorii nie można włożyć do niej samej ani do jej podkategorii. Wybierz inne miejsce."


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def bank_categories(request: SeatedRequest) -> HttpResponse:
    """The tree of categories with how many questions each holds, and a form for a new one."""
    office = library_of(request.seat)
    shelves = queries.shelves(office)
    form = CategoryForm(request.POST if request.method == "POST" else None, categories=named(shelves))
    if form.is_bound and form.is_valid() and (made := _made(request, form, office)):
        messages.success(request, f"Kategoria „{made.name}” jest gotowa.")
        return redirect("learning:bank_categories")
    counts = queries.counted_categories(office)
    rows = [(one, len(one.path) - 1, counts.get(one.category.pk, 0)) for one in shelves]
    context = {"form": form, "rows": rows, "crumbs": crumbs(("Kategorie", ""))}
    return render(request, "learning/bank/categories.html", context, status=422 if form.errors else 200)


def _made(request: SeatedRequest, form: CategoryForm, office: int | None) -> BankCategory | None:
    typed = form.cleaned_data
    try:
        return deeds.make_category(
            typed["name"], parent=_category(typed["parent"], office), office_id=office, by=request.seat
        )
    except deeds.NameTaken:
        form.add_error("name", TAKEN)
    except deeds.TooDeep:
        form.add_error("parent", DEEP)
    return None


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def bank_category(request: SeatedRequest, category_id: int) -> HttpResponse:
    """One category renamed or moved; below, a form to merge it into another."""
    one, others = _with_others(request, category_id)
    first = {"name": one.name, "parent": one.parent_id}
    form = CategoryForm(request.POST if request.method == "POST" else None, categories=others, initial=first)
    if form.is_bound and form.is_valid() and _changed(request, form, one):
        messages.success(request, "Kategoria zapisana.")
        return redirect("learning:bank_categories")
    context = {
        "form": form,
        "merge": MergeForm(categories=others),
        "category": one,
        "crumbs": crumbs(("Kategorie", reverse("learning:bank_categories")), (one.name, "")),
    }
    return render(request, "learning/bank/category.html", context, status=422 if form.errors else 200)


def _with_others(request: SeatedRequest, category_id: int) -> tuple[BankCategory, list[tuple[int, str]]]:
    """The category, and those of its bank that do not lie in it."""
    shelves = queries.shelves(library_of(request.seat))
    found = next((one for one in shelves if one.category.pk == category_id), None)
    if found is None:
        raise Http404
    return found.category, named([one for one in shelves if one.category.pk not in found.inside])


def _changed(request: SeatedRequest, form: CategoryForm, one: BankCategory) -> bool:
    typed = form.cleaned_data
    parent = _category(typed["parent"], one.office_id)
    try:
        deeds.change_category(one.pk, name=typed["name"], parent=parent, by=request.seat)
    except deeds.NameTaken:
        form.add_error("name", TAKEN)
    except deeds.TooDeep:
        form.add_error("parent", DEEP)
    except deeds.WithinItself:
        form.add_error("parent", WITHIN)
    return not form.errors


@require_POST
@needs("edit", OBJ)
def bank_merge(request: SeatedRequest, category_id: int) -> HttpResponse:
    """Everything of a category moves into another, and the category goes."""
    one, others = _with_others(request, category_id)
    form = MergeForm(request.POST, categories=others)
    into = _category(form.cleaned_data["into"], one.office_id) if form.is_valid() else None
    if into is None:
        messages.error(request, "Wybierz kategorię, do której przenieść pytania.")
        return redirect("learning:bank_category", category_id)
    try:
        moved = deeds.merge_category(one.pk, into=into, by=request.seat)
    except (deeds.TooDeep, deeds.WithinItself):
        messages.error(request, DEEP)
        return redirect("learning:bank_category", category_id)
    messages.success(request, f"Połączono z „{into.name}”. Przeniesiono: {counted(moved, *QUESTIONS)}.")
    return redirect("learning:bank_categories")


def _category(category_id: int | None, office: int | None) -> BankCategory | None:
    return BankCategory.objects.filter(pk=category_id or 0, office=office).first()
