"""What must not happen when people press at the same moment; each race returns what went wrong.

The product gives an empty list, a server without locks and constraints does not (test_concurrency).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import count
from uuid import uuid4

from tests.faults.browserless import Reply, Visitor, together
from tests.faults.sent_forms import FORMS, SentForm
from tests.faults.stage import Stage, answer, number_of

LIST_LENGTH = 12
AUTHORS = ("janina", "henryk", "dorota")
_number = count(1)

Faults = list[str]


def unequal(what: str, found: object, wanted: object) -> Faults:
    """What to say when something is not as it must be."""
    return [] if found == wanted else [f"{what}: {found}, not {wanted}"]


def _people(mark: str, number: int) -> list[list[str]]:
    letters = "abcdefghijklmnop"
    return [
        [str(n), f"Zakrzewska{mark}{letters[n]} Wanda", f"{mark}{n}@zalesie.example", "Drogi", ""]
        for n in range(number)
    ]


def _mark() -> str:
    return "qwertyuiop"[next(_number) % 10] + "asdfghjkl"[next(_number) % 9]


def _all_said(pages: list[Reply], sentence: str) -> Faults:
    return [f"{page.status}: {page.words[-300:]}" for page in pages if sentence not in page.words]


def same_list_twice(stage: Stage) -> Faults:
    """Two administrators of an office save the same list at once."""
    mark = _mark()
    people = _people(mark, LIST_LENGTH)
    drafts = [(login, stage.draft(login, people)) for login in ("janina", "henryk")]

    done = together(partial(stage.confirmed, login, draft) for login, draft in drafts)

    faults = unequal("statuses", [reply.status for reply, _ in done], [302, 302])
    faults += _all_said([page for _, page in done], "Lista zapisana")
    like = f"{mark}%@zalesie.example"
    faults += unequal(
        "people", stage.one("SELECT count(*) FROM people_person WHERE email LIKE %s", like), LIST_LENGTH
    )
    faults += unequal(
        "enrolments", stage.one(
            "SELECT count(*) FROM programmes_enrolment e JOIN people_person p ON p.id = e.person_id"
            " WHERE p.email LIKE %s", like,
        ), LIST_LENGTH,
    )  # fmt: skip
    faults += unequal(
        "courses", stage.one(
            "SELECT count(*) FROM learning_courseprogress c JOIN people_person p ON p.id = c.person_id"
            " WHERE p.email LIKE %s", like,
        ), 2 * LIST_LENGTH,
    )  # fmt: skip
    faults += unequal(
        "letters", stage.one('SELECT count(*) FROM core_letter WHERE "to" LIKE %s', like), LIST_LENGTH
    )
    numbers = [number_of(draft) for _, draft in drafts]
    created = stage.rows(
        "SELECT (facts->'result'->>'created')::int FROM people_importdraft WHERE id = ANY(%s) ORDER BY 1",
        numbers,
    )
    return faults + unequal("told", created, [(0,), (LIST_LENGTH,)])


def last_place(stage: Stage) -> Faults:
    """Six lists of one person each want the one place that is left."""
    mark = _mark()
    office = stage.one("SELECT id FROM people_office WHERE teryt = '141101'")
    taken = f"SELECT count(*) FROM programmes_enrolment WHERE left_at IS NULL AND office_id = {office}"
    people = f"SELECT count(*) FROM people_person WHERE office_id = {office}"
    drafts = [
        (AUTHORS[n % 3], stage.draft(AUTHORS[n % 3], [person])) for n, person in enumerate(_people(mark, 6))
    ]
    before, known = stage.one(taken), stage.one(people)
    limit = "UPDATE programmes_participation SET place_limit = %s WHERE office_id = %s"
    was = stage.one("SELECT place_limit FROM programmes_participation WHERE office_id = %s", office)
    stage.rows(limit, before + 1, office)
    try:
        done = together(partial(stage.confirmed, login, draft) for login, draft in drafts)
    finally:
        stage.rows(limit, was, office)

    faults = unequal("entered", stage.one(taken) - before, 1)
    faults += unequal("new people", stage.one(people) - known, 1)
    faults += unequal("statuses", {reply.status for reply, _ in done}, {302})
    told = Counter(
        "in" if "Lista zapisana" in page.words
        else "refused" if "Nic nie zapisaliśmy" in page.words and "Brakuje 1 miejsca" in page.words
        else page.words[-300:]
        for _, page in done
    )  # fmt: skip
    return faults + unequal("told", dict(told), {"in": 1, "refused": 5})


def ten_times(post: Callable[[Visitor], Reply], visitor: Visitor) -> list[Reply]:
    return together(partial(post, visitor.again()) for _ in range(10))


def list_confirmed_ten_times(stage: Stage) -> Faults:
    mark = _mark()
    draft = stage.draft("janina", _people(mark, 3))

    done = together(partial(stage.confirmed, "janina", draft) for _ in range(10))

    faults = _all_said([page for _, page in done], "Lista zapisana")
    told = [page for _, page in done if "Drugie wysłanie niczego nie zmieniło" in page.words]
    faults += unequal("told that it was saved before", len(told), 9)
    for table, column in (("people_person", "email"), ("core_letter", '"to"')):
        number = stage.one(f"SELECT count(*) FROM {table} WHERE {column} LIKE %s", f"{mark}%@zalesie.example")
        faults += unequal(table, number, 3)
    saved = stage.one("SELECT count(*) FROM core_auditentry WHERE deed = 'list saved' AND about = %s",
                      f"people.importdraft:{number_of(draft)}")  # fmt: skip
    return faults + unequal("saved", saved, 1)


def attempt_started_ten_times(stage: Stage) -> Faults:
    course = stage.fresh_course()

    done = ten_times(lambda tab: tab.post(f"/nauka/testy/{course}/start/"), stage.visitor("anna"))

    made = stage.rows(
        "SELECT a.id FROM learning_attempt a JOIN learning_quiz q ON q.id = a.quiz_id WHERE q.course_id = %s",
        course,
    )
    faults = unequal("attempts", len(made), 1)
    return faults + unequal(
        "led to",
        {(reply.status, reply.location) for reply in done},
        {(302, f"/nauka/podejscia/{made[0][0]}/")},
    )


def reminder_sent_ten_times(stage: Stage) -> Faults:
    form = {"all": "1", "confirmed": "1", "batch": str(uuid4())}
    stage.rows("DELETE FROM reporting_reminder")
    notices = "SELECT count(*) FROM core_notice WHERE kind = 'reporting.reminder'"
    before = stage.one(notices)
    late = stage.one("SELECT count(*) FROM learning_courseprogress WHERE due_on < now()")

    def send(tab: Visitor) -> Reply:
        reply = tab.post("/raporty/przypomnij/", form)
        return tab.get(reply.location) if reply.status == 302 else reply

    pages = ten_times(send, stage.visitor("bogdan"))

    faults = _all_said(pages, f"Przypomnienie wyślemy do {late} ")
    faults += unequal("notices", stage.one(notices) - before, late)
    return faults + unequal("reminders", stage.one("SELECT count(*) FROM reporting_reminder"), late)


def report_frozen_ten_times(stage: Stage) -> Faults:
    form = {"title": "Postępy", "period_from": "2026-01-01", "period_to": "2026-03-31", "confirmed": "1",
            "form_key": str(uuid4())}  # fmt: skip
    jobs = "SELECT count(*) FROM core_jobrun WHERE facts->>'form_key' = %s"
    queue = "SELECT count(*) FROM procrastinate_jobs WHERE args->'facts'->>'form_key' = %s"

    done = ten_times(lambda tab: tab.post("/raporty/wydania/zamroz/", form), stage.visitor("dorota"))

    asked = [stage.one(query, form["form_key"]) for query in (jobs, queue)]
    faults = unequal("jobs watched and queued", asked, [1, 1])
    faults += unequal("statuses", {reply.status for reply in done}, {302})
    return faults + unequal("jobs shown", len({reply.location for reply in done}), 1)


def links_sent_ten_times(stage: Stage) -> Faults:
    person = stage.one("SELECT id FROM people_person WHERE login = 'nowy'")
    stage.rows("DELETE FROM core_letter WHERE kind = 'people.activation' AND person_id = %s", person)

    done = ten_times(lambda tab: tab.post("/kartki/linki/", {"osoba": person}), stage.visitor("janina"))

    faults = unequal("statuses", {reply.status for reply in done}, {302})
    query = "SELECT count(*) FROM core_letter WHERE kind = 'people.activation' AND person_id = %s"
    return faults + unequal("letters", stage.one(query, person), 1)


def slips_made_ten_times(stage: Stage) -> Faults:
    """Ten sheets come out, and the code of one of them works: the newest."""
    person = stage.one("SELECT id FROM people_person WHERE login = 'nowy'")

    done = ten_times(lambda tab: tab.post("/kartki/pdf/", {"osoba": person}), stage.visitor("janina"))

    faults = unequal("answers", {(reply.status, reply.kind) for reply in done}, {(200, "application/pdf")})
    query = (
        "SELECT count(*) FROM people_onetimecode c JOIN people_person p ON p.account_id = c.account_id"
        " WHERE p.id = %s AND c.used_at IS NULL"
    )
    return faults + unequal("codes that work", stage.one(query, person), 1)


def quiz_finished_by_eight_hands(stage: Stage) -> Faults:
    address, questions = stage.attempt()
    tab = stage.visitor("anna")
    faults = [f"answer {one} was not saved" for one in questions if not answer(tab, address, one)]
    attempt = number_of(address)
    course = stage.one(
        "SELECT q.course_id FROM learning_attempt a JOIN learning_quiz q ON q.id = a.quiz_id WHERE a.id = %s",
        attempt,
    )

    done = together(partial(tab.again().post, f"{address}zakoncz/") for _ in range(8))

    faults += unequal("statuses", Counter(reply.status for reply in done), Counter({302: 7, 200: 1}))
    faults += unequal("results", stage.one(
        "SELECT count(*) FROM core_auditentry WHERE deed = 'attempt finished' AND about = %s",
        f"learning.attempt:{attempt}",
    ), 1)  # fmt: skip
    return faults + certificate_faults(stage, course)


def edition_published_ten_times_while_a_reader_starts(stage: Stage) -> Faults:
    """One edition more; whoever starts meanwhile is wholly in the old one or wholly in the new one."""
    course = stage.one("SELECT id FROM learning_course WHERE code = 'WYDANIE'")
    author, reader = stage.visitor("ewa"), stage.visitor("anna")
    publish = [
        partial(author.again().post, f"/tresci/{course}/wydania/nowe/", {"note": "", "readers": "stay"})
        for _ in range(10)
    ]

    done = together([*publish, partial(reader.post, f"/nauka/testy/{course}/start/")])

    faults = unequal("statuses", {reply.status for reply in done}, {302})
    numbers = stage.rows("SELECT number FROM learning_courseedition WHERE course_id = %s ORDER BY 1", course)
    faults += unequal("editions", numbers, [(1,), (2,)])
    began = stage.rows(
        "SELECT test.edition_id = progress.edition_id, (SELECT array_agg(held.question_id ORDER BY held.position)"
        " FROM learning_editionquestion held WHERE held.quiz_id = test.id)"
        " = ARRAY(SELECT jsonb_array_elements_text(attempt.question_ids)::bigint)"
        " FROM learning_attempt attempt JOIN learning_courseprogress progress ON progress.id = attempt.progress_id"
        " JOIN learning_editionquiz test ON test.id = attempt.rules_id WHERE progress.course_id = %s",
        course,
    )
    return faults + unequal("begun", began, [(True, True)])


def rule_made_while_the_list_of_its_people_is_saved(stage: Stage) -> Faults:
    """A list with a path, and two rules that give the same path to the same people."""
    mark = _mark()
    people = [[*row[:3], f"Referat {mark}", *row[4:]] for row in _people(mark, 6)]
    first = stage.draft("janina", people)
    stage.visitor("janina").post(f"{first}zapisz/", {"path": "", "handout": "later"})
    draft = stage.draft("janina", people)
    path = stage.one("SELECT min(id) FROM learning_learningpath")
    office = stage.one("SELECT id FROM people_office WHERE teryt = '141101'")
    rule = {
        "departments": f"Referat {mark}",
        "positions": "",
        "groups": "",
        "office": office,
        "confirmed": "1",
    }
    rules = [
        partial(stage.visitor(login).post, f"/sciezki/{path}/reguly/nowa/", rule | {"positions": other})
        for login, other in (("dorota", ""), ("henryk", ""))
    ]

    done = together([lambda: stage.confirmed("janina", draft)[0], *rules])

    faults = unequal("statuses", [reply.status for reply in done], [302, 302, 302])
    given = stage.rows(
        "SELECT count(*), count(DISTINCT (c.enrolment_id, c.course_id)) FROM learning_courseprogress c"
        " JOIN people_person p ON p.id = c.person_id WHERE p.email LIKE %s",
        f"{mark}%@zalesie.example",
    )
    return faults + unequal("courses, and courses of a person", given, [(12, 12)])


def rule_made_ten_times(stage: Stage) -> Faults:
    path = stage.one("SELECT min(id) FROM learning_learningpath")
    rule = {
        "departments": f"Referat {_mark()}",
        "positions": "",
        "groups": "",
        "office": "",
        "confirmed": "1",
    }

    done = ten_times(lambda tab: tab.post(f"/sciezki/{path}/reguly/nowa/", rule), stage.visitor("dorota"))

    faults = unequal("statuses", {reply.status for reply in done}, {302})
    query = "SELECT count(*) FROM learning_assignmentrule WHERE departments = %s"
    return faults + unequal("rules", stage.one(query, rule["departments"]), 1)


def essay_graded_by_two(stage: Stage) -> Faults:
    """One of two graders is first; the other is told, and nobody's grade is lost."""
    answer_id, attempt = stage.rows(
        "SELECT a.id, a.attempt_id FROM learning_attemptanswer a JOIN learning_question q ON q.id = a.question_id"
        " WHERE q.kind = 'essay'"
    )[0]
    marks = {"filip": {"c1": "1", "c2": "1"}, "dorota": {"c1": "1", "c2": "2"}}

    done = together(
        partial(
            stage.visitor(login).post, f"/nauka/oceny/{answer_id}/", {**said, "remark": login, "over": "0"}
        )
        for login, said in marks.items()
    )

    faults = unequal("statuses", sorted(reply.status for reply in done), [302, 422])
    grades = stage.rows("SELECT number FROM learning_essaygrade WHERE answer_id = %s", answer_id)
    faults += unequal("grades", grades, [(1,)])
    return faults + unequal("judged", stage.one(
        "SELECT count(*) FROM core_auditentry WHERE deed = 'attempt finished' AND about = %s",
        f"learning.attempt:{attempt}",
    ), 1)  # fmt: skip


