"""Letters of editions and reviews: to those who were moved, to reviewers, to authors."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse

from kaganek.core.models import Letter
from kaganek.core.outbox import Words
from kaganek.learning.models import CourseProgress, LessonRemark
from kaganek.learning.services.moves import MOVED
from kaganek.learning.services.plans import PLANNED
from kaganek.learning.services.reviews import ANSWERED, ASKED, REMARK
from kaganek.learning.terms import ReviewVerdict
from kaganek.lib.polish import counted

LESSONS = ("lekcja", "lekcje", "lekcji")


def moved(letter: Letter) -> Words | None:
    """What changed, what stays done and what has to be read again; nothing to someone who is no longer on it."""
    row = (
        CourseProgress.rounds.select_related("course", "edition", "person")
        .filter(pk=letter.facts["progress"])
        .first()
    )
    if row is None or row.edition is None:
        return None
    facts = letter.facts
    note = f"Co się zmieniło: {facts['note']}\n" if facts["note"] else ""
    kept = (
        f"Bez zmian na Twoim koncie: {counted(facts['kept'], *LESSONS)}, już ukończone.\n"
        if facts["kept"]
        else ""
    )
    again = f"Do przeczytania od nowa: {counted(facts['again'], *LESSONS)}.\n" if facts["again"] else ""
    quiz = "Test trzeba zdać jeszcze raz.\n" if facts["quiz"] else ""
    body = (
        "Dzień dobry,\n\n"
        f"autorzy poprawili szkolenie „{row.edition.title}”. Od dziś czytasz jego nowe wydanie.\n\n"
        f"{note}{kept}{again}{quiz}\n"
        "Twoje notatki i zakładki zostają.\n\n"
        f"Otwórz szkolenie: {settings.BASE_URL}{reverse('learning:course', args=[row.course_id])}\n"
        f"Twój login: {row.person.login}\n"
    )
    return Words(f"Nowe wydanie szkolenia: {row.edition.title}", body)


def review_asked(letter: Letter) -> Words:
    """Somebody asks for a review."""
    facts = letter.facts
    body = (
        "Dzień dobry,\n\n"
        f"{facts['who']} prosi o recenzję lekcji „{facts['title']}”.\n\n"
        f"Otwórz lekcję: {_draft(facts['lesson'])}\n"
    )
    return Words(f"Prośba o recenzję: {facts['title']}", body)


def review_answered(letter: Letter) -> Words:
    """A reviewer has answered."""
    facts = letter.facts
    accepted = facts["verdict"] == ReviewVerdict.ACCEPTED
    said = "akceptuje lekcję" if accepted else "prosi o poprawki w lekcji"
    remarks = f"Uwagi:\n{facts['remarks']}\n\n" if facts["remarks"] else ""
    body = f"Dzień dobry,\n\n{facts['who']} {said} „{facts['title']}”.\n\n{remarks}Otwórz lekcję: {_draft(facts['lesson'])}\n"
    return Words(f"{'Lekcja zaakceptowana' if accepted else 'Lekcja do poprawy'}: {facts['title']}", body)


def remark(letter: Letter) -> Words | None:
    """What was written beside the text; nothing once it is resolved."""
    facts = letter.facts
    row = LessonRemark.objects.select_related("answers_to").filter(pk=facts["remark"]).first()
    if row is None or (row.answers_to or row).resolved_at:
        return None
    does = "odpowiada na uwagę w lekcji" if row.answers_to else "dodaje uwagę do lekcji"
    body = f"Dzień dobry,\n\n{facts['who']} {does} „{facts['title']}”:\n\n{row.text}\n\nOtwórz lekcję: {_draft(facts['lesson'])}\n"
    return Words(f"{'Odpowiedź na uwagę' if row.answers_to else 'Uwaga w tekście'}: {facts['title']}", body)


def plan_ended(letter: Letter) -> Words:
    """A planned edition was published, or could not be."""
    facts = letter.facts
    page = settings.BASE_URL + reverse("learning:editions", args=[facts["course"]])
    if not facts["refused"]:
        return Words(
            f"Wydanie opublikowane: {facts['title']}",
            f"Dzień dobry,\n\nzaplanowane wydanie szkolenia „{facts['title']}” jest opublikowane.\n\nWydania: {page}\n",
        )
    return Words(
        f"Wydanie nie zostało opublikowane: {facts['title']}",
        f"Dzień dobry,\n\nzaplanowanego wydania szkolenia „{facts['title']}” nie opublikowaliśmy.\n"
        f"{facts['refused']}\n\nNic się nie zmieniło u uczestników. Popraw szkolenie i zaplanuj wydanie jeszcze raz: {page}\n",
    )


def _draft(lesson_id: int) -> str:
    return settings.BASE_URL + reverse("learning:draft", args=[lesson_id])


KINDS: dict[str, Callable[[Letter], Words | None]] = {
    MOVED: moved,
    ASKED: review_asked,
    ANSWERED: review_answered,
    REMARK: remark,
    PLANNED: plan_ended,
}
