"""A package being played: its page, the beginning of a session, what it sends."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from kaganek.core.access import needs, public
from kaganek.core.seats import SeatedRequest, seated
from kaganek.learning.forms.playing import Ticket, Unreadable, read_said
from kaganek.learning.models import CourseProgress, Package, PackageAttempt, PackageItem
from kaganek.learning.queries.playing import Place, attempts_at, own_place, parts_of, result_of, rule_for
from kaganek.learning.queries.serving import opened_for, plays, sandbox
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.playing import Launched, NotPlayable, Taken, begin_session, take_message
from kaganek.learning.terms import CommitVerdict
from kaganek.learning.views.package_words import own_state, own_words
from kaganek.lib import polish
from kaganek.people.queries.sittings import learner_sitting, sitting_mark

STATES = {
    CommitVerdict.ACCEPTED: "saved",
    CommitVerdict.OLDER: "older",
    CommitVerdict.TAKEN: "taken",
    CommitVerdict.OVER: "over",
    CommitVerdict.REFUSED: "refused",
}


@require_GET
@needs("play", "learning.packageattempt")
def play(request: SeatedRequest, package_id: int) -> HttpResponse:
    """The page of a package: its parts and the frame in which one of them is played."""
    place = own_place(package_id)
    if place is None:
        raise Http404
    if place.progress.blocked_by:
        return redirect("learning:course", place.progress.course_id)
    parts, tries = parts_of(package_id), attempts_at(place.progress.pk, package_id)
    if parts and not plays(parts[0].package):
        return _unplayable(request, place, parts[0].package)
    result = result_of(*rule_for(package_id, place.progress.project_id), parts, tries)
    return render(request, "learning/player/play.html", {
        "place": place,
        "course": place.progress.course,
        "package": parts[0].package if parts else None,
        "result": result,
        **_shown(request.GET.get("czesc", ""), parts, tries),
        "sandbox": sandbox(),
    })  # fmt: skip


def _unplayable(request: SeatedRequest, place: Place, package: Package) -> HttpResponse:
    """An H5P where its core is not here: what is missing, and who can mend it."""
    context = {"place": place, "course": place.progress.course, "package": package}
    return render(request, "learning/player/unplayable.html", context, status=503)


def _shown(asked: str, parts: list[PackageItem], tries: dict[int, PackageAttempt]) -> dict[str, Any]:
    """The outline with the state of each part, the part to be played and its neighbours."""
    opening = [part for part in parts if part.opens]
    if not opening:
        raise Http404
    last = max(tries.values(), key=lambda one: one.last_at or one.started_at, default=None)
    wanted = int(asked) if asked.isascii() and asked.isdigit() else (last.item_id if last else 0)
    here = next((part for part in opening if part.pk == wanted), opening[0])
    at = opening.index(here)
    rows = [
        {"part": part, "current": part == here, "state": own_state(part, tries.get(part.pk))}
        for part in parts
        if part.visible or part == here
    ]
    return {
        "rows": rows if len(opening) > 1 else [],
        "part": here,
        "number": at + 1,
        "total": len(opening),
        "state": own_state(here, tries.get(here.pk)),
        "saved_at": tries[here.pk].last_at if here.pk in tries else None,
        "next": opening[at + 1] if at + 1 < len(opening) else None,
        "before": opening[at - 1] if at else None,
    }


@require_POST
@needs("play", "learning.packageattempt")
def begin(request: SeatedRequest, package_id: int, item_id: int) -> HttpResponse:
    """The script of the page asks for a session; this one takes over from any other."""
    at = timezone.now()
    try:
        launched = begin_session(package_id, item_id, by=request.seat, at=at)
    except (CourseProgress.DoesNotExist, PackageItem.DoesNotExist, NotPlayable):
        raise Http404 from None
    except CourseLocked:
        return JsonResponse({"state": "locked"})
    opened = opened_for(launched.attempt.package, seat=request.seat, at=at)
    return JsonResponse({
        "state": "begun",
        "ticket": _ticket(request, launched).seal(),
        "nonce": secrets.token_urlsafe(18),
        "origin": opened.origin,
        "frame": opened.address(launched.attempt.item.entry),
        "post": request.build_absolute_uri(reverse("learning:package_last_words")),
        "launch": {"version": launched.attempt.version, "state": launched.state},
        "words": own_state(launched.attempt.item, launched.attempt),
    })  # fmt: skip


def _ticket(request: SeatedRequest, launched: Launched) -> Ticket:
    mark = sitting_mark(request.session.session_key)
    return Ticket(launched.attempt.pk, launched.attempt.session, request.seat.membership_id or 0, mark)


@require_POST
@needs("play", "learning.packageattempt")
def save(request: SeatedRequest) -> HttpResponse:
    """What the package said, sent by our page; a ticket of another person opens nothing."""
    at = timezone.now()
    try:
        ticket, message = read_said(request.POST)
        taken = take_message(ticket.attempt, message, by=request.seat, at=at)
    except Unreadable:
        return JsonResponse({"fault": "unreadable"}, status=400)
    except PackageAttempt.DoesNotExist:
        raise Http404 from None
    return JsonResponse(_answer(taken, clock=polish.clock(timezone.localtime(at))))


@csrf_exempt  # it comes from an origin that has no cookie of ours, and the ticket stands for the person
@require_POST
@public
def last_words(request: SeatedRequest) -> HttpResponse:
    """What the package's own page sends while it is being left, when ours may be gone already."""
    at = timezone.now()
    try:
        ticket, message = read_said(request.POST)
    except Unreadable:
        return HttpResponse(status=400)
    seat = learner_sitting(ticket.membership, ticket.mark, at=at)
    if seat is None:
        return HttpResponse(status=403)
    try:
        with seated(seat):
            take_message(ticket.attempt, message, by=seat, at=at)
    except PackageAttempt.DoesNotExist:
        return HttpResponse(status=404)
    return HttpResponse(status=204)


def _answer(taken: Taken, *, clock: str) -> dict[str, Any]:
    return {
        "state": STATES[taken.verdict],
        "saved": clock,
        "sequence": taken.sequence,
        "replayed": taken.replayed,
        "aside": taken.aside,
        "done": taken.done,
        "roundOver": taken.round_over,
        "words": own_words(taken.completion, taken.success, taken.version) if taken.completion else "",
    }
