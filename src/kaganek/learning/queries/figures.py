"""Numbers of a quiz and of its questions, counted by the database in four statements whatever their size.

They ask the tables through the walls of the seat around them (row-level security), and name nobody.
Formulas: rules.figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from kaganek.core.kept import ask
from kaganek.learning.models import Question
from kaganek.learning.rules.figures import MOST_WRONG, TWICE, Asked, Item, Wrong, alpha


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which attempts are counted: finished ones of a quiz, narrowed by office, project and days (both included)."""

    quiz: int
    office: int | None = None
    project: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """What all counted attempts say together; None where there is nothing to say it of."""

    attempts: int
    people: int
    passed: int
    mean: Decimal | None  # percent
    median: Decimal | None
    spread: Decimal | None  # standard deviation, points of percent
    minutes: Decimal | None  # median from start to end
    alpha: Decimal | None
    items: tuple[Item, ...]


_TRIES = """
WITH tries AS (
    SELECT id, quiz_id, person_id, points, score, passed, question_ids, handed_in_at - started_at AS took
    FROM learning_attempt
    WHERE quiz_id = ANY(%s::bigint[]) AND finished_at IS NOT NULL
      AND office_id = COALESCE(%s::bigint, office_id) AND project_id = COALESCE(%s::bigint, project_id)
      AND (handed_in_at AT TIME ZONE 'Europe/Warsaw')::date
          BETWEEN COALESCE(%s::date, '-infinity') AND COALESCE(%s::date, 'infinity')
)
"""
_WHOLE = """
SELECT count(*), count(DISTINCT person_id), count(*) FILTER (WHERE passed), avg(score),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY score), stddev_samp(score), var_samp(points), sum(points),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM took) / 60)
FROM tries
"""
_ITEMS = """
SELECT cell.question, count(*), avg(cell.earned / NULLIF(cell.worth, 0)), var_samp(cell.earned),
    corr(cell.earned, cell.total - cell.earned), count(*) FILTER (WHERE cell.blank),
    sum(cell.earned)
FROM (
    SELECT question.id AS question, question.points AS worth, tries.points AS total,
        COALESCE(answer.points, 0) AS earned, answer.response IS NULL AS blank
    FROM tries CROSS JOIN LATERAL jsonb_array_elements_text(tries.question_ids) AS asked(pk)
    JOIN learning_question question ON question.id = asked.pk::bigint
    LEFT JOIN learning_attemptanswer answer
        ON answer.attempt_id = tries.id AND answer.question_id = question.id
) cell
GROUP BY cell.question
"""
_OPTIONS = """
SELECT answer.question_id, chosen.place, chosen.option, count(*)
FROM tries JOIN learning_attemptanswer answer ON answer.attempt_id = tries.id
JOIN learning_question question ON question.id = answer.question_id
    AND question.kind IN ('single', 'multiple', 'truefalse', 'matching', 'ordering', 'gaps', 'matrix')
CROSS JOIN LATERAL (
    SELECT '', option FROM jsonb_array_elements_text(CASE jsonb_typeof(answer.response)
        WHEN 'array' THEN answer.response WHEN 'object' THEN '[]' ELSE jsonb_build_array(answer.response) END) AS one(option)
    UNION ALL
    SELECT place, option FROM jsonb_each_text(
        CASE jsonb_typeof(answer.response) WHEN 'object' THEN answer.response ELSE '{}' END) AS part(place, option)
) AS chosen(place, option)
WHERE answer.response IS NOT NULL AND chosen.option IS NOT NULL
    AND (question.kind <> 'gaps' OR EXISTS (
        SELECT FROM jsonb_array_elements(question.payload -> 'pieces') piece
        WHERE piece ->> 'id' = chosen.place AND jsonb_array_length(piece -> 'wrong') > 0))
GROUP BY 1, 2, 3
"""
_WRONG = """
SELECT question, said, times, people FROM (
    SELECT answer.question_id AS question, min(given.said) AS said, count(*) AS times,
        count(DISTINCT tries.person_id) AS people,
        row_number() OVER (PARTITION BY answer.question_id ORDER BY count(*) DESC, lower(given.said)) AS place
    FROM tries JOIN learning_attemptanswer answer ON answer.attempt_id = tries.id AND answer.points = 0
    JOIN learning_question question ON question.id = answer.question_id AND question.kind IN ('short', 'number')
    CROSS JOIN LATERAL (SELECT left(btrim(regexp_replace(
        CASE jsonb_typeof(answer.response)
            WHEN 'object' THEN concat_ws(' ', answer.response ->> 'number', answer.response ->> 'unit')
            ELSE answer.response #>> '{}' END, '[[:space:]]+', ' ', 'g')), 120)) AS given(said)
    WHERE given.said <> ''
    GROUP BY answer.question_id, lower(given.said)
    HAVING count(*) >= %s
) most
WHERE place <= %s ORDER BY question, place
"""

