"""Who is told of tasks, paths and more time: exactly those whom it concerns, once, and nobody of what is over by then."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import Notice, NoticeChoice, Way
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import AttemptAnswer, Course, CourseProgress, TaskWork
from kaganek.learning.queries.rubrics import words_of
from kaganek.learning.rules.attempts import Allowance
from kaganek.learning.services import deadlines, quiz, telling
from kaganek.learning.services.allowances import give_allowance
from kaganek.learning.services.editions import publish_edition
from kaganek.learning.services.extensions import extend_deadlines
from kaganek.learning.services.grading import grade_essay
from kaganek.learning.services.own_courses import give_to_office
from kaganek.learning.services.paths import Step, assign, change_path, create_path
from kaganek.learning.services.tasks import assigning, examples, handing, reminders, reviewing
from kaganek.learning.services.tasks import telling as of_tasks
from kaganek.learning.terms import TaskKind, Verdict
from kaganek.learning.tests.factories import make_course, make_progress, make_quiz, make_rubric
from kaganek.lib.polish import long_date
from kaganek.people.models import Membership, Person
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.models import Enrolment, Project
from kaganek.programmes.tests.factories import make_enrolment

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
FAR = TODAY + timedelta(days=30)


@pytest.fixture
def ola(cast: Cast) -> Seat:
    """A second person of Zalesie."""
    with seated(SYSTEM):
        person = make_person(cast.zalesie, login="ola", first_name="Ola", last_name="Sowa")
        membership = give_role(person, Role.LEARNER)
        cast.people["ola"], cast.enrolments["ola"] = person, make_enrolment(cast.project, person)
        return seat_from(with_offices(Membership.objects.all()).get(pk=membership.pk))


def given(cast: Cast, kind: str = TaskKind.TEAM) -> TaskWork:
    """Zalesie's work on a task given to both offices, twice; the mails of that are gone."""
    dorota = cast.seat("dorota")
    terms = assigning.TaskTerms(
        title="Trzy pisma", instructions="Wybierz.", kind=kind, wants_text=True, most_files=1, hours=Decimal(1),
        rubric_id=None,
    )  # fmt: skip
    with seated(dorota):
        task = assigning.create_task(cast.project, terms, by=dorota)
        offices = [cast.zalesie.pk, cast.borki.pk]
        for _ in range(2):
            assigning.give_task(task, cast.project, offices, due_on=FAR, by=dorota, at=NOW)
        return TaskWork.objects.filter(office=cast.zalesie).order_by("pk")[0]


def told(kind: str) -> list[str]:
    """Who has a notice of a kind that stands, once for each."""
    with seated(SYSTEM):
        people = Notice.policed.filter(kind=kind, withdrawn_at=None).values_list("person", flat=True)
        names = dict(Person.objects.values_list("pk", "login"))
        return sorted(names[one] for one in people)


@pytest.fixture
def outbox(settings: Any) -> list[Any]:
    settings.EMAIL_BACKEND, settings.DEMO = "django.core.mail.backends.locmem.EmailBackend", False
    mail.outbox = []
    return mail.outbox


def sent(kind: str = "", *, now: bool = False) -> dict[str, str]:
    """{address: text} of the mails that leave now; kinds that wait for a digest go at once if asked."""
    mail.outbox = []
    with seated(SYSTEM):
        Notice.policed.update(at=NOW)
        if now:
            Notice.policed.filter(kind=kind).update(way="")
            Notice.policed.exclude(kind=kind).update(way=Way.APP)
            people = Person.objects.values_list("pk", flat=True)
            NoticeChoice.objects.bulk_create(
                NoticeChoice(person=one, key=kind, way=Way.NOW) for one in people
            )
    sort_new(at=NOW)
    deliver()
    return {one.to[0].partition("@")[0]: f"{one.subject}\n{one.body}" for one in mail.outbox}


def hand_in(work: TaskWork, by: Seat, over: int = 0, text: str = "Pismo") -> Any:
    with seated(by):
        return handing.hand_in(work.pk, text, over=over, by=by, at=NOW)


@pytest.mark.rule("C-15")
def test_every_member_learns_of_a_task_once(cast, ola, outbox):
    given(cast)

    assert told(of_tasks.GIVEN) == ["anna", "cezary", "ola"]
    mails = sent()
    assert sorted(mails) == ["anna", "cezary", "ola"]
    assert "Nowe zadanie: Trzy pisma" in mails["anna"]
    assert "Zadanie wykonuje zespół z Twojego urzędu" in mails["anna"]


