"""The participant's home and the list of deadlines."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kaganek.core.access import needs
from kaganek.core.parts import Empty
from kaganek.core.seats import SeatedRequest
from kaganek.learning.queries.margins import own_margin
from kaganek.learning.queries.own import first_lesson, home_rows, own_certificates
from kaganek.learning.queries.tasks import open_tasks
from kaganek.learning.views.course_cards import card, days_left, length
from kaganek.learning.views.own_paths import home_walks
from kaganek.learning.views.tasks.cards import task_cards
from kaganek.lib import polish
from kaganek.lib.names import sort_key
from kaganek.people.queries.account import watching

Card = dict[str, Any]
SAYS = {  # state → its words in the sentence under the heading
    "doing": "w toku",
    "late": "po terminie",
    "soon": "z bliskim terminem",
    "todo": "do rozpoczęcia",
}
NOTHING_YET = Empty(
    title="Nie masz jeszcze szkoleń",
    text="Szkolenia przypisuje opiekun w Twoim urzędzie albo koordynator projektu. Gdy to zrobi, zobaczysz je tutaj.",
)


@require_GET
@needs("study", "learning.courseprogress")
def home(request: SeatedRequest) -> HttpResponse:
    """What to do now, all courses, deadlines, certificates, and who sees the progress."""
    today = timezone.localdate()
    rows = home_rows()
    cards = _in_order(card(row, today) for row in rows)
    tasks = task_cards(open_tasks(rows), today)
    office = (request.seat.offices or (0,))[0]
    return render(request, "learning/home.html", {
        "today": today,
        "says": _says(cards),
        "now": _now(cards, today),
        "cards": cards,
        "path": _path(cards),
        "tasks": tasks,
        "walks": home_walks(rows),
        "deadlines": _deadlines([*cards, *tasks])[:3],
        "certificates": own_certificates(),
        "watchers": watching(office, request.seat.person_id or 0),
        "contacts": sorted({c["row"].project.contact_name for c in cards} - {""}),
        "empty": NOTHING_YET,
    })  # fmt: skip


@require_GET
@needs("study", "learning.courseprogress")
def deadlines(request: SeatedRequest) -> HttpResponse:
    """Every course and task with a deadline, the nearest first; completed courses last."""
    today = timezone.localdate()
    rows = home_rows()
    cards = [card(row, today) for row in rows]
    tasks = [one for one in task_cards(open_tasks(rows), today) if one["due_on"]]
    done = sorted(
        (c for c in cards if c["state"] == "done"), key=lambda c: c["row"].completed_at, reverse=True
    )
    return render(request, "learning/deadlines.html", {
        "today": today,
        "open": _deadlines([*cards, *tasks]),
        "without": [c for c in cards if c["state"] != "done" and c["due_on"] is None],
        "done": done,
        "any": bool(cards or tasks),
        "empty": NOTHING_YET,
    })  # fmt: skip


def _in_order(cards: Any) -> list[Card]:
    """As on the path; courses outside any path by deadline and title."""

    def place(c: Card) -> tuple[Any, ...]:
        row = c["row"]
        return (
            row.path_name is None,
            sort_key(row.path_name or ""),
            row.step or 0,
            row.due_on or date.max,
            sort_key(c["title"]),
        )

    return sorted(cards, key=place)


def _deadlines(cards: list[Card]) -> list[Card]:
    waiting = [c for c in cards if c["due_on"] and c["state"] != "done"]
    return sorted(waiting, key=lambda c: (c["due_on"], sort_key(c["title"])))


def _says(cards: list[Card]) -> str:
    """ "Masz jedno szkolenie w toku i jedno po terminie." """
    number = Counter(c["state"] for c in cards)
    if not cards:
        return "Czekasz na pierwsze szkolenie."
    if number["done"] == len(cards):
        return "Wszystkie szkolenia są ukończone."
    parts: list[str] = []
    for state, words in SAYS.items():
        if n := number[state]:
            # The noun stands once, by the first number.
            noun = "" if parts else f" {polish.form(n, 'szkolenie', 'szkolenia', 'szkoleń')}"
            parts.append(f"{'jedno' if n == 1 else polish.number(n)}{noun} {words}")
    return f"Masz {' i '.join([', '.join(parts[:-1]), parts[-1]] if parts[1:] else parts)}." if parts else ""


def _path(cards: list[Card]) -> dict[str, Any]:
    """ "Ścieżka: Obsługa mieszkańców · 4 szkolenia, 18 godzin"; without a path the number and time alone."""
    on_path = [c for c in cards if c["row"].path_name]
    counted = on_path or cards
    hours = sum((c["hours"] for c in counted), Decimal(0))
    names = sorted({(c["row"].path_name, c["row"].path_id) for c in on_path})
    return {
        "label": "Ścieżka:" if len(names) == 1 else "Ścieżki:",
        "names": names,
        "total": f"{polish.counted(len(counted), 'szkolenie', 'szkolenia', 'szkoleń')}, {length(hours)}",
    }


def _now(cards: list[Card], today: date) -> dict[str, Any] | None:
    """The one thing to do now: the course worked on last, else the one with the nearest deadline."""
    open_ones = [c for c in cards if c["state"] not in ("done", "locked")]
    if not open_ones:
        return None
    begun = [c for c in open_ones if c["row"].last_activity_at]
    if begun:
        chosen = max(begun, key=lambda c: c["row"].last_activity_at)
    else:
        chosen = min(open_ones, key=lambda c: c["due_on"] or date.max)
    return _step(chosen) | {
        "card": chosen,
        "due_on": chosen["due_on"],
        "days_left": days_left(chosen["due_on"], today) if chosen["due_on"] else "",
    }


def _step(chosen: Card) -> dict[str, Any]:
    """The next lesson of a course at the place where reading stopped, or its quiz once every lesson is finished."""
    row = chosen["row"]
    if row.has_quiz and (row.quiz_only or chosen["done"] >= chosen["lessons"]):
        return {
            "title": "Test końcowy",
            "minutes": 0,
            "href": reverse("learning:quiz", args=[row.course_id]),
            "button": "Przejdź do testu",
        }
    lesson = row.current_lesson or first_lesson(row.course_id, row.reads)
    if lesson is None:
        return {"title": chosen["title"], "minutes": 0, "href": chosen["href"], "button": "Otwórz szkolenie"}
    place = own_margin(lesson.pk).place
    return {
        "title": f"Lekcja {lesson.position} z {chosen['lessons']}: {lesson.title}",
        "minutes": lesson.minutes,
        "href": reverse("learning:lesson", args=[lesson.pk]) + (f"#{place}" if place else ""),
        "button": "Wróć do lekcji" if row.started_at else "Rozpocznij",
    }
