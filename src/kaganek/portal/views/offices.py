"""Pages of offices: what everyone reads, what the office's administrator writes, what the supplier consents to."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from kaganek.core.access import needs, public
from kaganek.core.lists import Column, ListSpec, export_response
from kaganek.core.lists.columns import Row
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.core.templatetags.ui import status
from kaganek.people.models import Office
from kaganek.portal.forms.offices import OfficeArticleForm, RemarkForm
from kaganek.portal.models import OfficeArticle
from kaganek.portal.queries import offices as queries
from kaganek.portal.rules import as_html
from kaganek.portal.services import offices as deeds
from kaganek.portal.terms import ArticleState
from kaganek.questionnaires.queries.public import all_open_forms, open_forms

OBJ = "portal.officearticle"
NONE = Empty("Nie ma jeszcze artykułów", "Pierwszy napiszesz przyciskiem „Nowy artykuł”.")
NO_PAGES = Empty(
    "Nie ma jeszcze stron urzędów", "Strona pojawi się tu, gdy urząd opublikuje artykuł albo formularz."
)
NO_WAITING = Empty("Nic nie czeka na zgodę", "Artykuły urzędów, które czekają, pojawią się tutaj.")
ALL_OFFICES = ("Strony urzędów", reverse_lazy("portal:office_pages"))
WAIT = "Od teraz artykuły urzędów czekają na Twoją zgodę."
WAIT_NOT = (
    "Od teraz urzędy publikują artykuły bez pytania o zgodę. Na te, które już czekają, trzeba odpowiedzieć."
)
CHANGED = "Zmiana zapisana. Na stronie zostaje dotychczasowa treść, dopóki dostawca nie zgodzi się na nową. Poproś o zgodę."
LOOKS = {ArticleState.DRAFT: "draft", ArticleState.WAITING: "open", ArticleState.SHOWN: "published"}


def _office(code: str) -> Office:
    found = queries.office_of(code)
    if found is None:
        raise Http404
    return found


@require_safe
@public
def offices(request: HttpRequest) -> HttpResponse:
    """Offices that have a page, by name."""
    rows = queries.offices_with_page(all_open_forms(today=timezone.localdate()))
    found = [(one.office_name, queries.code_of(one)) for one in sorted(rows, key=lambda one: one.sort_name)]
    return render(request, "portal/offices/list.html", {"offices": found, "empty": NO_PAGES})


@require_safe
@public
def office(request: HttpRequest, code: str) -> HttpResponse:
    """The page of an office: its articles and open forms. An office that shows nothing has no page."""
    found = _office(code)
    articles = list(queries.shown_articles().filter(office=found)[:50])
    forms = [(one.title, one.href) for one in open_forms(found.pk, today=timezone.localdate())]
    if not articles and not forms:
        raise Http404
    return render(
        request,
        "portal/offices/office.html",
        {
            "office": found,
            "code": code,
            "articles": articles,
            "forms": forms,
            "crumbs": [ALL_OFFICES, (found.office_name, request.path)],
        },
    )


@require_safe
@public
def article(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    return _article(request, code, slug, english=False)


@require_safe
@public
def article_en(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    return _article(request, code, slug, english=True)


def _article(request: HttpRequest, code: str, slug: str, *, english: bool) -> HttpResponse:
    found = queries.shown_articles().filter(office=_office(code), slug=slug).first()
    if found is None or (english and not found.text_en):
        raise Http404
    crumbs = [
        ALL_OFFICES,
        (found.office.office_name, reverse("portal:office", args=[code])),
        (found.title_en if english else found.title, request.path),
    ]
    return render(request, "portal/offices/article.html", {
        "article": found, "code": code, "english": english,
        "html": as_html(found.text_en if english else found.text),
        "crumbs": crumbs,
    })  # fmt: skip


def _named(row: Row) -> SafeString:
    href = reverse("portal:own_article", args=[row.pk])
    return format_html('<a href="{}">{}</a><small>{}</small>', href, row.title, row.lead)


def _said(row: Row) -> str:
    change = queries.worked_on(row)
    now: str = "odesłany do poprawy" if change.remark else change.get_state_display()
    return now if change is row else f"{row.get_state_display()}, zmiana: {now}"


def _state(row: Row) -> SafeString:
    return status(LOOKS[ArticleState(queries.worked_on(row).state)], _said(row).capitalize())


LIST = ListSpec(
    name="Artykuły urzędu",
    found=("artykuł", "artykuły", "artykułów"),
    columns=[
        Column(key="tytul", label="Artykuł", value=lambda row: row.title, html=_named, head=True, sort=("title__alphabetical",)),
        Column(key="stan", label="Stan", value=_said, html=_state, sort=("state",)),
        Column(key="zmieniono", label="Zmieniono", value=lambda row: row.changed_at, sort=("changed_at",)),
    ],
    default_sort="zmieniono:desc",
    id="artykuly-urzedu",
)  # fmt: skip


@require_GET
@needs("edit", OBJ)
def own_articles(request: SeatedRequest) -> HttpResponse:
    """Articles of the own office."""
    own = _own(request)
    listing = LIST.read(queries.own_articles().filter(office=own), request.GET)
    context = {
        "listing": listing,
        "empty": NONE,
        "code": queries.code_of(own),
        "consent": deeds.consent_needed(),
    }
    return render(request, "portal/offices/desk.html", context)


@require_GET
@needs("edit", OBJ)
def own_articles_export(request: SeatedRequest, fmt: str) -> HttpResponseBase:
    """The same list as a file."""
    rows = queries.own_articles().filter(office=_own(request))
    return export_response(LIST, rows, request, name="artykuly", fmt=fmt)


def _own(request: SeatedRequest) -> Office:
    return get_object_or_404(Office, pk__in=request.seat.offices or ())


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def own_article_add(request: SeatedRequest) -> HttpResponse:
    return _written(request, None)


@require_http_methods(["GET", "POST"])
@needs("edit", OBJ)
def own_article(request: SeatedRequest, article_id: int) -> HttpResponse:
    """One's own article: its words, and who sees it."""
    own = queries.own_articles().filter(office__in=request.seat.offices or ())
    return _written(request, get_object_or_404(own, pk=article_id))


