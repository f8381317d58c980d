"""The words of the letters about what somebody is given to learn, and about more time for it; judged when a letter leaves."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.learning.models import (
    CourseProgress,
    DeadlineExtension,
    PathAssignment,
    PathStep,
    QuizAllowance,
)
from kaganek.learning.services.telling import ALLOWED, EXTENDED, GIVEN
from kaganek.learning.steps import StepState, states_of, titles_of
from kaganek.lib.polish import clock, counted, long_date
from kaganek.programmes.models import Enrolment

MOST = 20  # lines of one letter
ToDo = list[tuple[str, StepState | None]]


def given(letter: Letter) -> Words | None:
    """What is new to learn and by when; nothing of what is done, nothing to who takes part no longer."""
    rows = Enrolment.objects.select_related("person")
    person = rows.filter(pk=letter.facts["enrolment"], left_at=None).first()
    if person is None:
        return None
    return _of_course(letter, person) if "course" in letter.facts else _of_path(letter, person)


def _of_course(letter: Letter, person: Enrolment) -> Words | None:
    rows = CourseProgress.objects.select_related("course").filter(completed_at=None)
    row = rows.filter(enrolment=person, course=letter.facts["course"]).first()
    if row is None:
        return None
    when = f"Termin: {long_date(row.due_on)}" if row.due_on else ""
    where = f"Otwórz szkolenie: {settings.BASE_URL}{reverse('learning:course', args=[row.course_id])}"
    said = f"masz nowe szkolenie: „{row.course.title}”."
    return Words(f"Nowe szkolenie: {row.course.title}", _body(said, when, where, _login(person)))


def _of_path(letter: Letter, person: Enrolment) -> Words | None:
    held = PathAssignment.objects.select_related("path").filter(enrolment=person, path=letter.facts["path"])
    if not (row := held.first()):
        return None
    added = {(kind, item) for kind, item in letter.facts.get("steps", ())}
    moved = {(kind, item) for kind, item in letter.facts.get("moved", ())}
    steps = list(PathStep.objects.filter(path=row.path_id).order_by("position"))
    only_moved = bool(moved and not added)
    told = [one for one in steps if not (added or only_moved) or (one.kind, one.what) in added]
    to_do = _to_do(person, [one for one in told if not one.group_id])
    days = _to_do(person, [one for one in steps if (one.kind, one.what) in moved])
    chosen = any(one.group_id for one in told)
    if not (to_do or days or chosen):
        return None
    name = row.path.name
    if only_moved:
        subject, said = (
            f"Zmienione terminy na Twojej ścieżce: {name}", f"na Twojej ścieżce „{name}” zmieniły się terminy."
        )  # fmt: skip
    elif added:
        subject, said = f"Nowe kroki na Twojej ścieżce: {name}", f"na Twojej ścieżce „{name}” są nowe kroki."
    else:
        subject, said = f"Nowa ścieżka szkoleń: {name}", f"masz nową ścieżkę szkoleń: „{name}”."
    where = f"Otwórz ścieżkę: {settings.BASE_URL}{reverse('learning:own_path', args=[row.path_id])}"
    choice = "Część kroków wybierasz na stronie ścieżki." if chosen else ""
    parts = (said, _first_day(to_do), _listed(to_do), _days(days), choice, where, _login(person))
    return Words(subject, _body(*parts))


def _to_do(person: Enrolment, steps: Sequence[PathStep]) -> ToDo:
    """Steps that the person has not done, by title."""
    named = [(one.kind, one.what) for one in steps]
    states, titles = states_of([person], named), titles_of(named)
    found = [(titles[key], states.get((person.pk, *key))) for key in named if key in titles]
    return [(title, state) for title, state in found if not (state and state.done)]


def _days(steps: ToDo) -> str:
    """The deadlines that hold now."""
    held = [(title, state.due_on) for title, state in steps if state]
    lines = [f"- {title}: {long_date(day) if day else 'bez terminu'}" for title, day in held[:MOST]]
    return "\n".join(["Nowe terminy:", *lines]) if lines else ""


def _first_day(to_do: ToDo) -> str:
    days = [state.due_on for _, state in to_do if state and state.due_on]
    return f"Pierwszy termin: {long_date(min(days))}" if days else ""


def _listed(to_do: ToDo) -> str:
    lines = [f"- {title}" for title, _ in to_do[:MOST]]
    more = len(to_do) - MOST
    if more > 0:
        lines.append(f"- i jeszcze {counted(more, 'krok', 'kroki', 'kroków')}")
    return "\n".join(["Do zrobienia:", *lines]) if lines else ""


def extended(letter: Letter) -> Words | None:
    """The new day and why, or the new days of a path; nothing when the course is done, or the day was moved once more."""
    if "path" in letter.facts:
        return given(letter)
    rows = DeadlineExtension.objects.select_related("progress__course", "person")
    row = rows.filter(pk=letter.facts["extension"]).first()
    if row is None or row.progress.completed_at or row.progress.due_on != row.until_on:
        return None
    title = row.progress.course.title
    where = (
        f"Otwórz szkolenie: {settings.BASE_URL}{reverse('learning:course', args=[row.progress.course_id])}"
    )
    said = f"masz więcej czasu na szkolenie „{title}”. Nowy termin: {long_date(row.until_on)}"
    return Words(
        f"Termin zmieniony: {title}", _body(said, f"Powód: {row.reason}", where, f"Twój login: {row.person.login}")
    )  # fmt: skip


def allowed(letter: Letter) -> Words | None:
    """What holds at the quiz from now on, and why; nothing when the course is done, or something newer holds."""
    rows = QuizAllowance.objects.select_related("progress__course", "person")
    row = rows.filter(pk=letter.facts["allowance"]).first()
    if row is None or row.progress.completed_at:
        return None
    if QuizAllowance.objects.filter(progress=row.progress_id, pk__gt=row.pk).exists():
        return None
    title = row.progress.course.title
    where = (
        f"Otwórz szkolenie: {settings.BASE_URL}{reverse('learning:course', args=[row.progress.course_id])}"
    )
    return Words(
        f"Zmiana czasu lub podejść w teście: {title}",
        _body(*_what_holds(row), f"Powód: {row.reason}", where, f"Twój login: {row.person.login}"),
    )


def _what_holds(row: QuizAllowance) -> tuple[str, str]:
    title, lines = row.progress.course.title, []
    if row.extra_minutes:
        lines.append(f"- dodatkowy czas: {counted(row.extra_minutes, 'minuta', 'minuty', 'minut')}")
    if row.extra_attempts:
        lines.append(
            f"- dodatkowe podejścia: {counted(row.extra_attempts, 'podejście', 'podejścia', 'podejść')}"
        )
    if row.open_until:
        here = localtime(row.open_until)
        lines.append(f"- test nie zamknie się przed: {long_date(here.date())}, godz. {clock(here)}")
    if not lines:
        return f"w teście szkolenia „{title}” obowiązują Cię teraz zwykły czas i zwykła liczba podejść.", ""
    return f"w teście szkolenia „{title}” masz teraz:", "\n".join(lines)


def _login(person: Enrolment) -> str:
    return f"Twój login: {person.person.login}"


def _body(*parts: str) -> str:
    return "\n\n".join(filter(None, ("Dzień dobry,", *parts))) + "\n"


KINDS: dict[str, Callable[[Letter], Words | None]] = {GIVEN: given, EXTENDED: extended, ALLOWED: allowed}
