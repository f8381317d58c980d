"""The list of a bank's questions: filters, the same as a file, what to do with the ticked ones."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_POST

from kaganek.core import access
from kaganek.core.access import needs
from kaganek.core.lists import (
    Column,
    Filter,
    ListSpec,
    Row,
    Rows,
    by_words,
    checkbox,
    export_response,
    whole_numbers,
)
from kaganek.core.parts import Bulk, Empty
from kaganek.core.seats import Seat, SeatedRequest
from kaganek.learning.forms.bank.chosen import ChosenForm
from kaganek.learning.models import BankCategory, BankQuestion
from kaganek.learning.queries import bank as queries
from kaganek.learning.queries.bank import Shelf
from kaganek.learning.services.bank import questions as deeds
from kaganek.learning.views.bank.shown import KINDS, PROGRAMME, QUESTIONS, crumbs, is_wide, named
from kaganek.lib.polish import counted

OBJ = "learning.bankquestion"

TICK = "pytanie"
STATES = (("aktywne", "Do użycia"), ("wycofane", "Wycofane"))
HINT = "Zaznacz pytania, żeby je przenieść, oznaczyć albo wycofać"
DONE = {
    "move": "Przeniesiono: {}.",
    "tag": "Dodano etykietę: {}.",
    "retire": "Wycofano: {}. Testy, które je mają, zostają bez zmian.",
    "back": "Przywrócono: {}.",
}


def spec_for(seat: Seat, shelves: list[Shelf]) -> ListSpec:
    """Columns and filters for one seat; `shelves` name the categories."""
    paths = {one.category.pk: one.label for one in shelves}
    ticks = (TICKS,) if access.may(seat, "edit", OBJ) else ()
    owner = (OWNER,) if is_wide(seat) else ()
    return ListSpec(
        name="Pytania",
        found=QUESTIONS,
        columns=(*ticks, NAME, KIND, _category(paths), TAGS, USED, *owner, STATE, CHANGED, TEXT),
        filters=(
            Filter(key="q", label="Szukaj w treści i nazwie", apply=by_words("current__folded")),
            Filter(key="kategoria", label="Kategoria", choices=[(str(pk), path) for pk, path in named(shelves)],
                   apply=lambda rows, value: rows.filter(category__in=_inside(int(value), shelves))),
            Filter(key="etykieta", label="Etykieta", choices=queries.tags_in_reach,
                   apply=lambda rows, value: rows.filter(tags__contains=[value])),
            Filter(key="rodzaj", label="Rodzaj", choices=list(KINDS.items()),
                   apply=lambda rows, value: rows.filter(current__kind=value)),
            Filter(key="szkolenie", label="W teście szkolenia", choices=queries.courses_with_questions,
                   apply=queries.used_in_course),
            Filter(key="stan", label="Stan", choices=STATES,
                   apply=lambda rows, value: rows.filter(retired_at__isnull=value == "aktywne")),
        ),
        default_sort="zmiana:desc",
    )  # fmt: skip


def _inside(category_id: int, shelves: list[Shelf]) -> frozenset[int]:
    return next((one.inside for one in shelves if one.category.pk == category_id), frozenset())


def _state(row: Row) -> str:
    return "wycofane" if row.retired_at else "do użycia"


def _name(row: Row) -> str:
    return format_html(
        '<a href="{}">{}</a>{}', reverse("learning:bank_question", args=[row.pk]), row.current.name,
        format_html("<small>{}</small>", "wycofane") if row.retired_at else "",
    )  # fmt: skip


TICKS = checkbox(TICK, lambda row: row.pk, lambda row: row.current.name)
NAME = Column(
    key="nazwa",
    label="Pytanie",
    value=lambda row: row.current.name,
    html=_name,
    sort=("current__name__alphabetical",),
    head=True,
)
KIND = Column(
    key="rodzaj", label="Rodzaj", value=lambda row: KINDS[row.current.kind], sort=("current__kind",)
)
TAGS = Column(key="etykiety", label="Etykiety", value=lambda row: ", ".join(row.tags))
USED = Column(key="uzycia", label="W testach", value=lambda row: row.used, sort=("used",), css="n")
OWNER = Column(
    key="bank", label="Bank", value=lambda row: row.office.office_name if row.office else PROGRAMME,
    sort=("office__sort_name",),
)  # fmt: skip
STATE = Column(key="stan", label="Stan", value=_state, screen=False)
CHANGED = Column(
    key="zmiana", label="Zmieniono", value=lambda row: row.current.made_at, sort=("current__made_at",)
)
TEXT = Column(key="tresc", label="Treść", value=lambda row: row.current.text, screen=False)


def _category(paths: Mapping[int, str]) -> Column:
    return Column(
        key="kategoria", label="Kategoria", value=lambda row: paths.get(row.category_id or 0, ""),
        sort=("category__name__alphabetical",),
    )  # fmt: skip


@require_GET
@needs("view", OBJ)
def bank(request: SeatedRequest) -> HttpResponse:
    """Questions of the banks within reach."""
    shelves = queries.shelves_in_reach()
    listing = spec_for(request.seat, shelves).read(_rows(), request.GET)
    may_edit = access.may(request.seat, "edit", OBJ)
    if may_edit:
        listing.bulk = Bulk(
            action=reverse("learning:bank_chosen"), label="Dalej z zaznaczonymi", hint=HINT, forms=QUESTIONS,
            icon="arrow-right",
        )  # fmt: skip
    context = {
        "listing": listing,
        "may_edit": may_edit,
        "empty": _empty(may_edit),
        "wide": is_wide(request.seat),
    }
    return render(request, "learning/bank/list.html", context)


def _rows() -> Rows:
    return queries.with_use(BankQuestion.objects.filter(current__isnull=False)).select_related(
        "current", "office"
    )


def _empty(may_edit: bool) -> Empty:
    href, label = (reverse("learning:bank_add"), "Nowe pytanie") if may_edit else ("", "")
    return Empty(
        "Bank jest jeszcze pusty", "Pytania z banku można wykorzystać w wielu testach. Napisz je tutaj albo wczytaj"
        " z pliku GIFT lub Moodle XML.", href, label, "plus" if label else "",
    )  # fmt: skip


@require_GET
@needs("view", OBJ)
def bank_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The list as a file, with its filters and order."""
    spec = spec_for(request.seat, queries.shelves_in_reach())
    return export_response(spec, _rows(), request, name="bank-pytan", fmt=fmt)