@pytest.mark.rule("C-15")
def test_a_task_done_alone_is_told_to_each(cast, ola, outbox):
    given(cast, TaskKind.PERSON)

    assert told(of_tasks.GIVEN) == ["anna", "cezary", "ola"]
    assert "zespół" not in sent()["anna"]


@pytest.mark.rule("C-15")
def test_who_comes_into_a_team_later_is_told_and_who_is_left_out_hears_no_more(cast, ola, outbox):
    work, bogdan = given(cast), cast.seat("bogdan")
    with seated(SYSTEM):
        new = make_person(cast.zalesie, login="nowa")
        make_enrolment(cast.project, new)
    for _ in range(2):
        with seated(bogdan):
            assigning.set_team(work.pk, [new.pk, ola.person_id or 0], by=bogdan, at=NOW)

    assert told(of_tasks.GIVEN) == ["cezary", "nowa", "ola"]
    assert sorted(sent()) == ["cezary", "nowa", "ola"]


@pytest.mark.rule("C-15")
def test_a_moved_deadline_is_told_with_its_reason_and_only_the_newest(cast, ola, outbox):
    work, bogdan = given(cast), cast.seat("bogdan")
    for days, reason in ((40, "Urlop"), (50, "Powódź"), (50, "Powódź")):
        with seated(bogdan):
            assigning.move_deadline(
                work.pk, TODAY + timedelta(days=days), reason=reason, by=bogdan, at=NOW + timedelta(days=days)
            )

    assert told(of_tasks.MOVED) == ["anna", "ola"]
    mails = sent(of_tasks.MOVED, now=True)
    assert sorted(mails) == ["anna", "ola"]
    assert "Powód: Powódź" in mails["anna"]


@pytest.mark.rule("C-07", "C-15")
def test_no_mail_of_a_task_that_was_handed_in_before_it_left(cast, ola, outbox):
    work, bogdan = given(cast), cast.seat("bogdan")
    with seated(bogdan):
        assigning.move_deadline(work.pk, FAR + timedelta(days=1), reason="Urlop", by=bogdan, at=NOW)
    hand_in(work, cast.seat("anna"))

    assert {who: text.split("\n")[0] for who, text in sent().items()} == {
        "anna": "Potwierdzenie oddania: Trzy pisma",
        "cezary": "Nowe zadanie: Trzy pisma",
    }


def remind(days: int) -> list[tuple[str, str]]:
    """(kind and mark, for whom) of the reminders that stand after a day on which the worker asked twice."""
    for _ in range(2):
        deadlines.remind_all(at=NOW + timedelta(days=days))
    with seated(SYSTEM):
        rows = Notice.policed.filter(kind__in=(reminders.COMING, reminders.LATE), withdrawn_at=None)
        names = dict(Person.objects.values_list("pk", "login"))
        return sorted((row.event.rpartition(":")[2], names[row.person]) for row in rows)


@pytest.mark.rule("C-20")
def test_members_are_reminded_of_a_tasks_deadline_each_once_until_it_is_handed_in(cast, ola):
    with seated(SYSTEM):
        Project.objects.update(ends_on=FAR + timedelta(days=400))
        Enrolment.objects.filter(person__login="cezary").update(left_at=NOW)
    work = given(cast)

    assert remind(20) == []
    assert remind(25) == [("7", "anna"), ("7", "ola")]
    assert remind(29) == [("1", "anna"), ("1", "ola"), ("7", "anna"), ("7", "ola")]
    assert len(remind(31)) == 6
    hand_in(work, cast.seat("anna"))
    assert remind(32) == []


@pytest.mark.rule("C-20")
def test_a_tasks_deadline_that_is_moved_is_another_one(cast, ola, outbox):
    bogdan, work = cast.seat("bogdan"), given(cast)
    with seated(SYSTEM):
        Project.objects.update(ends_on=FAR + timedelta(days=400))
        TaskWork.objects.filter(office=cast.borki).update(due_on=None)
    remind(25)
    with seated(SYSTEM):
        posted = list(Notice.policed.filter(kind=reminders.COMING))
    with seated(bogdan):
        assigning.move_deadline(work.pk, FAR + timedelta(days=9), reason="Urlop", by=bogdan, at=NOW)
    assert remind(26) == []
    with seated(SYSTEM):  # the words judge, too
        Notice.policed.filter(pk__in=[one.pk for one in posted]).update(withdrawn_at=None)
    assert sent(reminders.COMING, now=True) == {}
    assert len([one for one in remind(34) if one[0] == "7"]) == 4