def certificate_faults(stage: Stage, course: int) -> Faults:
    """Of a passed course: one achievement, one certificate, one notice, and numbers without a gap."""
    source = f"learning.course:{course}"
    faults = unequal(
        "achievements", stage.one("SELECT count(*) FROM programmes_achievement WHERE source = %s", source), 1
    )
    made = stage.rows("SELECT id FROM documents_certificate WHERE source = %s", source)
    faults += unequal("certificates", len(made), 1)
    events = [f"documents.certificate:{row[0]}" for row in made]
    notices = stage.one("SELECT count(*) FROM core_notice WHERE event = ANY(%s)", events)
    return faults + unequal("notices", notices, 1) + number_faults(stage)


def number_faults(stage: Stage) -> Faults:
    """Certificates are numbered from one up, without gaps and repeats."""
    numbers = stage.rows("SELECT split_part(number, '/', -1)::int FROM documents_certificate ORDER BY 1")
    last = stage.one("SELECT coalesce(max(last), 0) FROM documents_numberseries")
    return unequal("numbers", [row[0] for row in numbers], list(range(1, last + 1)))


def sent_ten_times(form: SentForm) -> Callable[[Stage], Faults]:
    """The race of a form that makes something new."""

    def race(stage: Stage) -> Faults:
        word = f"raz-{uuid4()}"
        where, fields = form.where(stage), form.fields(stage, word)

        done = ten_times(lambda tab: tab.post(where, fields), stage.visitor(form.login))

        faults = unequal(
            "led to", {(reply.status, reply.location) for reply in done}, {(302, done[0].location)}
        )
        return faults + unequal("made", stage.one(form.made, word), 1)

    race.__name__ = f"{form.name}_sent_ten_times"
    return race


RACES: list[Callable[[Stage], Faults]] = [
    same_list_twice,
    last_place,
    list_confirmed_ten_times,
    attempt_started_ten_times,
    reminder_sent_ten_times,
    report_frozen_ten_times,
    links_sent_ten_times,
    slips_made_ten_times,
    quiz_finished_by_eight_hands,
    edition_published_ten_times_while_a_reader_starts,
    rule_made_while_the_list_of_its_people_is_saved,
    rule_made_ten_times,
    essay_graded_by_two,
    *(sent_ten_times(form) for form in FORMS),
]
