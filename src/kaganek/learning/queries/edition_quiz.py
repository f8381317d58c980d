"""Quizzes of editions as those who publish them compare them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kaganek.learning.models import Course, EditionQuestion, EditionQuiz, Question, QuestionCorrection, Quiz
from kaganek.learning.queries.wordings import lines_of
from kaganek.learning.rules.editions import HeldQuestion, HeldQuiz, QuestionChange, QuizChanges, quiz_changes
from kaganek.lib.polish import counted
from kaganek.lib.wording import Pair, compare

NONE = HeldQuiz()


def said_of(quiz: Quiz | EditionQuiz) -> dict[str, str]:
    """The rules of a quiz in words, by name; two quizzes with the same words are given the same way."""
    drawn = [counted(quiz.draws[pool], "pytanie", "pytania", "pytań") for pool in sorted(quiz.draws)]
    minutes = quiz.time_limit and counted(quiz.time_limit, "minuta", "minuty", "minut")
    return {
        "Tytuł testu": quiz.title,
        "Próg zaliczenia": f"{quiz.pass_mark}%",
        "Liczba podejść": str(quiz.attempts),
        "Czas": minutes or "bez limitu",
        "Kolejność pytań": "losowa" if quiz.shuffle else "stała",
        "Kiedy pokazać, co było dobrze": quiz.get_feedback_display(),
        "Co widać po zakończeniu": quiz.get_review_display(),
        "Losowane z kategorii": ", ".join(drawn) or "nic",
    }


def ready_questions(quiz: Quiz) -> list[Question]:
    """The questions that the next edition would ask, in order."""
    return list(quiz.questions.filter(retired_at=None).order_by("position"))


def held_ready_quiz(course: Course) -> HeldQuiz:
    """The quiz that is ready, as an edition would hold it."""
    quiz = Quiz.objects.filter(course=course).first()
    return HeldQuiz(said_of(quiz), [_held(one) for one in ready_questions(quiz)]) if quiz else NONE


def held_quizzes(edition_ids: Iterable[int]) -> dict[int, HeldQuiz]:
    """The quizzes of editions, by edition, of those that have one. Two statements."""
    quizzes = list(EditionQuiz.objects.filter(edition__in=list(edition_ids)))
    asked: dict[int, list[HeldQuestion]] = {one.pk: [] for one in quizzes}
    rows = EditionQuestion.objects.filter(quiz__in=quizzes).select_related("question").order_by("position")
    for row in rows:
        asked[row.quiz_id].append(_held(row.question))
    return {one.edition_id: HeldQuiz(said_of(one), asked[one.pk]) for one in quizzes}


def _held(question: Question) -> HeldQuestion:
    return HeldQuestion(str(question.key), question.text, question.pk)


def quiz_changes_ahead(course: Course) -> QuizChanges:
    """What the quiz of the next edition would have otherwise."""
    before = held_quizzes([course.current_id]).get(course.current_id, NONE) if course.current_id else NONE
    return quiz_changes(before, held_ready_quiz(course))


@dataclass(frozen=True, slots=True)
class ComparedQuestion:
    """One question of two editions, side by side."""

    change: QuestionChange
    pairs: list[Pair]


def questions_side_by_side(changes: QuizChanges) -> list[ComparedQuestion]:
    """Questions that read otherwise, with both wordings; those that only moved say the same on both sides."""
    wanted = {pk for one in changes.questions for pk in (one.before, one.after) if pk}
    lines = {one.pk: lines_of(one) for one in Question.objects.filter(pk__in=wanted)}
    return [
        ComparedQuestion(one, compare(lines.get(one.before or 0, []), lines.get(one.after or 0, [])))
        for one in changes.questions
    ]


def corrections_of(course_id: int) -> dict[int, list[QuestionCorrection]]:
    """What was mended in the quizzes of a course's editions, by edition, the oldest first."""
    found: dict[int, list[QuestionCorrection]] = {}
    rows = QuestionCorrection.objects.filter(held__quiz__edition__course=course_id)
    for made in rows.select_related("held__quiz", "after").order_by("pk"):
        found.setdefault(made.held.quiz.edition_id, []).append(made)
    return found
