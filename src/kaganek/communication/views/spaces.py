"""The forum's first page, and the topics of one space."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaganek.communication.models import Space
from kaganek.communication.queries.chat import rooms_of
from kaganek.communication.queries.forum import TOPICS, follows_space, latest_topics, topics_of
from kaganek.communication.queries.search import MOST, posts_with
from kaganek.communication.queries.spaces import open_spaces
from kaganek.communication.services.forum import follows
from kaganek.communication.views.pages import number_asked, pages
from kaganek.communication.views.words import of_space
from kaganek.core.access import may, needs
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.polish import counted
from kaganek.lib.stems import asked_stems

LATEST = 8
LONGEST = 200
NO_SPACES = Empty(
    "Nie masz jeszcze forum", "Forum otwiera się samo, gdy Twój urząd lub Twoje szkolenie jest w projekcie."
)
NO_TOPICS = Empty(
    "Nikt jeszcze nic tu nie napisał", "Zacznij: zadaj pytanie albo podziel się tym, co działa."
)


@require_GET
@needs("view", "communication.space")
def forum(request: SeatedRequest) -> HttpResponse:
    """All spaces open to the seat, and what was talked of last."""
    return render(request, "communication/forum/index.html", {
        "spaces": list(open_spaces()), "latest": list(latest_topics(LATEST)), "empty": NO_SPACES,
        "judges": may(request.seat, "judge", "communication.abusereport"),
        "groups": may(request.seat, "add", "communication.space"),
    })  # fmt: skip


@require_GET
@needs("view", "communication.topic")
def space(request: SeatedRequest, space_id: int) -> HttpResponse:
    """Topics of one space, after the words that say who reads it."""
    found = space_or_404(space_id)
    told = of_space(found, request.seat)
    rows = topics_of(found, hidden=told["keeps_order"])
    page = pages(request.path, rows.count(), number_asked(request), per_page=TOPICS)
    topics = list(rows[page.first : page.first + TOPICS])
    context = told | {
        "topics": topics, "page": page, "empty": NO_TOPICS, "rooms": list(rooms_of(found)),
        "follows": follows_space(found, request.seat.person_id or 0),
    }  # fmt: skip
    return render(request, "communication/forum/space.html", context)


@require_POST
@needs("change", "communication.spacefollow")
def follow(request: SeatedRequest, space_id: int) -> HttpResponse:
    """Be told of new topics, or no more."""
    found = space_or_404(space_id)
    if request.POST.get("obserwuj") == "nie":
        follows.unfollow_space(found, by=request.seat)
        messages.success(request, "Nie będziesz dostawać powiadomień o nowych tematach w tym miejscu.")
    elif request.POST.get("obserwuj") == "tak":
        follows.follow_space(found, by=request.seat, at=timezone.now())
        messages.success(request, "Powiadomimy Cię o nowych tematach w tym miejscu.")
    return redirect("communication:space", space_id)


@require_GET
@needs("view", "communication.post")
def search(request: SeatedRequest) -> HttpResponse:
    """Words in all that the seat may read, or in one space of it."""
    text = request.GET.get("q", "")[:LONGEST]
    within = request.GET.get("przestrzen", "")
    chosen = space_or_404(int(within)) if within.isdecimal() and len(within) < 18 else None
    hits = posts_with(text, space_id=chosen.pk if chosen else None)
    return render(request, "communication/forum/search.html", {
        "q": text, "hits": hits, "within": chosen, "found": counted(len(hits), "wpis", "wpisy", "wpisów"),
        "more": len(hits) == MOST, "asked": bool(asked_stems(text)),
    })  # fmt: skip


def space_or_404(space_id: int) -> Space:
    """A space that the active seat reads."""
    found = open_spaces().filter(pk=space_id).first()
    if found is None:
        raise Http404
    return found
