"""Questions: who answers, by when, what each message leaves, and who reads none of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import ProgrammingError, connection, transaction

from kaganek.communication.models import (
    Question,
    QuestionFile,
    QuestionMessage,
    QuestionNote,
    ReadyAnswerUse,
)
from kaganek.communication.queries.questions.subjects import Subject
from kaganek.communication.queries.questions.threads import desk_questions, thread_of
from kaganek.communication.rules.questions import is_late, promised_on, state_after
from kaganek.communication.services.questions import asking, ready
from kaganek.communication.services.questions.files import FileRefused
from kaganek.communication.terms import Desk, QuestionState, Side
from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership
from kaganek.people.seats import seat_from, with_offices
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_advised, make_person

AT = datetime(2026, 11, 16, 9, 0, tzinfo=UTC)  # a Monday
COURSE = "learning.course:17"
EVERYONE = (
    "anna", "bogdan", "henryk", "janina", "celina", "cezary", "dorota", "daniel", "ewa", "filip", "irena",
    "grazyna", "kazimierz",
)  # fmt: skip


def ask(
    cast, who: str = "anna", desk: Desk = Desk.CONTENT, subject: str = "Pomiar czasu", **more
) -> Question:
    with seated(cast.seat(who)):
        said = {"project_id": cast.project.pk, "by": cast.seat(who), "at": AT} | more
        return asking.ask(desk, subject, "Jak mierzyć czas?", **said)


def answer(
    cast, question: Question, who: str = "filip", text: str = "Kartka i zegar.", **more
) -> QuestionMessage:
    with seated(cast.seat(who)):
        return asking.answer(
            question.pk, text, **({"by": cast.seat(who), "at": AT + timedelta(hours=2)} | more)
        )


def as_now(question: Question) -> Question:
    with seated(SYSTEM):
        return Question.objects.get(pk=question.pk)


def told(kind: str) -> set[str]:
    """Logins of those who have a notice of a kind."""
    with seated(SYSTEM):
        from kaganek.people.models import Person

        people = Notice.policed.filter(kind=kind).values_list("person", flat=True)
        return set(Person.objects.filter(pk__in=list(people)).values_list("login", flat=True))


def read(model) -> int:
    """How many rows the seat in use reads; none where it has no right to the table at all."""
    try:
        with transaction.atomic():
            return model.objects.count()
    except ProgrammingError:
        return 0


def in_the_database(table: str) -> int:
    """The same by the database's wall alone."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM communication_{table}")
            return cursor.fetchone()[0]
    except ProgrammingError:
        return 0


@pytest.fixture
def second_consultant(cast):
    """Gabriela advises Zalesie too, since later."""
    with seated(SYSTEM):
        person = make_person(
            None, login="gabriela", first_name="Gabriela", last_name="Kos", project_ids=[cast.project.pk]
        )
        membership = give_role(person, Role.CONSULTANT, project=cast.project.pk)
        make_advised(membership, cast.zalesie)
        cast.people["gabriela"] = person
        cast.seats["gabriela"] = seat_from(with_offices(Membership.objects.all()).get(pk=membership.pk))
    return person


@pytest.mark.rule("C-82")
@pytest.mark.parametrize(
    ("asked", "desk", "day"),
    [
        (date(2026, 11, 23), Desk.CONTENT, date(2026, 11, 25)),
        (date(2026, 11, 20), Desk.SUPPORT, date(2026, 11, 23)),
        (date(2026, 12, 23), Desk.CONTENT, date(2026, 12, 29)),
    ],
)
def test_the_promised_day_counts_working_days(asked, desk, day):
    assert promised_on(asked, desk) == day


@pytest.mark.rule("C-83")
def test_a_message_leaves_whose_move_it_is():
    assert state_after(Side.ASKER) == QuestionState.OPEN
    assert state_after(Side.STAFF) == QuestionState.ANSWERED
    assert state_after(Side.STAFF, wants_more=True) == QuestionState.WAITING


def test_late_is_only_what_nobody_has_answered():
    day = date(2026, 11, 25)
    assert is_late(day, None, QuestionState.OPEN, day + timedelta(1))
    assert not is_late(day, None, QuestionState.OPEN, day)
    assert not is_late(day, AT, QuestionState.OPEN, day + timedelta(1))
    assert not is_late(day, None, QuestionState.CLOSED, day + timedelta(1))


