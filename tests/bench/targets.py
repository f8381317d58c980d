"""What is measured: for each row of the table, the requests that each connection walks through."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from tests.bench.client import Browser
from tests.bench.reference import ADDRESS
from tests.bench.stage import Stage

Flow = list[dict[str, Any]]
REFERENCE_RATE = 900  # requests a second on the machine of the "must" figures
QUESTIONS = 10  # a whole quiz
MESSAGES = 1500  # of one connection
CSV = "/raporty/projekt/osoby.csv?projekt=R01"
PROJECT = "/raporty/projekt/?projekt=R01"


@dataclass(frozen=True)
class Target:
    """One row. `flows` gives the flows of each connection; `must_*` are the figures to reach, if any."""

    key: str
    label: str
    flows: Callable[[Stage, int], list[list[Flow]]]
    repeat: bool = True
    alike: bool = False  # everybody's first flow says the same, and is said once
    must_rate: float | None = None
    must_sql: int | None = None
    must_http: int | None = None
    must_p50: float | None = None  # ms
    must_cpu: float | None = None  # CPU seconds each


def page(path: Callable[[Stage], str], logins: Callable[[Stage], Sequence[str]]) -> Any:
    """Each connection asks for one page again and again, as its own person."""

    def flows(stage: Stage, connections: int) -> list[list[Flow]]:
        names = logins(stage)
        made = []
        for number in range(connections):
            browser = stage.browser(names[number % len(names)], number // len(names))
            browser.get(path(stage))  # the first time notes things that later times do not
            made.append([[browser.step("GET", path(stage))]])
        return made

    return flows


def learners(stage: Stage) -> list[str]:
    """Of the big project; those who still have the course with the whole quiz before them come first."""
    return kept(stage, "learners", lambda: [row[0] for row in stage.rows(
        "SELECT p.login FROM people_person p JOIN programmes_enrolment e ON e.person_id = p.id"
        " JOIN learning_courseprogress c ON c.person_id = p.id AND c.course_id = %s"
        " WHERE e.project_id = (SELECT id FROM programmes_project WHERE code = 'R01')"
        " ORDER BY c.completed_at IS NOT NULL, p.id LIMIT 1500", _course(stage),
    )])  # fmt: skip


def supervisors(stage: Stage) -> list[str]:
    """Of the offices with the most people, smallest ids first."""
    return kept(stage, "supervisors", lambda: [row[0] for row in stage.rows(
        "SELECT o.login FROM people_person o JOIN people_membership m ON m.person_id = o.id AND m.role = 'supervisor'"
        " JOIN (SELECT office_id, count(*) AS n FROM programmes_enrolment GROUP BY 1) e ON e.office_id = o.office_id"
        " ORDER BY e.n DESC, o.id LIMIT 8"
    )])  # fmt: skip


def coordinator(stage: Stage) -> list[str]:
    return ["k01"]


def kept(stage: Stage, key: str, make: Callable[[], Any]) -> Any:
    if key not in stage.facts:
        stage.facts[key] = make()
    return stage.facts[key]


def _course(stage: Stage) -> int:
    return kept(
        stage, "course", lambda: stage.rows("SELECT id FROM learning_course ORDER BY id LIMIT 1")[0][0]
    )


def _lesson(stage: Stage) -> int:
    query = "SELECT id FROM learning_lesson WHERE course_id = %s ORDER BY position LIMIT 1 OFFSET 1"
    return kept(stage, "lesson", lambda: stage.rows(query, _course(stage))[0][0])


def _sign_in(stage: Stage, connections: int) -> list[list[Flow]]:
    """Everyone their own login; the sign-in page and its cookie are there already."""
    from kaganek.site.dataset import PASSWORD

    names = learners(stage)
    made = []
    for number in range(connections):
        browser = Browser(stage.port)
        browser.get("/logowanie/")
        made.append([
            [browser.step("POST", "/logowanie/", {"login": name, "password": PASSWORD}, expect=(302,))]
            for name in names[number::connections]
        ])  # fmt: skip
    return made


def quiz_flows(stage: Stage, connections: int, *, each: int = 20) -> list[list[Flow]]:
    """Whole quizzes that end in a completed course and a certificate; nobody's quiz is taken twice."""
    begin = stage.facts.get("quiz_from", 0)
    stage.facts["quiz_from"] = begin + connections * each
    names = learners(stage)[begin : begin + connections * each]
    made: list[list[Flow]] = [[] for _ in range(connections)]
    for number, name in enumerate(names):
        browser = stage.browser(name)
        whole = [course for course in _ready(stage, name) if len(_answers(stage, course)) == QUESTIONS]
        made[number % connections] += [quiz_flow(stage, browser, course) for course in whole]
    return made


def _ready(stage: Stage, login: str) -> list[int]:
    """Courses the person has not completed; their lessons are put as read, so that the quiz completes them."""
    return [row[0] for row in stage.rows(
        "UPDATE learning_courseprogress c SET started_at = coalesce(started_at, now()), last_activity_at = now(),"
        " lessons_done = (SELECT count(*) FROM learning_lesson l WHERE l.course_id = c.course_id AND l.live)"
        " FROM people_person p WHERE p.id = c.person_id AND p.login = %s AND c.completed_at IS NULL"
        " RETURNING c.course_id",
        login,
    )]  # fmt: skip


def quiz_flow(stage: Stage, browser: Browser, course: int) -> Flow:
    """Start page, start, the questions, ten answers each saved by itself, the end with its result."""
    attempt = "/nauka/podejscia/{taken}/"
    steps = [
        browser.step("GET", f"/nauka/testy/{course}/"),
        browser.step(
            "POST", f"/nauka/testy/{course}/start/", {}, expect=(302,), take=r"(?i)location: \S*?/(\d+)/"
        ),
        browser.step("GET", attempt),
    ]
    steps += [browser.step("POST", f"{attempt}odpowiedzi/", data) for data in _answers(stage, course)]
    return [*steps, browser.step("POST", f"{attempt}zakoncz/", {})]


