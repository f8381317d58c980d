"""Open forms: filled in by anyone, page by page, without a cookie and without a script.

The views are exempt from the CSRF cookie: the sender has no session that could be misused, and nothing is done in
anybody's name. What the cookie would prove, the signed token of the page proves. See decision 0026.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from kaganek.core.access import public
from kaganek.core.requests import address_of
from kaganek.core.seats import SeatedRequest
from kaganek.questionnaires.forms.filling import answers_in, carried, opened_by
from kaganek.questionnaires.models import Form, FormVersion
from kaganek.questionnaires.queries.public import open_form
from kaganek.questionnaires.rules.definition import Definition, Section
from kaganek.questionnaires.rules.sending import TRAP, is_open, too_old
from kaganek.questionnaires.rules.walking import faults, path
from kaganek.questionnaires.services import filling as deeds
from kaganek.questionnaires.services.tokens import (
    Began,
    NotOurs,
    begin,
    read_page,
    read_receipt,
    receipt_token,
)
from kaganek.questionnaires.views.sheet import error_links, page_of

OLD = "Ta strona była otwarta ponad dobę albo formularz się zmienił. Twoje odpowiedzi zostały. Sprawdź je i wyślij jeszcze raz."
TRAPPED = "Wyczyść pole „Strona WWW” na końcu formularza. Ono ma zostać puste: po nim poznajemy roboty."
FAST = "Formularz wrócił do nas szybciej, niż da się go przeczytać. Sprawdź odpowiedzi i wyślij jeszcze raz."
OPENED = "Po Twojej odpowiedzi doszły nowe pytania. Uzupełnij je i przejdź dalej."
LONG = "Odpowiedzi są razem za długie. Skróć najdłuższe z nich."


@dataclass
class Filling:
    """One sending of a page: the version, what was answered, what is to be said."""

    form: Form
    version: FormVersion
    definition: Definition
    token: str
    at: datetime
    post: QueryDict = field(default_factory=lambda: QueryDict(""))
    began: Began | None = None
    answers: dict[str, Any] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    status: int = 200


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
@never_cache
def fill(request: SeatedRequest, owner: str, slug: str) -> HttpResponse:
    """A page of an open form; the last one sends it."""
    form = open_form(owner, slug)
    now = timezone.now()
    if form is None or form.current is None:
        raise Http404
    if not is_open(form.state, form.opens_on, form.closes_on, timezone.localdate(now)):
        return render(
            request,
            "questionnaires/public/closed.html",
            {"form": form, "title": form.current.definition["title"]},
        )
    if request.method == "GET":
        return _page(request, _opened(form, now), None)
    try:
        return _posted(request, _sent(form, request.POST, now))
    except deeds.TooOften:
        return render(request, "questionnaires/public/too_often.html", {}, status=429)


def _opened(form: Form, at: datetime) -> Filling:
    assert form.current is not None
    token = begin(form.pk, form.current.pk, at=at)
    return Filling(form, form.current, Definition.from_json(form.current.definition), token, at)


def _sent(form: Form, post: QueryDict, at: datetime) -> Filling:
    """What came, read in the version it was filled in; a page that is too old goes on in the newest."""
    try:
        began = read_page(post.get("znacznik", ""), form.pk)
    except NotOurs:
        began = None
    version = deeds.version_shown(form, began.version_id) if began and not too_old(began.at, at) else None
    made = _opened(form, at)
    made.post = post
    if began and version:
        made.began, made.version, made.token = began, version, str(post["znacznik"])
        made.definition = Definition.from_json(version.definition)
    else:
        made.told.append(OLD)
        made.status = 422
    made.answers = answers_in(post, made.definition)
    _find_files(made)
    return made


def _find_files(made: Filling) -> None:
    """Files added on earlier pages are named by their keys; a key of nobody's is no answer."""
    asked = deeds.file_codes(made.definition)
    held = deeds.files_held(made.form, [str(made.answers.get(one.code) or "") for one in asked])
    for one in asked:
        made.answers[one.code] = held.get(str(made.answers.get(one.code) or ""))