@pytest.mark.rule("C-81")
def test_a_question_goes_to_the_consultant_of_the_office(cast):
    made = ask(cast)

    assert (made.adviser_id, made.state, made.promised_on) == (
        cast.person("filip").pk,
        "open",
        date(2026, 11, 18),
    )
    assert told("communication.question_asked") == {"filip"}


@pytest.mark.rule("C-81")
def test_of_an_office_without_a_consultant_the_coordinator_is_told(cast):
    made = ask(cast, "cezary")

    assert made.adviser_id == cast.person("dorota").pk
    assert told("communication.question_asked") == {"dorota"}


@pytest.mark.rule("C-81")
def test_the_subject_s_consultant_goes_first_where_they_advise_the_office(cast, second_consultant):
    with seated(cast.seat("dorota")):
        said = {"project_id": cast.project.pk, "by": cast.seat("dorota"), "at": AT}
        ready.give_subject(Subject(COURSE, "Prosty język"), second_consultant.pk, **said)

    assert ask(cast, about=COURSE, about_title="Prosty język").adviser_id == second_consultant.pk
    assert ask(cast, subject="Inne").adviser_id == cast.person("filip").pk
    assert ask(cast, "cezary", about=COURSE).adviser_id == cast.person("dorota").pk


def test_only_a_consultant_of_the_project_gets_a_subject(cast):
    with seated(cast.seat("dorota")), pytest.raises(ready.NotAConsultantHere):
        ready.give_subject(
            Subject(COURSE, "x"),
            cast.person("bogdan").pk,
            project_id=cast.project.pk,
            by=cast.seat("dorota"),
            at=AT,
        )


@pytest.mark.rule("C-84")
def test_an_answer_is_told_to_the_asker_with_its_time(cast):
    made = ask(cast)
    said = answer(cast, made)

    now = as_now(made)
    assert (now.state, now.first_answer_at) == ("answered", AT + timedelta(hours=2))
    assert (said.author_name, said.author_role) == ("Filip Górski", "konsultant")
    assert told("communication.question_answered") == {"anna"}


@pytest.mark.rule("C-83")
def test_the_asker_s_word_opens_a_closed_question(cast):
    made = ask(cast)
    answer(cast, made)
    with seated(cast.seat("anna")):
        asking.close(made.pk, by=cast.seat("anna"), at=AT)
        asking.close(made.pk, by=cast.seat("anna"), at=AT)
        assert Question.objects.get(pk=made.pk).state == "closed"
        asking.write_more(made.pk, "Jeszcze jedno", by=cast.seat("anna"), at=AT + timedelta(days=1))

    assert as_now(made).state == "open"


def test_an_answer_that_asks_waits_for_the_asker(cast):
    made = ask(cast)
    answer(cast, made, text="Ile jest spraw?", wants_more=True)

    assert as_now(made).state == "waiting"


def test_nobody_answers_their_own_question(cast):
    made = ask(cast, "henryk", Desk.SUPPORT)

    with pytest.raises(Question.DoesNotExist):
        answer(cast, made, "henryk")


@pytest.mark.rule("C-80")
@pytest.mark.parametrize("who", EVERYONE)
def test_a_question_is_read_by_its_asker_and_those_who_answer_alone(cast, who):
    made = ask(cast)
    answer(cast, made)

    with seated(cast.seat(who)):
        found = (read(Question), read(QuestionMessage))

    assert found == ((1, 2) if who in ("anna", "filip", "dorota") else (0, 0))


@pytest.mark.rule("C-80")
@pytest.mark.parametrize("who", EVERYONE)
def test_the_database_itself_keeps_it_so(cast, who):
    """Negative control of the ORM's filter: raw SQL in the same seat."""
    made = ask(cast)
    answer(cast, made)

    with seated(cast.seat(who)):
        found = in_the_database("question"), in_the_database("questionmessage")

    assert found == ((1, 2) if who in ("anna", "filip", "dorota") else (0, 0))


@pytest.mark.rule("C-86")
@pytest.mark.parametrize("who", EVERYONE)
def test_a_technical_question_is_the_administrator_s_until_it_is_passed_on(cast, who):
    made = ask(cast, desk=Desk.SUPPORT)

    with seated(cast.seat(who)):
        before = read(Question)
    with seated(cast.seat("henryk")):
        asking.escalate(made.pk, by=cast.seat("henryk"), at=AT)
        asking.escalate(made.pk, by=cast.seat("henryk"), at=AT)
    with seated(cast.seat(who)):
        after = read(Question)

    assert before == (who in ("anna", "henryk", "dorota"))
    assert after == (
        who in ("anna", "henryk", "dorota", "grazyna", "kazimierz")
    )  # pages let the supplier alone


