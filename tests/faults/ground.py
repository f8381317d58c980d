"""A database whose server is killed and started again, and a PostgreSQL of its own to be killed too."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from django.utils import timezone

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import SINGLE, make_course, make_progress, make_quiz
from kaganek.lib.postgres import Cluster
from kaganek.programmes.models import Enrolment
from tests import databases
from tests.faults.stage import BROKEN, Stage, furnish, kill, wait_for
from tests.live import Live, inside, live_server

LONG = 60  # questions of a long quiz: each answer is posted once, so each lost one shows
OF_DATABASE = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
)


@dataclass
class Ground(Stage):
    """A stage whose servers come and go; the sessions stay, as they do for people."""

    environment: dict[str, str] = field(default_factory=dict)
    serving: AbstractContextManager[Live] | None = None

    def start(self) -> None:
        self.stop()
        self.serving = live_server(self.live.database, workers=2, **self.environment)
        self.live = self.serving.__enter__()

    def stop(self) -> None:
        """End the server by force, if one runs, and wait until the database has noticed."""
        if self.serving is None:
            return
        with suppress(ProcessLookupError):
            kill(self.live)
        self.serving.__exit__(None, None, None)
        self.serving = None
        wait_for(lambda: self.one(OF_DATABASE) == 0)

    def long_attempt(self) -> tuple[str, list[int]]:
        """A fresh attempt of Anna at a long quiz: its address, and the questions."""
        course = self.one(
            "SELECT min(course_id) FROM learning_quiz q WHERE NOT EXISTS"
            " (SELECT FROM learning_attempt a WHERE a.quiz_id = q.id) AND %s ="
            " (SELECT count(*) FROM learning_question n WHERE n.quiz_id = q.id)",
            LONG,
        )
        reply = self.visitor("anna").post(f"/nauka/testy/{course}/start/")
        return reply.location, self.questions(reply.location)


def furnish_long(database: str, quizzes: int) -> None:
    """The world of `stage.furnish`, and long quizzes for Anna."""
    furnish(database)
    with inside(database), seated(SYSTEM):
        anna = Enrolment.objects.get(person__login="anna")
        for _ in range(quizzes):
            course = make_course(lessons=0, published_at=timezone.now())
            make_quiz(course, questions=[SINGLE] * LONG)
            make_progress(anna, course)
        assert CourseProgress.objects.filter(enrolment=anna).count() > quizzes


def _nobody_serves(database: str) -> Live:
    return Live("", 0, 0, databases.state(), database)


@contextmanager
def ground(name: str, *, quizzes: int, broken: str = "slow") -> Iterator[Ground]:
    """The world on the tests' PostgreSQL, with a running server that is slow when asked to be."""
    with databases.clone(f"{name}_{os.getpid()}") as database:
        furnish_long(database, quizzes)
        environment = {**BROKEN, "KAGANEK_BROKEN": broken}
        made = Ground(_nobody_serves(database), databases.cluster().url(database), environment=environment)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def own_postgres(name: str, *, quizzes: int) -> Iterator[Path]:
    """The state directory of a PostgreSQL that holds the world and is nobody else's; not running."""
    home = Path(tempfile.mkdtemp(prefix="kaganek-faults-", dir="/tmp"))
    home.chmod(0o755)  # the account that PostgreSQL runs as must get through
    own = Cluster(home / "pg")
    try:
        own.start()
        with databases.clone(name) as database:
            furnish_long(database, quizzes)
            _copy(database, databases.cluster(), own)
        own.stop()
        yield home
    finally:
        own.stop()
        shutil.rmtree(home)


def _copy(database: str, source: Cluster, own: Cluster) -> None:
    """Roles and one database from one PostgreSQL to another, through files that its account may write."""
    roles, world = own.socket_dir / "roles.sql", own.socket_dir / "world.sql"
    there = ("-h", source.socket_dir, "-U", "postgres")
    here = ("-h", own.socket_dir, "-U", "postgres", "-q")
    own._programs.run("pg_dumpall", *there, "--roles-only", "-f", roles)
    own._programs.run("pg_dump", *there, "-f", world, database)
    with psycopg.connect(own.url("postgres"), autocommit=True) as owner:
        owner.execute(f'CREATE DATABASE "{database}"')
    own._programs.run("psql", *here, "-f", roles, "postgres")  # one role is there already
    done = own._programs.run("psql", *here, "-v", "ON_ERROR_STOP=1", "-f", world, database)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:])


@contextmanager
def on_own_postgres(home: Path, name: str, settings: Mapping[str, str]) -> Iterator[tuple[Cluster, Ground]]:
    """That PostgreSQL running with `settings`, and a server on it."""
    own = Cluster(home / "pg", settings=settings)
    own.start()
    made = Ground(_nobody_serves(name), own.url(name), environment={"KAGANEK_STATE": str(home), **BROKEN})
    try:
        made.start()
        yield own, made
    finally:
        made.stop()
        own.stop()


def kill_postgres(own: Cluster) -> None:
    """End the postmaster and everything it started as a power cut would."""
    first = int((own.data_dir / "postmaster.pid").read_text().split()[0])
    for number in (first, *_children(first)):
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def _children(parent: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(path.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(path.parent.name))
    return found
