"""The official register: a file comes in, its changes are shown, then applied."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs
from kaganek.core.lists.asked import page_number
from kaganek.core.parts import paged, plain_table
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import counted, long_date
from kaganek.lib.teryt import ChangeKind, Kind, TercFault, explain, read_terc_guarded
from kaganek.people.forms.offices import RegisterForm
from kaganek.people.models import RegisterDraft, RegisterImport
from kaganek.people.services.register import (
    OlderState,
    confirm_draft,
    described,
    keep_draft,
    loaded_state,
    older_words,
    plan_changes,
    register_of,
    told,
)
from kaganek.people.terms import JST_KINDS

ROWS = 50
LABELS = {kind.value: kind.label.capitalize() for kind in ChangeKind}
COUNTED = (Kind.RURAL, Kind.MIXED, Kind.URBAN, Kind.CITY, Kind.POWIAT, Kind.VOIVODESHIP)


@require_GET
@needs("view", "people.registerimport")
def register(request: SeatedRequest) -> HttpResponse:
    """States loaded so far, and the way to load the next one."""
    return _register_page(request, RegisterForm())


@require_POST
@needs("add", "people.registerimport")
def register_upload(request: SeatedRequest) -> HttpResponse:
    """Read a file; nothing of it is applied before it is confirmed."""
    form = RegisterForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found = read_terc_guarded(file.read())
            plan_changes(found)
        except TercFault as fault:
            form.add_error("file", explain(fault))
        except OlderState as older:
            form.add_error("file", older_words(older))
        else:
            draft = keep_draft(found, file_name=file.name or "", by=request.seat, at=timezone.now())
            return redirect("people:register_draft", draft.pk)
    return _register_page(request, form, status=422)


@require_GET
@needs("confirm", "people.registerdraft")
def register_draft(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """What the file would change."""
    draft = RegisterDraft.objects.filter(pk=draft_id).first()
    if draft is None:
        raise Http404
    loaded = loaded_state()
    first = loaded is None
    try:
        rows = described(told(plan_changes(register_of(draft)), first=first))
    except OlderState as older:
        messages.error(request, older_words(older))
        return redirect("people:register")
    context = _changes(request, rows) | {"draft": draft, "first": first}
    context["known"] = loaded == draft.state_on and not rows
    if first:
        kinds = Counter(kind for _, kind, _, _ in draft.units)
        context["kinds"] = [(kind.label, kinds[kind]) for kind in COUNTED]
    return render(request, "people/register_draft.html", context)


@require_POST
@needs("confirm", "people.registerdraft")
def register_confirm(request: SeatedRequest, draft_id: int) -> HttpResponse:
    """Apply what was shown."""
    try:
        loaded = confirm_draft(draft_id, by=request.seat, at=timezone.now())
    except RegisterDraft.DoesNotExist:
        raise Http404 from None
    except OlderState as older:
        messages.error(request, older_words(older))
        return redirect("people:register")
    if loaded.new:
        units = counted(loaded.record.units, "jednostka", "jednostki", "jednostek")
        messages.success(request, f"Rejestr wczytany. Stan na {long_date(loaded.record.state_on)}: {units}.")
    else:
        messages.info(request, "Ten stan rejestru już jest wczytany. Nic się nie zmieniło.")
    return redirect("people:register_state", loaded.record.pk)


@require_GET
@needs("view", "people.registerimport")
def register_state(request: SeatedRequest, import_id: int) -> HttpResponse:
    """One loaded state and what it changed."""
    record = RegisterImport.objects.filter(pk=import_id).first()
    if record is None:
        raise Http404
    return render(
        request, "people/register_state.html", _changes(request, record.changes) | {"record": record}
    )


def _register_page(request: SeatedRequest, form: RegisterForm, status: int = 200) -> HttpResponse:
    records = RegisterImport.objects.order_by("-state_on", "-pk")[:50]
    context = {"form": form, "records": records}
    return render(request, "people/register.html", context, status=status)


def _changes(request: SeatedRequest, rows: list[dict[str, str]]) -> dict[str, Any]:
    """One page of changes, narrowed by their kind."""
    counts = Counter(row["change"] for row in rows)
    chosen = request.GET.get("zmiana", "")
    shown = [row for row in rows if row["change"] == chosen] if chosen in counts else rows
    pages = max(-(-len(shown) // ROWS), 1)
    number = min(page_number(request.GET.get("page", "")), pages)
    first = (number - 1) * ROWS
    part = shown[first : first + ROWS]
    kept = f"zmiana={chosen}&" if chosen in counts else ""
    return {
        "total": len(rows),
        "kinds_of_change": [(name, LABELS[name], counts[name]) for name in LABELS if counts[name]],
        "chosen": chosen if chosen in counts else "",
        "table": plain_table("zmiany", "Zmiany w rejestrze", HEADS, [_row(row) for row in part])
        if part
        else None,
        "page": paged(
            number,
            pages,
            text=f"Zmiany {first + 1}–{first + len(part)} z {len(shown)}",
            href=lambda n: f"?{kept}page={n}",
        ),
    }


HEADS = (("Jednostka", ""), ("Kod TERYT", "num"), ("Co się zmienia", ""), ("Było", ""), ("Jest", ""))


def _row(row: dict[str, str]) -> list[object]:
    labels = {kind.value: kind.label for kind in JST_KINDS} | {"": ""}
    old = f"{row['old_name']}, {labels[row['old_kind']]}" if row["old_name"] else "–"
    new = f"{row['name']}, {labels[row['kind']]}" if row["name"] else "–"
    return [row["name"] or row["old_name"], row["code"], LABELS[row["change"]], old, new]