@pytest.mark.rule("C-86")
def test_the_administrator_s_own_question_goes_to_the_supplier_at_once(cast):
    made = ask(cast, "henryk", Desk.SUPPORT)

    assert made.escalated_at == AT
    assert told("communication.question_asked") == {"grazyna"}


@pytest.mark.rule("C-86")
def test_an_administrator_of_another_office_has_no_part_in_it(cast):
    made = ask(cast, desk=Desk.SUPPORT)

    assert told("communication.question_asked") == {"henryk"}
    with seated(cast.seat("celina")), pytest.raises(Question.DoesNotExist):
        asking.escalate(made.pk, by=cast.seat("celina"), at=AT)


@pytest.mark.rule("C-85")
@pytest.mark.parametrize("who", EVERYONE)
def test_notes_are_read_by_those_who_answer_alone(cast, who):
    made, technical = ask(cast), ask(cast, desk=Desk.SUPPORT)
    with seated(cast.seat("filip")):
        asking.note(made.pk, "Sprawdzić z Dorotą", by=cast.seat("filip"), at=AT)
    with seated(cast.seat("dorota")):
        asking.note(technical.pk, "Znana usterka", by=cast.seat("dorota"), at=AT)

    with seated(cast.seat(who)):
        notes, raw = read(QuestionNote), in_the_database("questionnote")

    expected = {"filip": 1, "dorota": 2}.get(who, 0)
    assert (notes, raw) == (expected, expected)


@pytest.mark.rule("C-81")
def test_a_question_is_given_only_to_one_who_may_answer(cast, second_consultant):
    made = ask(cast)
    with seated(cast.seat("filip")):
        asking.assign(made.pk, second_consultant.pk, by=cast.seat("filip"), at=AT)
        with pytest.raises(asking.NotTheirs):
            asking.assign(made.pk, cast.person("bogdan").pk, by=cast.seat("filip"), at=AT)

    assert as_now(made).adviser_name == "Gabriela Kos"
    assert told("communication.question_asked") == {"filip", "gabriela"}


def test_nobody_asks_in_a_project_that_is_not_theirs(cast):
    with pytest.raises(asking.NoPlaceToAsk):
        ask(cast, project_id=cast.other_project.pk)
    with pytest.raises(asking.NoPlaceToAsk):
        ask(cast, "dorota")


@pytest.mark.parametrize("who", ["bogdan", "celina", "cezary", "henryk", "grazyna"])
def test_others_write_nothing_into_a_question(cast, who):
    made = ask(cast)
    seat = cast.seat(who)

    with seated(seat):
        for deed in (asking.write_more, asking.answer, asking.note):
            with pytest.raises(Question.DoesNotExist):
                deed(made.pk, "Cudze", by=seat, at=AT)
        for deed in (asking.close, asking.reopen, asking.escalate):
            with pytest.raises(Question.DoesNotExist):
                deed(made.pk, by=seat, at=AT)


def pdf(name: str = "pomiar.pdf", body: bytes = b"%PDF-1.7 ") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


@pytest.mark.rule("C-87")
def test_files_stay_with_their_message_and_are_read_where_it_is(cast):
    made = ask(cast, files=[pdf()])

    with seated(cast.seat("filip")):
        assert list(QuestionFile.objects.values_list("name", "kind", "size")) == [("pomiar.pdf", "pdf", 9)]
        assert thread_of(made.pk, notes=True).messages[0].files.all()[0].name == "pomiar.pdf"
    for who in ("bogdan", "celina", "henryk"):
        with seated(cast.seat(who)):
            assert not QuestionFile.objects.exists()


@pytest.mark.rule("C-87")
@pytest.mark.parametrize(
    "files",
    [
        [pdf("strona.html", b"<script>alert(1)</script>")],
        [pdf("obraz.svg", b"<svg onload=alert(1)>")],
        [pdf("umowa.pdf", b"<html>")],
        [pdf("program.exe", b"MZ")],
        [pdf("pusty.pdf", b"")],
        [pdf(f"{n}.pdf") for n in range(6)],
    ],
)
def test_a_bad_file_refuses_the_whole_question(cast, files):
    with pytest.raises(FileRefused):
        ask(cast, files=files)

    with seated(SYSTEM):
        assert not Question.objects.exists()


