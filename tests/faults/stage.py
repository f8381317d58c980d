"""The world of the fault tests: the cast, courses with quizzes, people late with one; a server on it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from django.utils import timezone
from psycopg import sql

from kaganek.communication.services.spaces import open_due_spaces
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.services import quiz
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.tests import lists
from kaganek.learning.tests.factories import (
    RIGHT,
    SINGLE,
    make_course,
    make_progress,
    make_quiz,
    make_rubric,
)
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Participation
from kaganek.reporting.tests.world import day, learners
from tests import databases
from tests.cast import Cast, assemble
from tests.faults import breakage
from tests.faults.browserless import Lost, Reply, Visitor
from tests.live import Live, inside, live_server

LATE = 4  # people of Zalesie besides Anna who are late with a course
QUIZZES = (
    32  # courses of Anna with a quiz of four questions: more than the rounds and races that take one each
)
BROKEN = {"DJANGO_SETTINGS_MODULE": "tests.faults.broken_settings"}
PLACES = 100_000


@dataclass
class Stage:
    """A running server, the database behind it, and the people signed in there."""

    live: Live
    url: str  # of the database, as its owner
    visitors: dict[str, Visitor] = field(default_factory=dict)

    def rows(self, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """Straight from the tables, past every wall."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, query: str, *values: Any) -> Any:
        return self.rows(query, *values)[0][0]

    def visitor(self, login: str) -> Visitor:
        """Someone signed in, in a fresh tab."""
        if login not in self.visitors:
            self.visitors[login] = Visitor(self.live.port).sign_in(login)
        tab = self.visitors[login].again()
        tab.port = self.live.port
        return tab

    def draft(self, login: str, rows: list[list[str]]) -> str:
        """Address of the preview of a list that `login` has just sent for Zalesie."""
        fields = {"project": str(self.one("SELECT id FROM programmes_project WHERE code = 'SU-2026'"))}
        if login == "dorota":
            fields["office"] = "141101"
        reply = self.visitor(login).upload(
            "/nauka/start/lista/", "lista.xlsx", lists.xlsx([lists.HEAD, *rows]), **fields
        )
        if reply.status != 302:
            raise RuntimeError(f"{login}: {reply.status} {reply.words[:600]}")
        return reply.location

    def confirmed(self, login: str, draft: str) -> tuple[Reply, Reply]:
        """The answer to the last button of an import, and the page it leads to."""
        tab = self.visitor(login)
        path = self.one("SELECT min(id) FROM learning_learningpath")
        reply = tab.post(f"{draft}zapisz/", {"path": path, "handout": "link"})
        return reply, tab.get(reply.location) if reply.location else reply

    def fresh_course(self) -> int:
        """A course of the short quizzes that Anna has not begun; TypeError when none is left."""
        return int(
            self.one(
                "SELECT min(q.course_id) FROM learning_quiz q"
                " WHERE NOT EXISTS (SELECT FROM learning_attempt a WHERE a.quiz_id = q.id)"
                " AND 4 = (SELECT count(*) FROM learning_question n WHERE n.quiz_id = q.id)"
            )
        )

    def attempt(self) -> tuple[str, list[int]]:
        """A fresh attempt of Anna: its address, and the questions."""
        reply = self.visitor("anna").post(f"/nauka/testy/{self.fresh_course()}/start/")
        return reply.location, self.questions(reply.location)

    def questions(self, attempt: str) -> list[int]:
        return self.one("SELECT question_ids FROM learning_attempt WHERE id = %s", number_of(attempt))


def number_of(address: str) -> int:
    """The id at the end of an address."""
    return int(address.strip("/").rpartition("/")[2])


def kill(live: Live) -> None:
    """End the server and all its workers as a power cut would."""
    os.killpg(live.pid, signal.SIGKILL)


def wait_for(condition: Any, seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("waited in vain")
        time.sleep(0.02)


def answer(tab: Visitor, address: str, question: int, *, value: str = "a", sequence: int = 1) -> bool:
    """Save one answer; whether the server said that it is saved."""
    form = {f"seq-{question}-single": sequence, f"q-{question}": value, "script": "1"}
    try:
        return tab.post(f"{address}odpowiedzi/", form).status == 200
    except Lost:
        return False


def furnish(database: str) -> None:
    """Put the world into a fresh database."""
    assert RIGHT["single"] == "a"
    with inside(database), seated(SYSTEM):
        cast = assemble()
        Participation.objects.update(place_limit=PLACES)
        anna = cast.enrolments["anna"]
        for _ in range(QUIZZES):
            course = make_course(lessons=0, published_at=timezone.now())
            make_quiz(course, questions=[SINGLE] * 4)
            make_progress(anna, course)
        lists.make_path(cast.project, lists.make_course("a"), lists.make_course("b"))
        behind = make_course(published_at=timezone.now())
        for person in learners(cast, "zalesie", LATE):
            make_progress(cast.enrolments[person.login], behind, due_on=day(-2))
        _essay(cast)
        _edition(cast)
        open_due_spaces(at=timezone.now())
        newcomer = make_person(cast.zalesie, login="nowy", activated_at=None)
        give_role(newcomer, Role.LEARNER)


def _essay(cast: Cast) -> None:
    """A quiz of Anna with one written answer, handed in and not graded."""
    course = make_course(lessons=0, code="WYPOWIEDZ")
    make_quiz(course, [("essay", {"rubric": words_of(make_rubric()), "fewest": 0, "most": 0})])
    make_progress(cast.enrolments["anna"], course)
    anna, at = cast.seat("anna"), timezone.now()
    with seated(anna):
        attempt = quiz.start_attempt(course.pk, by=anna, at=at)
        said = [quiz.Answer(attempt.question_ids[0], "Szanowni Państwo.", flagged=False, sequence=1)]
        quiz.answer_questions(attempt.pk, said, by=anna, at=at)
        quiz.finish_attempt(attempt.pk, by=anna, at=at)


def _edition(cast: Cast) -> None:
    """A course that Anna has not begun: edition 1 is out, and other words and another quiz are ready."""
    course = make_course(lessons=1, code="WYDANIE")
    made = make_quiz(course, [SINGLE] * 3)
    publish_edition(course.pk, note="", by=SYSTEM, at=timezone.now())
    make_progress(cast.enrolments["anna"], course)
    course.lessons.update(html="<p>Inne słowa.</p>", text="Inne słowa.")
    made.questions.filter(position=3).update(retired_at=timezone.now())


def unguarded(url: str) -> None:
    """Take away what the tables guard by themselves."""
    with psycopg.connect(url, autocommit=True) as owner:
        for table, names in breakage.GUARDS.items():
            for name in names:
                is_constraint = owner.execute(
                    "SELECT 1 FROM pg_constraint WHERE conname = %s", [name]
                ).fetchone()
                drop = "ALTER TABLE {} DROP CONSTRAINT {}" if is_constraint else "DROP INDEX {1}"
                owner.execute(sql.SQL(drop).format(sql.Identifier(table), sql.Identifier(name)))


@contextmanager
def stage(name: str, *, broken: str = "", guards: bool = True) -> Iterator[Stage]:
    """The world under a server, until the block ends; `broken` names what the server does wrong."""
    environment = {**BROKEN, "KAGANEK_BROKEN": broken} if broken else {}
    with databases.clone(f"{name}_{os.getpid()}") as database:
        furnish(database)
        url = databases.cluster().url(database)
        if not guards:
            unguarded(url)
        with live_server(database, workers=2, **environment) as live:
            yield Stage(live, url)
            kill(live)  # nothing is left to be ended in order, and that takes seconds
