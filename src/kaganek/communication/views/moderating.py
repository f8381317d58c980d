"""Keeping order: measures on topics and posts with their reasons, reports of abuse and their queue."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.forum import MoveForm, ReasonForm
from kaganek.communication.models import AbuseReport, Space, Topic
from kaganek.communication.queries.forum import measures_of, waiting_reports
from kaganek.communication.queries.spaces import moderates
from kaganek.communication.services.forum import abuse, moderation
from kaganek.communication.terms import Measure
from kaganek.communication.views.topics import address, post_or_404, topic_or_404
from kaganek.communication.views.words import of_space
from kaganek.core.access import needs
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.lib.talk import rendered

NOTHING = Empty("Nic nie czeka", "Gdy ktoś zgłosi wpis albo wiadomość, zobaczysz to tutaj.")
SWITCHES = (
    (Measure.PIN, Measure.UNPIN, "pinned"),
    (Measure.LOCK, Measure.UNLOCK, "locked"),
    (Measure.HIDE, Measure.RESTORE, "hidden"),
)


@require_http_methods(["GET", "POST"])
@needs("moderate", "communication.topic")
def order(request: SeatedRequest, topic_id: int) -> HttpResponse:
    """What may be done with a topic, and the log; POST does one of it."""
    found = _kept(request, topic_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            measure = Measure(request.POST.get("co", ""))
            moderation.keep_order(
                found.pk, measure, reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now()
            )
        except (ValueError, KeyError):
            raise Http404 from None
        messages.success(request, "Zapisane.")
        return redirect("communication:order", topic_id)
    return _order_page(request, found, form, MoveForm(topic=found))


def _order_page(request: SeatedRequest, found: Topic, form: ReasonForm, move: MoveForm) -> HttpResponse:
    switches = [off if getattr(found, name) else on for on, off, name in SWITCHES]
    context = of_space(found.space, request.seat) | {
        "topic": found, "form": form, "move": move, "switches": switches, "measures": list(measures_of(found)),
    }  # fmt: skip
    faulty = form.errors or move.errors
    return render(request, "communication/forum/order.html", context, status=422 if faulty else 200)


@require_POST
@needs("moderate", "communication.topic")
def move(request: SeatedRequest, topic_id: int) -> HttpResponse:
    """The topic goes to another space of its project."""
    found = _kept(request, topic_id)
    form = MoveForm(request.POST, topic=found)
    if not form.is_valid():
        return _order_page(request, found, ReasonForm(), form)
    try:
        moderation.move_topic(
            topic_id,
            form.cleaned_data["space"],
            reason=form.cleaned_data["reason"],
            by=request.seat,
            at=timezone.now(),
        )
    except (Space.DoesNotExist, moderation.OtherProject, moderation.NotModerator):
        raise Http404 from None
    messages.success(request, "Temat przeniesiony. Czytają go teraz osoby z nowego miejsca.")
    return redirect("communication:topic", topic_id)


def _kept(request: SeatedRequest, topic_id: int) -> Topic:
    found = topic_or_404(request, topic_id)
    if not moderates(request.seat, found.space):
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@needs("moderate", "communication.topic")
def hide(request: SeatedRequest, topic_id: int, number: int) -> HttpResponse:
    """Hide a post, or restore a hidden one, with a reason."""
    found = post_or_404(request, topic_id, number)
    if not moderates(request.seat, found.topic.space):
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        deed = moderation.restore_post if found.hidden else moderation.hide_post
        deed(topic_id, number, reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now())
        messages.success(request, "Wpis przywrócony." if found.hidden else "Wpis ukryty.")
        return redirect(address(topic_id, number))
    context = of_space(found.topic.space, request.seat) | {"form": form, "post": found, "topic": found.topic}
    return render(request, "communication/forum/hide.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("add", "communication.abusereport")
def report(request: SeatedRequest, topic_id: int, number: int) -> HttpResponse:
    """Ask those who keep order to look at a post."""
    found = post_or_404(request, topic_id, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not found.hidden:
            abuse.report_post(
                topic_id, number, reason=form.cleaned_data["reason"], by=request.seat, at=timezone.now()
            )
        messages.success(request, "Dziękujemy. Osoby, które pilnują porządku, obejrzą ten wpis.")
        return redirect(address(topic_id, number))
    context = of_space(found.topic.space, request.seat) | {"form": form, "post": found, "topic": found.topic}
    return render(request, "communication/forum/report.html", context, status=422 if form.errors else 200)


@require_GET
@needs("judge", "communication.abusereport")
def reports(request: SeatedRequest) -> HttpResponse:
    """Reports that wait for this seat."""
    shown = [(one, rendered(one.words)) for one in waiting_reports()]
    return render(request, "communication/forum/reports.html", {"reports": shown, "empty": NOTHING})


@require_POST
@needs("judge", "communication.abusereport")
def judge(request: SeatedRequest, report_id: int) -> HttpResponse:
    """Hide what was reported, or leave it."""
    decision = request.POST.get("decyzja")
    if decision not in ("ukryj", "zostaw"):
        messages.info(request, "Wybierz, co zrobić ze zgłoszeniem.")
        return redirect("communication:reports")
    hide_it = decision == "ukryj"
    try:
        abuse.judge_report(report_id, hide=hide_it, by=request.seat, at=timezone.now())
    except (AbuseReport.DoesNotExist, moderation.NotModerator):
        raise Http404 from None
    messages.success(
        request, "Wpis ukryty, zgłoszenie zamknięte." if hide_it else "Zgłoszenie zamknięte bez działania."
    )
    return redirect("communication:reports")
