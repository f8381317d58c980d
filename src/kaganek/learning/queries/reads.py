"""What a row of progress reads: its edition, how many lessons that has, its quiz and the quiz's questions.

One rule decides all (L-80 and L-160): the edition the person began with, before that the newest; of a course never
published as an edition, what is ready. Functions take the way to the row, as "progress__".
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, F, Func, IntegerField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Coalesce

from kaganek.learning.models import Course, CourseProgress, EditionQuiz, Question, Quiz

# The rows that `quiz_of` looks at, for select_related.
QUIZ_OF = ("course__quiz", "course__current__quiz", "edition__quiz")

_HAS_QUIZ = (
    "(SELECT EXISTS (SELECT FROM learning_editionquiz test WHERE test.edition_id = given.edition)"
    " OR (given.edition IS NULL AND EXISTS (SELECT FROM learning_quiz test WHERE test.course_id = given.course))"
    " FROM (VALUES (%(expressions)s)) AS given(edition, course))"
)
# Drawn in the statement that begins the attempt: all questions without a pool, of each pool as many as the
# quiz says, in the quiz's order or in none (rule L-67).
_DRAWN = (
    "ARRAY(SELECT one.id FROM (SELECT test.*,"
    " row_number() OVER (PARTITION BY test.pool ORDER BY random()) AS place, random() AS dice"
    " FROM (VALUES (%(expressions)s)) AS given(edition, course) CROSS JOIN LATERAL ("
    "SELECT question.id, held.position, question.pool, quiz.draws, quiz.shuffle FROM learning_editionquiz quiz"
    " JOIN learning_editionquestion held ON held.quiz_id = quiz.id"
    " JOIN learning_question question ON question.id = held.question_id WHERE quiz.edition_id = given.edition"
    " UNION ALL SELECT question.id, question.position, question.pool, quiz.draws, quiz.shuffle FROM learning_quiz quiz"
    " JOIN learning_question question ON question.quiz_id = quiz.id AND question.retired_at IS NULL"
    " WHERE given.edition IS NULL AND quiz.course_id = given.course) test) one"
    " WHERE one.pool IS NULL OR one.place <= (one.draws ->> one.pool::text)::int"
    " ORDER BY CASE WHEN one.shuffle THEN one.dice ELSE 0 END, one.position)"
)


def edition_of(progress: str = "") -> Combinable:
    """The edition that a row of progress reads (rule L-80): the one begun with, before that the newest."""
    return Coalesce(f"{progress}edition_id", f"{progress}course__current_id")


def lesson_count(progress: str = "") -> Combinable:
    """How many lessons there are to finish; a course never published as an edition counts its ready ones."""
    counted = "(SELECT count(*) FROM learning_lesson lesson WHERE lesson.course_id = %(expressions)s AND lesson.live)"
    ready = Func(F(f"{progress}course_id"), template=counted, output_field=IntegerField())
    return Coalesce(f"{progress}edition__lessons", f"{progress}course__current__lessons", ready)


def has_quiz(progress: str = "") -> Combinable:
    """Whether what a row of progress reads ends with a quiz."""
    given = edition_of(progress), F(f"{progress}course_id")
    return Func(*given, template=_HAS_QUIZ, output_field=BooleanField())


def drawn_questions(progress: str = "") -> Combinable:
    """Ids of the questions of a new attempt, in its order; anew each time it is asked."""
    return _drawn(edition_of(progress), F(f"{progress}course_id"))


def _drawn(edition: Combinable, course: Combinable) -> Combinable:
    return Func(edition, course, template=_DRAWN, output_field=ArrayField(BigIntegerField()))


def drawn_for_preview(course_id: int) -> list[Question]:
    """Questions of the quiz that is ready, as a new attempt would get them, for nobody's attempt."""
    ready = Cast(Value(None), BigIntegerField())
    drawn = Course.objects.annotate(drawn=_drawn(ready, F("pk"))).values_list("drawn", flat=True)
    ids = drawn.get(pk=course_id)
    found = Question.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def quiz_of(progress: CourseProgress) -> Quiz | EditionQuiz | None:
    """The quiz that a person with this row takes (rule L-160); loaded with QUIZ_OF, it costs no statement."""
    edition = progress.edition or progress.course.current
    return getattr(edition or progress.course, "quiz", None)


def quiz_now(course: Course) -> Quiz | EditionQuiz | None:
    """The quiz of someone who would begin the course now."""
    return getattr(course.current or course, "quiz", None)