@pytest.mark.rule("C-16")
def test_a_version_waits_for_the_offices_consultant_and_the_rest_of_the_team_learns_of_it(cast, ola, outbox):
    work = given(cast)
    hand_in(work, cast.seat("anna"))
    with pytest.raises(handing.NotOpen):
        hand_in(work, cast.seat("anna"))

    assert (told(of_tasks.WAITS), told(of_tasks.HANDED)) == (["filip"], ["ola"])
    sort_new(at=NOW + timedelta(days=1))
    with seated(SYSTEM):
        ways = dict(
            Notice.policed.filter(kind__in=(of_tasks.WAITS, of_tasks.HANDED)).values_list("kind", "way")
        )
    assert ways == {of_tasks.WAITS: Way.DIGEST, of_tasks.HANDED: Way.APP}


@pytest.mark.rule("C-16")
def test_an_office_without_a_consultant_has_its_work_told_to_the_coordinator(cast, ola):
    given(cast)
    with seated(SYSTEM):
        work = TaskWork.objects.get(office=cast.borki)
    hand_in(work, cast.seat("cezary"))

    assert (told(of_tasks.WAITS), told(of_tasks.HANDED)) == (["dorota"], [])


@pytest.mark.rule("C-07", "C-16")
def test_reviewed_work_waits_for_nobody(cast, ola, outbox):
    filip = cast.seat("filip")
    work = given(cast)
    first = hand_in(work, cast.seat("anna"))
    with seated(filip):
        reviewing.review(first.pk, Verdict.RETURNED, marks={}, remark="Dopisz.", by=filip, at=NOW)
    assert told(of_tasks.WAITS) == []

    hand_in(work, ola, over=1, text="Pismo drugie")
    assert (told(of_tasks.WAITS), told(of_tasks.HANDED)) == (["filip"], ["anna", "ola"])
    with seated(SYSTEM):  # the words judge, too
        Notice.policed.filter(kind=of_tasks.WAITS).update(withdrawn_at=None)
    assert "czeka na ocenę: wersja 2" in sent(of_tasks.WAITS, now=True)["filip"]


@pytest.mark.rule("C-16")
def test_the_team_reads_who_handed_in(cast, ola, outbox):
    hand_in(given(cast), cast.seat("anna"))

    assert sent(of_tasks.HANDED, now=True)["ola"].count("Anna Wrona") == 1


@pytest.mark.rule("C-16")
def test_something_written_in_a_quiz_waits_for_the_consultant_until_it_is_graded(cast, outbox):
    anna, filip = cast.seat("anna"), cast.seat("filip")
    with seated(SYSTEM):
        course = make_course(title="Prosty język")
        make_quiz(course, [("essay", {"rubric": words_of(make_rubric()), "fewest": 0, "most": 0})])
        make_progress(cast.enrolments["anna"], course)
    with seated(anna):
        attempt = quiz.start_attempt(course.pk, by=anna, at=NOW)
        save = [quiz.Answer(attempt.question_ids[0], "Pismo.", False, 1)]
        quiz.answer_questions(attempt.pk, save, by=anna, at=NOW)
        quiz.finish_attempt(attempt.pk, by=anna, at=NOW)
    assert told(of_tasks.WAITS) == ["filip"]
    assert "Wypowiedź w teście do oceny: Prosty język" in sent(of_tasks.WAITS, now=True)["filip"]

    with seated(filip):
        answer = AttemptAnswer.objects.get(attempt=attempt)
        grade_essay(answer.pk, marks={"1": "3", "2": "2"}, remark="", over=0, by=filip, at=NOW)
    assert told(of_tasks.WAITS) == []


@pytest.mark.rule("C-17")
def test_the_office_is_asked_for_consent_and_no_more_once_it_has_answered(cast, ola, outbox):
    filip, bogdan, work = cast.seat("filip"), cast.seat("bogdan"), given(cast)
    version = hand_in(work, cast.seat("anna"))
    with seated(filip):
        reviewing.review(version.pk, Verdict.ACCEPTED, marks={}, remark="", by=filip, at=NOW)
        for text in ("Kopia", "Lepsza kopia"):
            made = examples.propose_example(work.pk, text, keep=(), files=(), by=filip, at=NOW)
    # Henryk's second role is of the supervisor, too
    assert told(of_tasks.ASKED) == ["bogdan", "henryk", "janina"]
    mails = sent()
    asked = {who for who, text in mails.items() if "Pytanie o zgodę na przykład" in text}
    assert asked == {"bogdan", "henryk", "janina"}

    with seated(bogdan):
        examples.answer_example(work.pk, agrees=True, number=made.number, by=bogdan, at=NOW)
    assert told(of_tasks.ASKED) == []