_ONE = """
SELECT cell.quiz, count(*), count(DISTINCT cell.person), avg(cell.share),
    regr_sxy(cell.rest, cell.share), regr_sxx(cell.rest, cell.share), regr_syy(cell.rest, cell.share)
FROM (
    SELECT tries.quiz_id AS quiz, tries.person_id AS person, tries.points - COALESCE(answer.points, 0) AS rest,
        COALESCE(answer.points, 0) / NULLIF(question.points, 0) AS share
    FROM tries CROSS JOIN LATERAL jsonb_array_elements_text(tries.question_ids) AS asked(pk)
    JOIN learning_question question ON question.id = asked.pk::bigint AND question.id = ANY(%s::bigint[])
    LEFT JOIN learning_attemptanswer answer
        ON answer.attempt_id = tries.id AND answer.question_id = question.id
) cell
GROUP BY cell.quiz
"""


def figures_of(questions: Sequence[int], quizzes: Sequence[int]) -> dict[int, Asked]:
    """Numbers of questions that are wordings of one and the same, for each of these quizzes that asked them."""
    rows = ask(_TRIES + _ONE, [list(quizzes), None, None, None, None, list(questions)])
    return {
        quiz: Asked(quiz, times, people, share, (xy or 0.0, xx or 0.0, yy or 0.0))
        for quiz, times, people, share, xy, xx, yy in rows
    }


def quiz_figures(chosen: Chosen) -> QuizFigures:
    """Numbers of the counted attempts and of each question they were asked, in the order of the quiz."""
    said: list[Any] = [[chosen.quiz], chosen.office, chosen.project, chosen.since, chosen.until]
    attempts, people, passed, mean, median, spread, variance, points, minutes = ask(_TRIES + _WHOLE, said)[0]
    places: dict[int, dict[str, dict[str, int]]] = {}
    for question, place, option, count in ask(_TRIES + _OPTIONS, said):
        places.setdefault(question, {}).setdefault(place, {})[option] = count
    wrong: dict[int, list[Wrong]] = {}
    for question, text, times, by in ask(_TRIES + _WRONG, [*said, TWICE, MOST_WRONG]):
        wrong.setdefault(question, []).append(Wrong(text, times, by))
    asked = ask(_TRIES + _ITEMS, said)
    rows = {row[0]: row[1:-1] for row in asked}
    told = points == sum(row[-1] for row in asked)  # the questions explain the results
    questions = Question.objects.filter(pk__in=rows).order_by("retired_at", "position", "pk")
    items = tuple(
        _item(one, rows[one.pk], places.get(one.pk, {}), wrong.get(one.pk, ())) for one in questions
    )
    return QuizFigures(
        attempts, people, passed, _two(mean), _two(median), _two(spread), _two(minutes),
        alpha([one.variance for one in items], variance, attempts=attempts)
        if told and all(one.asked == attempts for one in items) else None,
        items,
    )  # fmt: skip


def _item(
    question: Question, row: tuple[Any, ...], places: dict[str, dict[str, int]], wrong: Sequence[Wrong]
) -> Item:
    chosen = places.pop("", {})
    asked, share, variance, correlation, blank = row
    return Item(
        question.pk,
        question.text,
        question.kind,
        question.payload,
        asked,
        share,
        variance,
        correlation,
        blank,
        chosen,
        places,
        wrong,
    )


def _two(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value).quantize(Decimal("0.01"))
