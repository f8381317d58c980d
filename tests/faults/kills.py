"""Rounds of work with a kill in the middle; each says what was lost or left half-done."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from random import Random
from uuid import uuid4

import psycopg

from kaganek.learning.tests import lists
from tests.faults.browserless import Lost, Reply
from tests.faults.ground import Ground
from tests.faults.races import Faults, number_faults, unequal
from tests.faults.stage import answer, kill, number_of, wait_for
from tests.live import worker

PEOPLE = 3300
HANDS = 4
# Where an import is when the server dies: its last statement, before each of which the server here pauses.
STEPS = ("people_person", "programmes_enrolment", "core_letter")
TRIES = 3
MOMENTS = ("counting", "writing", "telling")  # what a worker that freezes a report is about to do
ALL_PROJECTS = "SELECT FROM programmes_project FOR UPDATE"
STUCK = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
UNDER_WAY = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND query LIKE %s AND pid <> pg_backend_pid() AND state <> 'idle'"
)


class Caller(threading.Thread):
    """One request under way; `reply` stays None when no answer came."""

    def __init__(self, deed: Callable[[], Reply]) -> None:
        super().__init__(daemon=True)
        self.deed, self.reply = deed, None
        self.start()

    def run(self) -> None:
        try:
            self.reply = self.deed()
        except Lost:
            self.reply = None

    @property
    def acknowledged(self) -> bool:
        return self.reply is not None and self.reply.status < 400


def written(ground: Ground, mark: str) -> list[int]:
    """People, enrolments, courses, letters and closed lists that an import has left."""
    of_person = "JOIN people_person p ON p.id = x.person_id WHERE p.email LIKE %s"
    like = f"%@{mark}.example"
    return [
        ground.one("SELECT count(*) FROM people_person WHERE email LIKE %s", like),
        ground.one("SELECT count(*) FROM people_membership x " + of_person, like),
        ground.one("SELECT count(*) FROM programmes_enrolment x " + of_person, like),
        ground.one("SELECT count(*) FROM learning_courseprogress x " + of_person, like),
        ground.one('SELECT count(*) FROM core_letter WHERE "to" LIKE %s', like),
        ground.one(
            "SELECT count(*) FROM people_importdraft WHERE state = 'done' AND file_name = %s", f"{mark}.xlsx"
        ),
    ]


def whole_import() -> list[int]:
    mailed = PEOPLE - PEOPLE // 10  # lists.many leaves every tenth without an address
    return [mailed, mailed, mailed, 2 * mailed, mailed, 1]


def import_killed(ground: Ground, random: Random) -> Faults:
    """The server dies while it saves 3,300 people; afterwards the button is pressed again."""
    for _ in range(TRIES):
        faults, in_the_middle = _import_killed(ground, random)
        if faults or in_the_middle:
            return faults
    return ["the server never died in the middle"]


def _import_killed(ground: Ground, random: Random) -> tuple[Faults, bool]:
    """What went wrong, and whether the server died before it could say that the list is saved."""
    mark = f"m{random.randrange(10**6)}"
    janina = ground.visitor("janina")
    project = ground.one("SELECT id FROM programmes_project WHERE code = 'SU-2026'")
    content = lists.xlsx(lists.many(PEOPLE, domain=f"{mark}.example"))
    draft = janina.upload("/nauka/start/lista/", f"{mark}.xlsx", content, project=str(project)).location
    form = {"path": ground.one("SELECT min(id) FROM learning_learningpath"), "handout": "link"}

    saving = Caller(lambda: janina.post(f"{draft}zapisz/", form, X_Slow="1"))
    step = random.choice(STEPS)
    wait_for(lambda: ground.one(UNDER_WAY, f'INSERT INTO "{step}"%') or not saving.is_alive())
    time.sleep(random.uniform(0, 0.3))
    kill(ground.live)
    saving.join()
    ground.start()

    left = written(ground, mark)
    faults = [] if left in ([0] * 6, whole_import()) else [f"half-done at {step}: {left}"]
    if saving.acknowledged:
        faults += unequal("acknowledged", left, whole_import())
    ground.visitor("janina").post(f"{draft}zapisz/", form)
    faults += unequal("after the second press", written(ground, mark), whole_import())
    return faults, not saving.acknowledged and left == [0] * 6


def post_answers(
    ground: Ground, address: str, questions: list[int], until: int, strike: Callable[[], None]
) -> set[int]:
    """Several hands answer one question after another; after `until` acknowledgements `strike` falls.

    Returns the questions whose answers were acknowledged, also those acknowledged while it fell.
    """
    acknowledged: set[int] = set()
    waiting = list(questions)
    tab = ground.visitor("anna")

    def work() -> None:
        while waiting:
            try:
                one = waiting.pop()
            except IndexError:
                return
            if answer(tab.again(), address, one):
                acknowledged.add(one)

    hands = [threading.Thread(target=work, daemon=True) for _ in range(HANDS)]
    for hand in hands:
        hand.start()
    wait_for(lambda: len(acknowledged) >= until or not any(hand.is_alive() for hand in hands))
    strike()
    waiting.clear()
    for hand in hands:
        hand.join()
    return acknowledged


def lost(ground: Ground, address: str, acknowledged: set[int]) -> set[int]:
    """Questions whose answers were acknowledged and are not there."""
    held = ground.rows(
        "SELECT question_id FROM learning_attemptanswer WHERE attempt_id = %s AND response = %s",
        number_of(address), '"a"',
    )  # fmt: skip
    return acknowledged - {row[0] for row in held}


def go_on(ground: Ground, address: str, questions: list[int]) -> Faults:
    """After the fault the attempt goes on: all is answered and finished, in the session of before."""
    tab = ground.visitor("anna")
    held = {row[0] for row in ground.rows(
        "SELECT question_id FROM learning_attemptanswer WHERE attempt_id = %s", number_of(address))}  # fmt: skip
    for question in questions:
        if question not in held:
            wait_for(partial(answer, tab, address, question))  # the page repeats what was not acknowledged
    reply = tab.post(f"{address}zakoncz/")
    score = ground.rows("SELECT score, passed FROM learning_attempt WHERE id = %s", number_of(address))[0]
    return unequal("finishing", (reply.status, *score), (200, 100, True))


def answers_killed(ground: Ground, random: Random) -> Faults:
    """The server dies while answers come in."""
    address, questions = ground.long_attempt()
    until = random.randint(5, 40)

    acknowledged = post_answers(ground, address, questions, until, lambda: kill(ground.live))

    ground.start()
    faults = [] if len(acknowledged) >= until else [f"only {len(acknowledged)} were acknowledged"]
    faults += [f"lost: {one}" for one in lost(ground, address, acknowledged)]
    return faults + go_on(ground, address, questions)


def issues_killed(ground: Ground, random: Random) -> Faults:
    """The server dies while a certificate is issued, a report asked for and another exported."""
    address, questions = ground.attempt()
    for one in questions:
        wait_for(partial(answer, ground.visitor("anna"), address, one))
    form = _freezing_form()
    export = "/raporty/projekt/osoby.csv"
    dorota, anna = ground.visitor("dorota"), ground.visitor("anna")

    finishing = Caller(lambda: anna.post(f"{address}zakoncz/", X_Slow="1"))
    freezing = Caller(lambda: dorota.again().post("/raporty/wydania/zamroz/", form, X_Slow="1"))
    exporting = Caller(lambda: dorota.again().get(export))
    time.sleep(random.uniform(0.05, 2.2))
    kill(ground.live)
    for caller in (finishing, freezing, exporting):
        caller.join()
    ground.start()

    faults = _certificate_faults(ground, address, finishing)
    faults += _asking_faults(ground, form, freezing)
    whole = ground.visitor("dorota").get(export)
    faults += unequal("export", whole.status, 200)
    if exporting.reply:
        lines = exporting.reply.body.count(b"\n"), whole.body.count(b"\n")
        faults += unequal("export of before", *lines)
    return faults


def _issued(ground: Ground, address: str) -> list[int]:
    """Finished attempts, achievements, certificates, notices and log lines that finishing left."""
    number = number_of(address)
    source = "learning.course:" + str(
        ground.one("SELECT q.course_id FROM learning_attempt a JOIN learning_quiz q ON q.id = a.quiz_id"
                   " WHERE a.id = %s", number)
    )  # fmt: skip
    return [
        ground.one("SELECT count(finished_at) FROM learning_attempt WHERE id = %s", number),
        ground.one("SELECT count(*) FROM programmes_achievement WHERE source = %s", source),
        ground.one("SELECT count(*) FROM documents_certificate WHERE source = %s", source),
        ground.one(
            "SELECT count(*) FROM core_notice l JOIN documents_certificate c"
            " ON l.event = 'documents.certificate:' || c.id WHERE c.source = %s", source,
        ),
        ground.one(
            "SELECT count(*) FROM core_auditentry WHERE deed = 'attempt finished' AND about = %s",
            f"learning.attempt:{number}",
        ),
    ]  # fmt: skip


def _certificate_faults(ground: Ground, address: str, finishing: Caller) -> Faults:
    left = _issued(ground, address)
    faults = [] if left in ([0] * 5, [1] * 5) else [f"half-done: {left}"]
    if finishing.acknowledged:
        faults += unequal("acknowledged", left, [1] * 5)
    reply = ground.visitor("anna").post(f"{address}zakoncz/")
    faults += unequal("finishing", reply.status, 302 if left[0] else 200)
    return faults + unequal("finished", _issued(ground, address), [1] * 5) + number_faults(ground)


def _freezing_form() -> dict[str, str]:
    return {
        "title": "Postępy",
        "period_from": "2026-01-01",
        "period_to": "2026-03-31",
        "confirmed": "1",
        "form_key": str(uuid4()),
    }


def _asked(ground: Ground, form: dict[str, str]) -> list[int]:
    """Jobs watched and jobs queued for a report."""
    key = form["form_key"]
    return [
        ground.one("SELECT count(*) FROM core_jobrun WHERE facts->>'form_key' = %s", key),
        ground.one("SELECT count(*) FROM procrastinate_jobs WHERE args->'facts'->>'form_key' = %s", key),
    ]


def _asking_faults(ground: Ground, form: dict[str, str], freezing: Caller) -> Faults:
    left = _asked(ground, form)
    faults = [] if left in ([0, 0], [1, 1]) else [f"half-asked: {left}"]
    if freezing.acknowledged:
        faults += unequal("acknowledged job", left, [1, 1])
    reply = ground.visitor("dorota").post("/raporty/wydania/zamroz/", form)
    return faults + unequal("asking", (reply.status, _asked(ground, form)), (302, [1, 1]))


def freezing_killed(ground: Ground, random: Random) -> Faults:
    """The worker dies while it freezes a report; another takes the work over and ends it once."""
    return [fault for moment in random.sample(MOMENTS, 3) for fault in _freezing_killed(ground, moment)]


def _freezing_killed(ground: Ground, moment: str) -> Faults:
    form = _freezing_form()
    ground.rows("UPDATE procrastinate_jobs SET status = 'cancelled' WHERE status = 'todo'")  # of other rounds
    page = ground.visitor("dorota").post("/raporty/wydania/zamroz/", form).location
    job, issues = number_of(page), "SELECT count(*) FROM reporting_reportissue WHERE form_key = %s"
    with _held(ground) as hold:
        hold(ALL_PROJECTS if moment == "counting" else "LOCK TABLE reporting_reportissue IN SHARE MODE")
        with worker(ground.live.database) as first:
            wait_for(lambda: ground.one(STUCK))
            if moment == "telling":
                hold("LOCK TABLE core_jobrun IN SHARE MODE")
                wait_for(lambda: ground.one(issues, form["form_key"]))
                wait_for(lambda: ground.one(STUCK))
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
    ground.rows("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '5 minutes'")
    with worker(ground.live.database):
        wait_for(lambda: ground.one("SELECT count(finished_at) FROM core_jobrun WHERE id = %s", job))
    told = ground.rows("SELECT state, next_url FROM core_jobrun WHERE id = %s", job)[0]
    made = ground.rows("SELECT id FROM reporting_reportissue WHERE form_key = %s", form["form_key"])
    faults = unequal(f"reports after {moment}", len(made), 1)
    faults += unequal("told", told, ("done", f"/raporty/wydania/{made[0][0]}/"))
    numbers = [row[0] for row in ground.rows("SELECT number FROM reporting_reportissue ORDER BY number")]
    return faults + unequal("numbers", numbers, list(range(1, len(numbers) + 1)))


@contextmanager
def _held(ground: Ground) -> Iterator[Callable[[str], None]]:
    """A way to hold what the worker needs next; what was held before is let go then."""
    with ExitStack() as held:

        def hold(statement: str) -> None:
            connection = psycopg.connect(ground.url)
            connection.execute(statement)
            held.pop_all().close()
            held.callback(connection.close)

        yield hold