def path_of(cast: Cast, *courses: Course) -> Any:
    dorota = cast.seat("dorota")
    with seated(dorota):
        steps = [Step(one.pk, due_on=FAR) for one in courses]
        return create_path(cast.project.pk, name="Na start", note="", steps=steps, by=dorota)


@pytest.fixture
def courses(cast: Cast) -> list[Course]:
    with seated(SYSTEM):
        return [make_course(title=title) for title in ("Ochrona danych", "Prosty język")]


def give(cast: Cast, path: Any, *who: str) -> int:
    dorota = cast.seat("dorota")
    with seated(dorota):
        return assign(path.pk, [cast.enrolments[one] for one in who], by=dorota, at=NOW)


@pytest.mark.rule("C-18")
def test_a_path_of_several_courses_is_told_once_and_names_them_with_the_first_deadline(cast, courses, outbox):
    path = path_of(cast, *courses)
    give(cast, path, "anna")
    give(cast, path, "anna")

    assert told(telling.GIVEN) == ["anna"]
    (text,) = sent().values()
    assert "Nowa ścieżka szkoleń: Na start" in text
    assert "- Ochrona danych\n- Prosty język" in text
    assert "Pierwszy termin: " in text


@pytest.mark.rule("C-18")
def test_who_has_never_signed_in_is_met_by_the_letter_of_activation_alone(cast, ola, courses):
    with seated(SYSTEM):
        Person.objects.filter(login="ola").update(activated_at=None)
    give(cast, path_of(cast, *courses), "anna", "ola")

    assert told(telling.GIVEN) == ["anna"]


@pytest.mark.rule("C-07", "C-18")
def test_no_mail_of_what_is_done_or_left_by_then(cast, ola, courses, outbox):
    give(cast, path_of(cast, *courses), "anna", "ola", "cezary")
    with seated(SYSTEM):
        CourseProgress.objects.filter(person__login="anna").update(completed_at=NOW)
        Enrolment.objects.filter(person__login="ola").update(left_at=NOW)

    assert sorted(sent()) == ["cezary"]


@pytest.mark.rule("C-18")
def test_a_changed_path_tells_of_what_was_added_and_of_nothing_else(cast, courses, outbox):
    dorota, path = cast.seat("dorota"), path_of(cast, courses[0])
    give(cast, path, "anna")
    sent()
    for steps in ([courses[0]], courses, courses):
        with seated(dorota):
            change_path(
                path.pk, name="Na start", note="", steps=[Step(one.pk, due_on=FAR) for one in steps], by=dorota,
                at=NOW + timedelta(hours=1),
            )  # fmt: skip

    assert told(telling.GIVEN) == ["anna", "anna"]
    (text,) = sent().values()
    assert "Nowe kroki na Twojej ścieżce: Na start" in text
    assert ("Prosty język" in text, "Ochrona danych" in text) == (True, False)


def move(cast: Cast, path: Any, *steps: Step) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        change_path(path.pk, name="Na start", note="", steps=steps, by=dorota, at=timezone.now())


@pytest.mark.rule("C-18", "C-19")
def test_other_deadlines_of_a_path_are_told_to_those_whose_day_moved(cast, ola, courses, outbox):
    path, (first, second) = path_of(cast, *courses), courses
    give(cast, path, "anna", "ola", "cezary")
    with seated(SYSTEM):
        CourseProgress.objects.filter(course=first, person__login="ola").update(completed_at=NOW)
        CourseProgress.objects.filter(course=first, person__login="cezary").update(
            extended_to=FAR + timedelta(30), due_on=FAR + timedelta(30)
        )
    sent()
    move(cast, path, Step(first.pk, due_on=FAR), Step(second.pk, due_on=FAR))  # the same days
    assert told(telling.EXTENDED) == []
    for day in (FAR + timedelta(1), FAR + timedelta(2)):
        move(cast, path, Step(first.pk, due_on=day), Step(second.pk, due_on=FAR))

    assert told(telling.EXTENDED) == ["anna"]  # the newest days alone
    (text,) = sent().values()
    assert "Zmienione terminy na Twojej ścieżce: Na start" in text
    assert f"Nowe terminy:\n- Ochrona danych: {long_date(FAR + timedelta(2))}\n" in text
    assert "Prosty język" not in text