def test_words_are_needed_where_there_is_no_file(cast):
    made = ask(cast)
    with seated(cast.seat("anna")), pytest.raises(asking.NothingSaid):
        asking.write_more(made.pk, "  \n ", by=cast.seat("anna"), at=AT)


def test_what_is_sent_twice_is_written_once(cast):
    """A question, what is added to it, an answer, a note; other words or other files are none of them again."""
    question = ask(cast, files=[pdf()])
    assert ask(cast, files=[pdf()]) == question
    assert (
        len({ask(cast, files=[pdf(body=b"%PDF-1.7 inny")]), ask(cast, subject="Inny temat"), question}) == 3
    )
    first = answer(cast, question)
    assert answer(cast, question) == first
    assert answer(cast, question, files=[pdf()]) != first
    assert answer(cast, question, at=AT + timedelta(hours=3)) != first
    seats = {who: cast.seat(who) for who in ("anna", "filip")}
    with seated(seats["anna"]):
        more = [asking.write_more(question.pk, "A kto?", by=seats["anna"], at=AT) for _ in range(2)]
    with seated(seats["filip"]):
        notes = [asking.note(question.pk, "Zadzwonić.", by=seats["filip"], at=AT) for _ in range(2)]
        kept = [
            ready.keep_ready(
                None,
                "Czas",
                "Kartka.",
                desk=Desk.CONTENT,
                project_id=cast.project.pk,
                by=seats["filip"],
                at=AT,
            )
            for _ in range(2)
        ]
    assert [len({one.pk for one in made}) for made in (more, notes, kept)] == [1, 1, 1]
    with seated(SYSTEM):
        told = Notice.policed.filter(person=cast.person("anna").pk, kind__contains="question")
        assert told.count() == 3  # of three answers


def test_the_same_words_to_something_else_are_written(cast):
    """The same "Tak." answers another message, asks for more now, opens what was closed, or has another file."""
    question = ask(cast)
    anna, filip = cast.seat("anna"), cast.seat("filip")

    def add(**more) -> int:
        with seated(anna):
            return asking.write_more(question.pk, "Tak.", by=anna, at=AT, **more).pk

    first = add()
    answer(cast, question, text="A drugi formularz?", at=AT)
    second = add()
    with seated(anna):
        asking.close(question.pk, by=anna, at=AT)
    third = add()
    files = [add(files=[pdf(name)]) for name in ("a.pdf", "a.pdf", "b.pdf")]
    assert len({first, second, third, *files}) == 5
    assert files[0] == files[1]
    assert as_now(question).state == QuestionState.OPEN

    told = answer(cast, question, at=AT)
    asked = answer(cast, question, at=AT, wants_more=True)
    assert told != asked
    assert answer(cast, question, at=AT, wants_more=True) == asked
    assert as_now(question).state == QuestionState.WAITING
    with seated(filip):
        assert question.messages.count() == 9


@pytest.mark.rule("C-88")
def test_the_use_of_a_ready_answer_is_noted(cast):
    made = ask(cast)
    with seated(cast.seat("filip")):
        said = {"desk": Desk.CONTENT, "project_id": cast.project.pk, "by": cast.seat("filip"), "at": AT}
        kept = ready.keep_ready(None, "Pomiar", "Kartka i zegar.", **said)
    answer(cast, made, ready_id=kept.pk)

    with seated(cast.seat("dorota")):
        assert list(ReadyAnswerUse.objects.values_list("ready", "by_name")) == [(kept.pk, "Filip Górski")]
    with seated(cast.seat("anna")):
        assert read(ReadyAnswerUse) == 0
    with seated(cast.seat("filip")):
        ready.drop_ready(kept.pk, by=cast.seat("filip"), at=AT)
        ready.drop_ready(kept.pk, by=cast.seat("filip"), at=AT)


def test_queues_keep_to_their_desk(cast):
    ask(cast)
    technical = ask(cast, desk=Desk.SUPPORT, subject="Nie działa film")

    with seated(cast.seat("filip")):
        assert [one.subject for one in desk_questions(cast.seat("filip"), Desk.CONTENT)] == ["Pomiar czasu"]
    with seated(cast.seat("henryk")):
        assert [one.pk for one in desk_questions(cast.seat("henryk"), Desk.SUPPORT)] == [technical.pk]
    with seated(cast.seat("grazyna")):
        assert not desk_questions(cast.seat("grazyna"), Desk.SUPPORT).exists()