def _written(request: SeatedRequest, found: OfficeArticle | None) -> HttpResponse:
    work = queries.worked_on(found) if found else None
    initial = {name: getattr(work, name) for name in OfficeArticleForm.base_fields} if work else {}
    form = OfficeArticleForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = deeds.write_article(
                found.pk if found else None, form.words(), by=request.seat, at=timezone.now()
            )
        except deeds.SlugTaken:
            form.add_error("title", "Urząd ma już artykuł o takim tytule. Zmień tytuł.")
        else:
            messages.success(request, _saved(made, waited=bool(work and work.state == ArticleState.WAITING)))
            return redirect("portal:own_article", made.replaces_id or made.pk)
    context: dict[str, Any] = {
        "form": form,
        "article": found,
        "work": work,
        "consent": deeds.consent_needed(),
    }
    if found and work:
        context |= {"html": as_html(work.text), "code": queries.code_of(found.office)}
    return render(request, "portal/offices/form.html", context, status=422 if form.errors else 200)


def _saved(made: OfficeArticle, *, waited: bool) -> str:
    if made.state != ArticleState.DRAFT:
        return "Artykuł zapisany."
    if waited:
        return "Artykuł zapisany. Treść się zmieniła, więc prośba o zgodę jest cofnięta. Poproś o zgodę."
    return CHANGED if made.replaces_id else "Artykuł zapisany."


@require_POST
@needs("edit", OBJ)
def own_article_show(request: SeatedRequest, article_id: int) -> HttpResponse:
    """Show an article, ask for consent, take the question, the change or the whole article back."""
    asked = request.POST.get("pokaz", "")
    act = {"cofnij": deeds.stop_asking, "porzuc": deeds.drop_change}.get(
        asked, partial(deeds.show_article, shown=asked == "1")
    )
    try:
        row = act(article_id, by=request.seat, at=timezone.now())
    except OfficeArticle.DoesNotExist as missing:
        raise Http404 from missing
    told = {
        ArticleState.SHOWN: "Artykuł jest na stronie urzędu.",
        ArticleState.WAITING: "Artykuł czeka na zgodę dostawcy platformy.",
        ArticleState.DRAFT: "Artykułu nie ma na stronie. Został jako szkic.",
    }
    of_change = {
        ArticleState.WAITING: "Zmiana czeka na zgodę. Na stronie zostaje dotychczasowa treść.",
        ArticleState.DRAFT: "Zmiana została jako szkic. Na stronie zostaje dotychczasowa treść.",
    }
    messages.success(request, (of_change if row.replaces_id else told)[ArticleState(row.state)])
    return redirect("portal:own_article", article_id)


@require_http_methods(["GET", "POST"])
@needs("consent", OBJ)
def consents(request: SeatedRequest) -> HttpResponse:
    """Articles that wait; POST says whether they have to."""
    if request.method == "POST":
        needed = request.POST.get("potrzebna") == "1"
        deeds.ask_for_consent(needed=needed, by=request.seat, at=timezone.now())
        messages.success(request, WAIT if needed else WAIT_NOT)
        return redirect("portal:consents")
    return _waiting(request, None)


def _waiting(request: SeatedRequest, wrong: tuple[int, RemarkForm] | None) -> HttpResponse:
    """All that waits, each with its form; `wrong` is the article and the form that has to be mended."""
    shown = []
    for row in queries.waiting_articles()[:100]:
        known = row.replaces or row
        form = wrong[1] if wrong and wrong[0] == known.pk else _remark(known.pk)
        shown.append((row, known, queries.code_of(row.office), as_html(row.text), form))
    context = {
        "waiting": shown,
        "needed": deeds.consent_needed(),
        "empty": NO_WAITING,
        "form": wrong and wrong[1],
    }
    return render(request, "portal/offices/consents.html", context, status=422 if wrong else 200)


def _remark(article_id: int, data: QueryDict | None = None) -> RemarkForm:
    return RemarkForm(data, auto_id=f"uwaga-{article_id}-%s")


@require_POST
@needs("consent", OBJ)
def consent(request: SeatedRequest, article_id: int) -> HttpResponse:
    """Let an article be shown, or send it back."""
    agree = request.POST.get("decyzja") == "zgoda"
    form = _remark(article_id, request.POST)
    if not agree and not form.is_valid():
        get_object_or_404(queries.own_articles(), pk=article_id)
        return _waiting(request, (article_id, form))
    remark = "" if agree else form.cleaned_data["remark"]
    try:
        deeds.consent(article_id, agree=agree, remark=remark, by=request.seat, at=timezone.now())
    except OfficeArticle.DoesNotExist as missing:
        raise Http404 from missing
    except deeds.NotWaiting:
        messages.error(request, "Ten artykuł już nie czeka na zgodę.")
    else:
        messages.success(
            request, "Artykuł jest na stronie urzędu." if agree else "Artykuł wrócił do urzędu z uwagą."
        )
    return redirect("portal:consents")
