"""Questions nobody may pass over in silence: the promised day, an end by those who answer, an office left without support."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from kaganek.communication.models import Question
from kaganek.communication.services.questions import asking
from kaganek.communication.services.questions.promises import DUE, LATE, remind_of_promises
from kaganek.communication.terms import Desk, QuestionState
from kaganek.communication.tests.test_questions import AT, answer, as_now, ask, second_consultant  # noqa: F401
from kaganek.core.models import Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role

CLOSED = "communication.question_closed"
DAY = AT + timedelta(days=2)  # Wednesday, promised on Monday


def waiting(kind: str) -> list[str]:
    """Logins of those whose notice of a kind stands."""
    with seated(SYSTEM):
        people = list(Notice.policed.filter(kind=kind, withdrawn_at=None).values_list("person", flat=True))
        logins = dict(Person.objects.values_list("pk", "login"))
    return sorted(logins[one] for one in people)


def remind(at: datetime) -> None:
    """Twice, as a worker that was started again."""
    for _ in range(2):
        remind_of_promises(at=at)


def shut(cast, question: Question, who: str) -> None:
    with seated(cast.seat(who)):
        asking.close(question.pk, by=cast.seat(who), at=DAY)


@pytest.mark.rule("C-100")
def test_the_adviser_hears_on_the_day_and_the_coordinator_after_it_each_once(cast) -> None:
    ask(cast)
    remind(AT + timedelta(days=1))
    assert (waiting(DUE), waiting(LATE)) == ([], [])
    remind(DAY)
    assert (waiting(DUE), waiting(LATE)) == (["filip"], [])
    for days in (1, 2):
        remind(DAY + timedelta(days))
    assert (waiting(DUE), waiting(LATE)) == ([], ["dorota"])


@pytest.mark.rule("C-100")
def test_nobody_is_woken_before_the_hour_of_reminders(cast) -> None:
    ask(cast)
    remind(datetime(2026, 11, 18, 4, 59, tzinfo=UTC))  # 5:59 in Poland
    assert waiting(DUE) == []
    remind(datetime(2026, 11, 18, 5, 0, tzinfo=UTC))
    assert waiting(DUE) == ["filip"]


@pytest.mark.rule("C-100")
@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("end", ["answer", "close"])
def test_nothing_more_goes_out_about_a_question_that_has_its_answer_or_was_closed(
    cast, days: int, end: str
) -> None:
    made = ask(cast)
    remind(DAY + timedelta(days))
    assert waiting(DUE) + waiting(LATE) != []
    answer(cast, made, at=DAY) if end == "answer" else shut(cast, made, "anna")
    assert waiting(DUE) + waiting(LATE) == []
    remind(DAY + timedelta(days))
    assert waiting(DUE) + waiting(LATE) == []


@pytest.mark.rule("C-100")
def test_whoever_is_given_the_question_that_day_hears_of_it(cast, second_consultant) -> None:  # noqa: F811
    made = ask(cast)
    remind(DAY)
    with seated(cast.seat("filip")):
        asking.assign(made.pk, second_consultant.pk, by=cast.seat("filip"), at=DAY)
    remind(DAY)
    assert waiting(DUE) == ["gabriela"]


@pytest.mark.rule("C-100")
def test_technical_questions_promise_nothing_to_coordinators(cast) -> None:
    ask(cast, desk=Desk.SUPPORT)
    remind(DAY + timedelta(days=5))
    assert waiting(DUE) + waiting(LATE) == []


@pytest.mark.rule("C-99")
@pytest.mark.parametrize("who", ["filip", "dorota"])
def test_those_who_answer_close_nothing_before_there_is_an_answer(client, cast, who: str) -> None:
    made = ask(cast)
    with seated(cast.seat(who)), pytest.raises(asking.NotAnswered):
        asking.close(made.pk, by=cast.seat(who), at=AT)
    client.force_login(cast.account(who))
    page = client.post(reverse("communication:question_close", args=[made.pk]), follow=True).content.decode()
    assert "Najpierw odpowiedz." in page
    assert "Zamknij pytanie" not in page.replace("\xa0", " ")
    assert (as_now(made).state, waiting(CLOSED)) == (QuestionState.OPEN, [])


@pytest.mark.rule("C-99")
def test_the_asker_closes_at_any_time_and_hears_nothing_of_it(cast) -> None:
    made = ask(cast)
    shut(cast, made, "anna")
    found = as_now(made)
    assert (found.state, found.closed_by, found.closed_at, waiting(CLOSED)) == (
        QuestionState.CLOSED, "Anna Wrona", DAY, [],
    )  # fmt: skip


@pytest.mark.rule("C-99")
def test_the_asker_is_told_once_who_closed_the_question_until_it_is_open_again(client, cast) -> None:
    made = ask(cast)
    answer(cast, made)
    for _ in range(2):
        shut(cast, made, "filip")
    assert waiting(CLOSED) == ["anna"]
    client.force_login(cast.account("anna"))
    page = client.get(reverse("communication:question", args=[made.pk])).content.decode().replace("\xa0", " ")
    assert "Filip Górski, 18 listopada 2026" in page
    with seated(cast.seat("anna")):
        asking.write_more(made.pk, "Jeszcze jedno.", by=cast.seat("anna"), at=DAY)
    assert (waiting(CLOSED), as_now(made).closed_by) == ([], "")


def leaves(cast, who: str) -> None:
    with seated(SYSTEM):
        Membership.objects.filter(person=cast.person(who), role="it_admin").update(ended_at=DAY)


@pytest.mark.rule("C-86")
def test_a_technical_question_of_an_office_left_without_an_administrator_goes_on_by_itself(cast) -> None:
    """Administrators of other offices, and the asker made one meanwhile, are no help."""
    made, shut_one = ask(cast, desk=Desk.SUPPORT), ask(cast, desk=Desk.SUPPORT, subject="Zamknięte")
    ask(cast)  # to the consultant
    shut(cast, shut_one, "anna")
    asking.pass_on_orphans(at=DAY)
    assert as_now(made).escalated_at is None
    with seated(SYSTEM):
        for name in ("anna", "cezary"):
            give_role(cast.person(name), Role.IT_ADMIN)
    leaves(cast, "henryk")
    for _ in range(2):
        asking.pass_on_orphans(at=DAY)
    assert (as_now(made).escalated_at, as_now(shut_one).escalated_at) == (DAY, None)
    with seated(SYSTEM):
        told = Notice.policed.filter(event=f"question-passed:{made.pk}").values_list("person", flat=True)
        assert list(told) == [cast.person("grazyna").pk]
    with seated(cast.seat("grazyna")):
        assert Question.objects.filter(pk=made.pk).exists()


@pytest.mark.rule("C-86")
def test_only_who_may_pass_a_technical_question_on_is_offered_it(client, cast) -> None:
    """The coordinator reads it, and meets neither the button nor a way to a list that is not theirs."""
    made = ask(cast, desk=Desk.SUPPORT)
    seen = {}
    for who in ("henryk", "dorota"):
        client.force_login(cast.account(who))
        page = client.get(reverse("communication:question", args=[made.pk])).content.decode()
        seen[who] = (
            "Przekaż dostawcy" in page,
            f'href="{reverse("communication:support")}">Zgłoszenia</a></p>' in page,
        )
    assert seen == {"henryk": (True, True), "dorota": (False, False)}


def test_the_queue_is_narrowed_by_who_has_the_question(client, cast, second_consultant) -> None:  # noqa: F811
    own, others, nobodys = (ask(cast, subject=word) for word in ("Własne", "Cudze", "Niczyje"))
    with seated(SYSTEM):
        Question.objects.filter(pk=others.pk).update(adviser=second_consultant, adviser_name="Gabriela Kos")
        Question.objects.filter(pk=nobodys.pk).update(adviser=None, adviser_name="")
    assert own.adviser_id == cast.person("filip").pk
    client.force_login(cast.account("filip"))
    found = {}
    for choice in ("", "ja", "nikt", "inni"):
        page = client.get(reverse("communication:question_queue"), {"prowadzi": choice}).content.decode()
        found[choice] = {word for word in ("Własne", "Cudze", "Niczyje") if f">{word}" in page}
    assert found == {
        "": {"Własne", "Cudze", "Niczyje"},
        "ja": {"Własne"},
        "nikt": {"Niczyje"},
        "inni": {"Cudze"},
    }
