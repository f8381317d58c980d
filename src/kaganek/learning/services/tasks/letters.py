"""The words of the letters about tasks; judged when a letter leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localdate

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.learning.models import Attempt, HandIn, TaskExample, TaskWork
from kaganek.learning.rules.tasks import OPEN
from kaganek.learning.services.tasks.reminders import COMING, LATE
from kaganek.learning.services.tasks.telling import ASKED, GIVEN, HANDED, MOVED, WAITS, graders_of
from kaganek.learning.terms import ExampleState, TaskKind, WorkState
from kaganek.lib.polish import long_date


def given(letter: Letter) -> Words | None:
    """What is to be done and by when; nothing to who is no longer a member, or once it was handed in."""
    work = _open_work(letter)
    if work is None:
        return None
    who = "Zadanie wykonuje zespół z Twojego urzędu, razem z Tobą." if work.task.kind == TaskKind.TEAM else ""
    when = f"Termin: {long_date(work.due_on)}" if work.due_on else ""
    said = f"masz nowe zadanie: „{work.title}”."
    return Words(f"Nowe zadanie: {work.title}", _body(said, who, when, _task(work)))


def moved(letter: Letter) -> Words | None:
    """The new day and why; nothing when it is handed in, or the day was moved once more."""
    work = _due_work(letter)
    if work is None or work.due_on is None:
        return None
    said = f"termin zadania „{work.title}” jest zmieniony. Nowy termin: {long_date(work.due_on)}"
    why = f"Powód: {work.due_reason}" if work.due_reason else ""
    return Words(f"Termin zmieniony: {work.title}", _body(said, why, _task(work)))


def coming(letter: Letter) -> Words | None:
    """By when; nothing when it is handed in, moved, or the day has passed."""
    work = _due_work(letter)
    if work is None or work.due_on is None or work.due_on < localdate():
        return None
    said = f"termin zadania „{work.title}” mija {long_date(work.due_on)}"
    return Words(f"Zbliża się termin zadania: {work.title}", _body(said, _task(work)))


def late(letter: Letter) -> Words | None:
    """Since when; nothing when it is handed in or moved."""
    work = _due_work(letter)
    if work is None or work.due_on is None:
        return None
    said = f"termin zadania „{work.title}” minął {long_date(work.due_on)}"
    more = "Zadanie nadal można oddać."
    return Words(f"Termin zadania minął: {work.title}", _body(said, more, _task(work)))


def _due_work(letter: Letter) -> TaskWork | None:
    work = _open_work(letter)
    return work if work and str(work.due_on) == letter.facts["due"] else None


def handed(letter: Letter) -> Words | None:
    """Who handed which version in; nothing to who is no longer a member."""
    row = HandIn.objects.select_related("work").filter(pk=letter.facts["hand_in"]).first()
    if row is None or letter.person not in row.work.member_ids:
        return None
    said = (
        f"Twój zespół oddał zadanie „{row.work.title}”: wersja {row.number}, {long_date(localdate(row.at))}"
    )
    return Words(
        f"Zespół oddał pracę: {row.work.title}",
        _body(said, f"W imieniu zespołu: {row.by_name}", _task(row.work)),
    )


def waits(letter: Letter) -> Words | None:
    """What waits for a grade; nothing once it was graded, or to who grades for that office no longer."""
    return _essay_waits(letter) if "attempt" in letter.facts else _work_waits(letter)


def _work_waits(letter: Letter) -> Words | None:
    row = HandIn.objects.select_related("work").filter(pk=letter.facts["hand_in"]).first()
    if row is None or row.work.state != WorkState.HANDED or row.number != row.work.handed:
        return None
    if not _grades(letter, row.work.office_id, row.work.project_id):
        return None
    said = f"praca nad zadaniem „{row.work.title}” czeka na ocenę: wersja {row.number}."
    where = f"Otwórz pracę: {settings.BASE_URL}{reverse('learning:work', args=[row.work_id])}"
    return Words(f"Praca do oceny: {row.work.title}", _body(said, where))


def _essay_waits(letter: Letter) -> Words | None:
    rows = Attempt.objects.select_related("progress__course")
    row = rows.filter(pk=letter.facts["attempt"], handed_in_at__isnull=False, finished_at=None).first()
    if row is None or not _grades(letter, row.office_id, row.project_id):
        return None
    title = row.progress.course.title
    where = f"Otwórz listę: {settings.BASE_URL}{reverse('learning:grading')}"
    return Words(
        f"Wypowiedź w teście do oceny: {title}",
        _body(f"wypowiedź w teście szkolenia „{title}” czeka na ocenę.", where),
    )


def example_asked(letter: Letter) -> Words | None:
    """What the office is asked; nothing once it has answered, or another copy was proposed."""
    rows = TaskExample.objects.select_related("work")
    row = rows.filter(
        work=letter.facts["work"], number=letter.facts["number"], state=ExampleState.PROPOSED
    ).first()
    if row is None:
        return None
    said = (
        f"konsultant chce pokazać innym urzędom pracę nad zadaniem „{row.work.title}” z Twojego urzędu jako dobry "
        "przykład. Kopia nie zawiera nazwisk ani nazwy urzędu."
    )
    asked = "Przeczytaj ją i napisz, czy urząd się zgadza. Bez zgody nikt jej nie zobaczy."
    where = f"Otwórz pracę: {settings.BASE_URL}{reverse('learning:work', args=[row.work_id])}"
    return Words(f"Pytanie o zgodę na przykład: {row.work.title}", _body(said, asked, where))


def _open_work(letter: Letter) -> TaskWork | None:
    return TaskWork.objects.filter(
        pk=letter.facts["work"], member_ids__contains=[letter.person or 0], state__in=OPEN
    ).first()


def _grades(letter: Letter, office: int, project: int) -> bool:
    return letter.person in {person for person, _ in graders_of(office, project, localdate())}


def _task(work: TaskWork) -> str:
    return f"Otwórz zadanie: {settings.BASE_URL}{reverse('learning:task', args=[work.pk])}"


def _body(*parts: str) -> str:
    return "\n\n".join(filter(None, ("Dzień dobry,", *parts))) + "\n"


KINDS: dict[str, Callable[[Letter], Words | None]] = {
    COMING: coming, LATE: late, GIVEN: given, MOVED: moved, HANDED: handed, WAITS: waits, ASKED: example_asked,
}  # fmt: skip
