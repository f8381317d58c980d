"""One topic: reading it, opening one, answering, correcting, marking the answer, following."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaganek.communication.forms.forum import PostForm, TopicForm
from kaganek.communication.models import Post, Topic
from kaganek.communication.queries.forum import PAGE, page_of, post_row, thread, topic_row
from kaganek.communication.queries.spaces import moderates
from kaganek.communication.services.forum import follows, posting
from kaganek.communication.services.forum.files import FileRefused
from kaganek.communication.views.pages import number_asked, pages
from kaganek.communication.views.posts import Reader, drawn
from kaganek.communication.views.spaces import space_or_404
from kaganek.communication.views.words import of_space
from kaganek.core.access import needs
from kaganek.core.markup import token_field
from kaganek.core.seats import SeatedRequest
from kaganek.lib.talk import quoted

CLOSED = "W tym temacie nie można już pisać: jest zamknięty."


@require_GET
@needs("view", "communication.topic")
def topic(request: SeatedRequest, topic_id: int) -> HttpResponse:
    """The posts of a topic, after the words that say who reads them, and a form to answer."""
    found = topic_or_404(request, topic_id)
    return _page(request, found, PostForm(initial=_quotation(request, found)))


def _page(request: SeatedRequest, found: Topic, form: PostForm, status: int = 200) -> HttpResponse:
    seat = request.seat
    shown = thread(found, page=number_asked(request), person_id=seat.person_id or 0)
    path = reverse("communication:topic", args=[found.pk])
    context = of_space(found.space, seat) | {
        "topic": found, "thread": shown,
        "page": pages(path, found.posts, shown.page, per_page=PAGE), "me": seat.person_id, "form": form,
        "writable": not (found.locked or found.space.closed_at or found.hidden),
        "answer_page": page_of(found.answer) if found.answer else 0,
    }  # fmt: skip
    keeps_order = context["keeps_order"]
    reader = Reader(
        seat.person_id, context["writable"], context["writable"] and (found.by_id == seat.person_id or keeps_order),
        keeps_order, token_field(get_token(request)),
    )  # fmt: skip
    context["posts"] = drawn(found, [(one, shown.files.get(one.number, ())) for one in shown.posts], reader)
    return render(request, "communication/forum/topic.html", context, status=status)


def _quotation(request: SeatedRequest, found: Topic) -> dict[str, Any]:
    """What the form begins with when somebody pressed "Cytuj"."""
    number = request.GET.get("cytuj", "")
    post = post_row(found.pk, int(number)) if number.isdecimal() and len(number) < 9 else None
    if post is None or post.hidden:
        return {}
    return {"text": quoted(post.text, who=post.by_name), "answers": post.number}


@require_http_methods(["GET", "POST"])
@needs("add", "communication.topic")
def new_topic(request: SeatedRequest, space_id: int) -> HttpResponse:
    """A form for a new topic; POST opens it."""
    space = space_or_404(space_id)
    form = TopicForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = posting.open_topic(
                space.pk,
                **form.cleaned_data,
                files=request.FILES.getlist("pliki"),
                by=request.seat,
                at=timezone.now(),
            )
        except (posting.SpaceClosed, FileRefused) as refusal:
            form.add_error(None, getattr(refusal, "reason", CLOSED))
        else:
            return redirect("communication:topic", made.pk)
    context = of_space(space, request.seat) | {"form": form}
    return render(request, "communication/forum/new_topic.html", context, status=422 if form.errors else 200)


@require_POST
@needs("add", "communication.post")
def reply(request: SeatedRequest, topic_id: int) -> HttpResponse:
    """A post at the end of the topic."""
    found = topic_or_404(request, topic_id)
    form = PostForm(request.POST)
    if form.is_valid():
        try:
            post = posting.reply(
                found.pk, text=form.cleaned_data["text"], answers=form.cleaned_data["answers"] or 0,
                files=request.FILES.getlist("pliki"), by=request.seat, at=timezone.now(),
            )  # fmt: skip
        except Topic.DoesNotExist:
            raise Http404 from None
        except (posting.SpaceClosed, FileRefused) as refusal:
            form.add_error(None, getattr(refusal, "reason", CLOSED))
        else:
            return redirect(address(found.pk, post.number))
    return _page(request, found, form, status=422)


@require_http_methods(["GET", "POST"])
@needs("change", "communication.post")
def edit(request: SeatedRequest, topic_id: int, number: int) -> HttpResponse:
    """New words of one's own post."""
    found = post_or_404(request, topic_id, number)
    if found.by_id != request.seat.person_id:
        raise Http404
    form = PostForm(request.POST or None, initial={"text": found.text})
    if request.method == "POST" and form.is_valid():
        try:
            posting.edit_post(topic_id, number, form.cleaned_data["text"], by=request.seat, at=timezone.now())
        except (posting.NotOwn, posting.SpaceClosed):
            messages.info(request, CLOSED)
        return redirect(address(topic_id, number))
    context = of_space(found.topic.space, request.seat) | {"form": form, "post": found, "topic": found.topic}
    return render(request, "communication/forum/edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@needs("change", "communication.post")
def withdraw(request: SeatedRequest, topic_id: int, number: int) -> HttpResponse:
    """Ask first, then take back one's own post."""
    found = post_row(topic_id, number)
    if found is None or found.by_id != request.seat.person_id:
        raise Http404
    if request.method == "POST":
        try:
            posting.withdraw_post(topic_id, number, by=request.seat, at=timezone.now())
        except posting.SpaceClosed:
            messages.info(request, CLOSED)
        else:
            messages.success(request, "Wpis wycofany.")
        if topic_row(topic_id).hidden:  # type: ignore[union-attr]
            return redirect("communication:space", found.space_id)
        return redirect(address(topic_id, number))
    if found.hidden:
        raise Http404
    context = of_space(found.topic.space, request.seat) | {"post": found, "topic": found.topic}
    return render(request, "communication/forum/withdraw.html", context)


@require_POST
@needs("change", "communication.post")
def mark(request: SeatedRequest, topic_id: int, number: int) -> HttpResponse:
    """This post is the answer, or is not any more."""
    said = request.POST.get("odpowiada")
    if said not in ("tak", "nie"):
        return redirect(address(topic_id, number))
    try:
        found = posting.mark_answer(topic_id, number, by=request.seat, answers=said == "tak")
    except (Topic.DoesNotExist, Post.DoesNotExist, posting.NotOwn):
        raise Http404 from None
    messages.success(request, "Oznaczono odpowiedź." if found.answer else "Cofnięto oznaczenie odpowiedzi.")
    return redirect(address(topic_id, number))


@require_POST
@needs("change", "communication.topicfollow")
def follow(request: SeatedRequest, topic_id: int) -> HttpResponse:
    """Be told of new posts, or no more."""
    found = topic_or_404(request, topic_id)
    if request.POST.get("obserwuj") == "nie":
        follows.unfollow(found, by=request.seat)
        messages.success(request, "Nie będziesz dostawać powiadomień o nowych wpisach w tym temacie.")
    elif request.POST.get("obserwuj") == "tak":
        follows.follow(found, by=request.seat, at=timezone.now())
        messages.success(request, "Powiadomimy Cię o nowych wpisach w tym temacie.")
    return redirect("communication:topic", topic_id)


def topic_or_404(request: SeatedRequest, topic_id: int) -> Topic:
    """A topic that the seat reads; a hidden one only for those who keep order in its space."""
    found = topic_row(topic_id)
    if found is None or (found.hidden and not moderates(request.seat, found.space)):
        raise Http404
    return found


def post_or_404(request: SeatedRequest, topic_id: int, number: int) -> Post:
    """A post that the seat reads; what is hidden, only for those who keep order."""
    found = post_row(topic_id, number)
    if found is None or (
        (found.hidden or found.topic.hidden) and not moderates(request.seat, found.topic.space)
    ):
        raise Http404
    return found


def address(topic_id: int, number: int) -> str:
    """Where a post stands."""
    page = page_of(number)
    query = f"?strona={page}" if page > 1 else ""
    return f"{reverse('communication:topic', args=[topic_id])}{query}#wpis-{number}"