@require_POST
@needs("edit", OBJ)
def bank_chosen(request: SeatedRequest) -> HttpResponse:
    """The ticked questions once more, and what to do with them."""
    ids = whole_numbers(request.POST.getlist(TICK))
    rows = list(BankQuestion.objects.filter(pk__in=ids).select_related("current").order_by("pk"))
    if not rows:
        messages.info(request, "Zaznacz na liście co najmniej jedno pytanie.")
        return redirect("learning:bank")
    shelves = queries.shelves(deeds.library_of(request.seat))
    form = ChosenForm(request.POST if "deed" in request.POST else None, categories=named(shelves))
    if form.is_bound and form.is_valid():
        done = _done(request, [one.pk for one in rows], form.cleaned_data)
        messages.success(request, DONE[form.cleaned_data["deed"]].format(counted(done, *QUESTIONS)))
        return redirect("learning:bank")
    context = {"form": form, "rows": rows, "tick": TICK, "crumbs": crumbs(("Zaznaczone pytania", ""))}
    return render(request, "learning/bank/chosen.html", context, status=422 if form.errors else 200)


def _done(request: SeatedRequest, ids: list[int], typed: Mapping[str, str]) -> int:
    match typed["deed"]:
        case "move":
            return deeds.move_questions(ids, _category_or_404(typed["category"]), by=request.seat)
        case "tag":
            return deeds.tag_questions(ids, typed["tag"], by=request.seat)
        case "retire":
            return deeds.retire_questions(ids, by=request.seat, at=timezone.now())
        case _:
            return deeds.bring_back_questions(ids, by=request.seat)


def _category_or_404(category_id: object) -> BankCategory | None:
    if not category_id:
        return None
    found = BankCategory.objects.filter(pk=str(category_id)).first()
    if found is None:
        raise Http404
    return found
