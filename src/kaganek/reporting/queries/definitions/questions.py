"""Questions and how long their answers took: a row for each question to the consultants or to technical support.

A question to support belongs to the project it was asked in; who reads it is what communication says of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, F, Func, Q, Value
from django.db.models.functions import Round, TruncDate

from kaganek.communication.models import Question
from kaganek.communication.terms import Desk, QuestionState
from kaganek.core.lists import Column, Row, Rows, by_words
from kaganek.core.markup import filled, numbered
from kaganek.core.templatetags.ui import status
from kaganek.lib.names import sort_key
from kaganek.reporting.queries.definitions import dimensions as by
from kaganek.reporting.queries.definitions.parts import MEAN, Choices, Definition, Look, Measure, column

DESKS = {one.value: str(one.label) for one in Desk}
STATES = {one.value: str(one.label) for one in QuestionState}
LOOKS = {"open": "queued", "answered": "done", "waiting": "doing", "closed": "done"}
NUMBER = DecimalField(max_digits=12, decimal_places=1)


def _rows(look: Look) -> Rows:
    """Questions within reach, each with the hours from asking to the first answer."""
    took = ExpressionWrapper(
        Func(
            F("first_answer_at") - F("asked_at"),
            function="EXTRACT",
            template="EXTRACT(EPOCH FROM %(expressions)s)",
        )
        / Value(Decimal(3600)),
        output_field=NUMBER,
    )
    return Question.objects.annotate(
        hours_to_answer=Round(took, 1, output_field=NUMBER), answered_on=TruncDate("first_answer_at")
    )


def _columns(look: Look) -> Sequence[Column]:
    def subject(row: Row) -> object:
        return filled('<a href="{}">{}</a>', numbered("communication:question", row["key"]), row["subject"])

    def state(row: Row) -> str:
        return STATES[row["state"]]

    return [
        column("pytanie", "Pytanie", "subject", text=True, head=True, html=subject),
        column("kto", "Kto pyta", "asker_name", text=True),
        column("urzad", "Urząd", "office_name", sort=("office_order",)),
        column("czego", "Czego dotyczy", "about_title", text=True),
        column("prowadzi", "Prowadzi", "adviser_name", text=True),
        column("zadano", "Zadano", "asked_at"),
        column("obiecano", "Obiecana do", "promised_on"),
        column("odpowiedz", "Pierwsza odpowiedź", "first_answer_at", sort=(F("first_answer_at").asc(nulls_first=True),)),
        column("godziny", "Godziny", "hours_to_answer", css="n", sort=(F("hours_to_answer").asc(nulls_first=True),)),
        column("stan", "Stan", value=state, sort=("state",), html=lambda row: status(LOOKS[row["state"]], state(row))),
    ]  # fmt: skip


def _answered(look: Look) -> Q:
    return Q(first_answer_at__isnull=False)


def _waiting(look: Look) -> Q:
    return Q(first_answer_at=None) & ~Q(state=QuestionState.CLOSED)


def _late(look: Look) -> Q:
    """Answered after the promised day, or not answered though it has passed."""
    return Q(answered_on__gt=F("promised_on")) | _waiting_late(look)


def _waiting_late(look: Look) -> Q:
    return _waiting(look) & Q(promised_on__lt=look.day)


def _advisers(look: Look, asked: str) -> Choices:
    found = Question.objects.exclude(adviser_name="").order_by()
    return [
        (name, name) for name in sorted(found.values_list("adviser_name", flat=True).distinct(), key=sort_key)
    ]


_ADVISER = replace(
    by.choice("prowadzi", "Prowadzi", "Kto prowadzi", "adviser_name", {}),
    words=lambda name: name or "jeszcze nikt",
    choices=_advisers,
)
_FIELDS: dict[str, Any] = {
    "key": "pk",
    "office_name": "office__office_name",
    "office_order": "office__sort_name",
}
QUESTIONS = Definition(
    key="pytania",
    title="Pytania i czas odpowiedzi",
    about="Wiersz to jedno pytanie do konsultanta albo zgłoszenie: kiedy zadane, kiedy i po ilu godzinach przyszła odpowiedź.",
    obj="reporting.question_report",
    name="Pytania",
    found=("pytanie", "pytania", "pytań"),
    rows=_rows,
    fields={
        **_FIELDS,
        **{
            name: name
            for name in (
                "subject", "asker_name", "about_title", "adviser_name", "asked_at", "promised_on", "first_answer_at",
                "hours_to_answer", "state",
            )
        },
    },
    columns=_columns,
    default_sort="zadano:desc",
    dimensions=(
        by.project(), by.voivodeship(), by.kind(), by.office(), by.choice("kolejka", "Do kogo", "Do kogo", "desk", DESKS),
        by.choice("stan", "Stan", "Stany", "state", STATES), _ADVISER,
    ),
    measures=(
        Measure(key="wszystkie", label="Pytania"),
        Measure(key="odpowiedziane", label="Z odpowiedzią", where=_answered),
        Measure(key="czekaja", label="Czekają na odpowiedź", where=_waiting),
        Measure(key="po-terminie", label="Po obiecanym dniu", where=_late),
        Measure(key="czekaja-po-terminie", label="Czekają po obiecanym dniu", where=_waiting_late, quiet=True),
        Measure(key="sredni", label="Średnio godzin do odpowiedzi", kind=MEAN, column="hours_to_answer", where=_answered),
    ),
    search=by_words("folded"),
    search_label="Temat, pytający albo urząd",
    period="asked_at",
)  # fmt: skip