@pytest.mark.rule("C-18")
def test_new_steps_and_other_deadlines_of_one_change_are_one_letter(cast, courses, outbox):
    path, (first, second) = path_of(cast, courses[0]), courses
    give(cast, path, "anna")
    sent()
    move(cast, path, Step(first.pk), Step(second.pk, due_on=FAR))

    assert (told(telling.GIVEN), told(telling.EXTENDED)) == (["anna", "anna"], [])
    (text,) = sent().values()
    assert "Do zrobienia:\n- Prosty język\n\nNowe terminy:\n- Ochrona danych: bez terminu\n" in text


@pytest.mark.rule("C-18")
def test_a_path_given_to_many_costs_as_many_statements_as_to_few(cast, courses):
    def statements(count: int) -> int:
        path = path_of_name(cast, f"Dla {count}", courses)
        with seated(SYSTEM):
            rows = [make_enrolment(cast.project, make_person(cast.zalesie)) for _ in range(count)]
        dorota = cast.seat("dorota")
        with seated(dorota), CaptureQueriesContext(connection) as seen:
            assert assign(path.pk, rows, by=dorota, at=NOW) == count
        return len(seen)

    assert statements(2) == statements(30)
    assert len(told(telling.GIVEN)) == 32


def path_of_name(cast: Cast, name: str, courses: list[Course]) -> Any:
    dorota = cast.seat("dorota")
    with seated(dorota):
        steps = [Step(one.pk) for one in courses]
        return create_path(cast.project.pk, name=name, note="", steps=steps, by=dorota)


@pytest.mark.rule("C-18")
def test_an_offices_own_course_is_told_to_those_who_lacked_it(cast, ola, courses, outbox):
    henryk, course = cast.seat("henryk"), courses[0]
    with seated(SYSTEM):
        Course.objects.filter(pk=course.pk).update(office=cast.zalesie)
        publish_edition(course.pk, note="", by=SYSTEM, at=NOW)
        make_progress(cast.enrolments["ola"], course)
    for _ in range(2):
        with seated(henryk):
            give_to_office(course.pk, due_on=FAR, by=henryk, at=NOW)

    assert told(telling.GIVEN) == ["anna"]
    assert "Nowe szkolenie: Ochrona danych" in sent()["anna"]


@pytest.mark.rule("C-19")
def test_more_time_is_told_with_its_day_and_reason_and_only_the_newest(cast, ola, courses, outbox):
    bogdan = cast.seat("bogdan")
    with seated(SYSTEM):
        rows = [
            make_progress(cast.enrolments[who], courses[0], due_on=TODAY).pk
            for who in ("anna", "ola", "cezary")
        ]
    for days, reason in ((10, "Urlop"), (20, "Powódź"), (20, "Powódź")):
        with seated(bogdan):
            extend_deadlines(rows, until_on=TODAY + timedelta(days=days), reason=reason, by=bogdan, at=NOW)

    assert told(telling.EXTENDED) == ["anna", "ola"]
    mails = sent()
    assert sorted(mails) == ["anna", "ola"]
    assert ("Powód: Powódź" in mails["anna"], "Urlop" in mails["anna"]) == (True, False)


@pytest.mark.rule("C-07", "C-19")
def test_more_time_for_what_is_done_by_then_is_not_mailed(cast, courses, outbox):
    bogdan = cast.seat("bogdan")
    with seated(SYSTEM):
        row = make_progress(cast.enrolments["anna"], courses[0], due_on=TODAY)
    with seated(bogdan):
        extend_deadlines([row.pk], until_on=FAR, reason="Urlop", by=bogdan, at=NOW)
    with seated(SYSTEM):
        CourseProgress.objects.update(completed_at=NOW)

    assert sent() == {}


@pytest.mark.rule("C-19")
def test_what_somebody_may_have_in_a_quiz_is_told_in_words_that_agree(cast, courses, outbox):
    bogdan = cast.seat("bogdan")
    with seated(SYSTEM):
        make_quiz(courses[0])
        row = make_progress(cast.enrolments["anna"], courses[0])
    for over, allowed in ((None, Allowance(minutes=5)), (None, Allowance(minutes=5)), (1, Allowance(1, 2))):
        with seated(bogdan):
            last = row.allowances.order_by("-pk").values_list("pk", flat=True).first() if over else None
            give_allowance(row.pk, allowed, reason="Zaświadczenie", over=last, by=bogdan, at=NOW)

    assert told(telling.ALLOWED) == ["anna"]
    text = sent()["anna"].replace("\xa0", " ")
    assert "- dodatkowy czas: 1 minuta\n- dodatkowe podejścia: 2 podejścia" in text
    assert "Powód: Zaświadczenie" in text