def _posted(request: SeatedRequest, made: Filling) -> HttpResponse:
    section = _section(made, request.POST.get("strona", ""))
    _add_files(request, made, section)
    act = request.POST.get("krok", "dalej")
    if request.POST.get(TRAP):
        made.told, made.status = [TRAPPED], 422
    if act == "wstecz":
        return _page(request, made, _neighbour(made, section, -1))
    if act.startswith("bez-"):
        made.answers[act.removeprefix("bez-")] = None
        return _page(request, made, section)
    _judge(made, section)
    if made.told or made.faults:
        made.status = made.status if made.told == [OPENED] else 422
        return _page(request, made, section)
    further = _neighbour(made, section, 1)
    return _page(request, made, further) if further is not section else _send(request, made)


def _section(made: Filling, code: str) -> Section:
    """The section a page was of; the first where there is none of that code."""
    first = made.definition.sections[0]
    return next((one for one in made.definition.sections if one.code == code), first)


def _neighbour(made: Filling, section: Section, step: int) -> Section:
    codes = path(made.definition, made.answers).sections
    place = codes.index(section.code) + step if section.code in codes else 0
    return _section(made, codes[place]) if 0 <= place < len(codes) else section


def _add_files(request: SeatedRequest, made: Filling, section: Section) -> None:
    for asked in deeds.file_codes(made.definition):
        given = request.FILES.get(f"plik-{asked.code}")
        if given is None or asked not in section.questions:
            continue
        try:
            made.answers[asked.code] = deeds.keep_file(
                made.form, asked, given, address=address_of(request), at=made.at
            )
        except deeds.FileRefused as refusal:
            made.faults[asked.code] = refusal.reason


def _judge(made: Filling, section: Section) -> None:
    """Everything that is wrong on the page at once; a file that was refused says why, rather than that it is missing."""
    met = path(made.definition, made.answers).questions
    opened = [one for one in section.questions if one.code in met and opened_by(one, made.post)]
    refused = {code: words for code, words in made.faults.items() if code in met}
    made.faults = faults(section, made.answers, met - {one.code for one in opened}) | refused
    if opened and not made.faults:
        made.told.append(OPENED)


def _send(request: SeatedRequest, made: Filling) -> HttpResponse:
    assert made.began is not None  # a page without a token was told so and never comes here
    try:
        done = deeds.send(
            made.form, made.began, made.definition, made.answers, address=address_of(request), at=made.at
        )
    except deeds.Wrong as wrong:
        made.faults = dict(wrong.faults)
    except deeds.TooFast:
        made.told.append(FAST)
    except deeds.TooLong:
        made.told.append(LONG)
    else:
        token = receipt_token(made.form.pk, done.number, at=done.sent_at)
        where = request.resolver_match
        return redirect("questionnaires:sent", where.kwargs["owner"], where.kwargs["slug"], token)  # type: ignore[union-attr]
    made.status = 422
    return _page(request, made, _faulty(made))


def _faulty(made: Filling) -> Section | None:
    """The first page with something to correct; the last one otherwise."""
    for section in made.definition.sections:
        if any(one.code in made.faults for one in section.questions):
            return section
    return _section(made, path(made.definition, made.answers).sections[-1])


def _page(request: SeatedRequest, made: Filling, section: Section | None) -> HttpResponse:
    shown = section or _section(made, (path(made.definition, made.answers).sections or ("",))[0])
    context = {
        "form": made.form, "version": made.version, "definition": made.definition, "token": made.token, "trap": TRAP,
        "told": made.told, "errors": error_links(shown, made.faults), "notice": made.version.notice,
        "carried": list(carried(made.post, made.definition, shown, made.answers)),
        **page_of(made.definition, shown, made.answers, made.faults),
    }  # fmt: skip
    return render(request, "questionnaires/public/fill.html", context, status=made.status)


@require_GET
@public
@never_cache
def sent(request: SeatedRequest, owner: str, slug: str, token: str) -> HttpResponse:
    """The receipt: the number under which the form came."""
    form = open_form(owner, slug)
    if form is None or form.current is None:
        raise Http404
    try:
        receipt = read_receipt(token, form.pk)
    except NotOurs:
        raise Http404 from None
    context = {"form": form, "definition": Definition.from_json(form.current.definition), "receipt": receipt}
    return render(request, "questionnaires/public/sent.html", context)