def _answers(stage: Stage, course: int) -> list[list[tuple[str, str]]]:
    def make() -> list[list[tuple[str, str]]]:
        rows = stage.rows(
            "SELECT q.id, q.kind, q.payload FROM learning_question q JOIN learning_quiz z ON z.id = q.quiz_id"
            " WHERE z.course_id = %s AND q.retired_at IS NULL ORDER BY q.position", course,
        )  # fmt: skip
        return [
            [("script", "1"), (f"seq-{pk}-{kind}", "1"), *_right(pk, kind, payload)]
            for pk, kind, payload in rows
        ]

    return kept(stage, f"answers {course}", make)


def _right(pk: int, kind: str, payload: dict[str, Any]) -> list[tuple[str, str]]:
    """The fields of a right answer."""
    name = f"q-{pk}"
    match kind:
        case "single" | "multiple":
            return [(name, one["id"]) for one in payload["options"] if one["correct"]]
        case "truefalse":
            return [(name, "tak" if payload["answer"] else "nie")]
        case "short":
            return [(name, payload["accepted"][0])]
        case "number":
            return [(name, str(payload["answer"]).replace(".", ","))]
    return [(f"{name}-{part}", value) for part, value in _right_parts(kind, payload).items()]


def _right_parts(kind: str, payload: dict[str, Any]) -> dict[str, str]:
    """The right answer to a question of several fields, as its page sends it; {} for an essay."""
    from kaganek.questionnaires.rules.answers import gaps_of, right_columns, right_places, right_texts

    match kind:
        case "matching":
            places = {text: str(place) for place, (_, text) in enumerate(right_texts(payload))}
            return {pair["id"]: places[pair["right"]] for pair in payload["pairs"]}
        case "ordering":
            return right_places(payload)
        case "matrix":
            return right_columns(payload)
        case "gaps":
            return {one["id"]: one["accepted"][0] for one in gaps_of(payload)}
    return {}


def package_flows(stage: Stage, connections: int) -> list[list[Flow]]:
    """Messages of a package, each newer than the last, of one person and session for each connection."""
    package, item = _package(stage)
    made = []
    for name in learners(stage)[:connections]:
        browser = stage.browser(name)
        begun = json.loads(browser.post(f"/nauka/paczki/{package}/{item}/", {}).body)
        made.append(
            [
                [browser.step("POST", "/nauka/paczki/zapis/", _message(begun["ticket"], n))]
                for n in range(1, MESSAGES)
            ]
        )
    return made


def _message(ticket: str, sequence: int) -> dict[str, str]:
    values = {
        "cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": f"s{sequence}",
        "cmi.core.score.raw": "50", "cmi.core.session_time": "00:10:00", "cmi.suspend_data": "x" * 900 + str(sequence),
    }  # fmt: skip
    said = json.dumps({"values": values, "faults": []})
    return {"ticket": ticket, "sequence": str(sequence), "kind": "commit", "said": said}


def _package(stage: Stage) -> tuple[int, int]:
    """The programme's package, put into the first lesson of the course as read by everyone."""
    package, item = stage.rows(
        "SELECT p.id, i.id FROM learning_package p JOIN learning_packageitem i ON i.package_id = p.id"
        " WHERE p.office_id IS NULL ORDER BY p.id LIMIT 1"
    )[0]
    held = json.dumps({"p": {"kind": "package", "package": package, "title": "Paczka"}})
    course = _course(stage)
    stage.rows(
        "UPDATE learning_lesson SET checks = %s WHERE id = (SELECT id FROM learning_lesson"
        " WHERE course_id = %s AND live ORDER BY position LIMIT 1) RETURNING id", held, course,
    )  # fmt: skip
    stage.rows("UPDATE learning_course SET current_id = NULL WHERE id = %s RETURNING id", course)
    stage.rows(
        "UPDATE learning_courseprogress SET edition_id = NULL WHERE course_id = %s RETURNING id", course
    )
    return package, item


TARGETS = (
    Target("login", "logowanie", _sign_in, must_cpu=0.05),
    Target(
        "home", "strona uczestnika", page(lambda s: "/nauka/", learners), must_rate=165, must_sql=12
    ),
    Target("course", "strona szkolenia", page(lambda s: f"/nauka/szkolenia/{_course(s)}/", learners)),
    Target(
        "lesson", "lekcja", page(lambda s: f"/nauka/lekcje/{_lesson(s)}/", learners), must_rate=250, must_sql=10
    ),
    Target("quiz", "cały test", quiz_flows, repeat=False, must_rate=15, must_sql=150, must_http=14),
    Target(
        "office", "raport opiekuna", page(lambda s: "/raporty/urzad/", supervisors), must_rate=180, must_sql=12
    ),
    Target(
        "project", "raport koordynatora", page(lambda s: PROJECT, coordinator), must_rate=80, must_sql=15
    ),
    Target("csv", "cały CSV koordynatora", page(lambda s: CSV, coordinator), must_p50=150),
    Target("people", "lista osób (koordynator)", page(lambda s: "/pracownicy/", coordinator)),
    Target("package", "zapis paczki", package_flows, repeat=False, alike=True, must_rate=300, must_sql=8),
)  # fmt: skip
REFERENCE = Target("reference", "strona odniesienia", page(lambda s: ADDRESS, learners))
LISTS = ("office", "project", "people")
