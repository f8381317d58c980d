"""Frequent questions: nobody's data in them, and everybody reads them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from kaganek.communication.models import FaqEntry, Question
from kaganek.communication.queries.faq import own_entries, shown_entries
from kaganek.communication.services.faq import NamesLeft, publish_faq, withdraw_faq
from kaganek.communication.tests.test_questions import AT, answer, ask
from kaganek.core.models import AuditEntry
from kaganek.core.seats import ANONYMOUS, SYSTEM, seated

CLEAN = ("Jak mierzyć czas oczekiwania?", "Wystarczy kartka i zegar: notuj, kto wszedł i kiedy skończył.")


def publish(
    cast, question: Question, who: str = "filip", words: tuple[str, str] = CLEAN, **more: str
) -> FaqEntry:
    with seated(cast.seat(who)):
        return publish_faq(question.pk, *words, **more, by=cast.seat(who), at=AT + timedelta(days=1))


@pytest.fixture
def question(cast) -> Question:
    made = ask(cast)
    answer(cast, made)
    return made


@pytest.mark.rule("C-89")
@pytest.mark.parametrize(
    "said",
    [
        "Pani Wrona pytała",
        "Annie odpowiadamy",
        "napisz do anna@zalesie.example",
        "zadzwoń: 601 234 567",
        "PESEL 90010112345",
        "w Urzędzie Gminy Zalesie",
        "odpowiada Filip Górski",
        "gmina 141101",
    ],
)
def test_words_that_tell_whose_question_it_was_are_refused(cast, question, said):
    for words in ((said, CLEAN[1]), (CLEAN[0], f"Odpowiedź. {said}.")):
        with pytest.raises(NamesLeft):
            publish(cast, question, words=words)

    with seated(SYSTEM):
        assert not FaqEntry.objects.exists()


@pytest.mark.rule("C-89")
def test_a_reason_lets_a_word_stay_and_is_kept(cast, question):
    words = (CLEAN[0], "Zadzwoń na infolinię: 800 100 200.")

    publish(cast, question, words=words, reason="To numer ogólnopolskiej infolinii.")

    with seated(SYSTEM):
        found = AuditEntry.objects.get(deed="faq published")
        assert found.facts == {"question": str(question.pk), "reason": "To numer ogólnopolskiej infolinii."}


@pytest.mark.rule("C-89")
def test_everybody_reads_an_entry_until_it_is_withdrawn(client, cast, question):
    entry = publish(cast, question, topic="Pomiar")
    page = client.get(reverse("communication:faq"), {"q": "kartka zegar"})
    assert CLEAN[0] in page.content.decode()
    with seated(ANONYMOUS):
        assert [one.pk for one in shown_entries()] == [entry.pk]

    with seated(cast.seat("dorota")):
        withdraw_faq(entry.pk, by=cast.seat("dorota"), at=AT)
        withdraw_faq(entry.pk, by=cast.seat("dorota"), at=AT)

    assert CLEAN[0] not in client.get(reverse("communication:faq")).content.decode()
    with seated(ANONYMOUS):
        assert shown_entries() == []
        assert not FaqEntry.policed.exists()  # the database itself keeps it from strangers


@pytest.mark.parametrize(
    ("asked", "found"), [("oczekiwaniem", 1), ("kartki", 1), ("zegarze kartek", 1), ("kartka rower", 0)]
)
def test_a_word_is_found_in_whatever_form_it_is_typed(cast, question, asked, found):
    publish(cast, question)

    with seated(ANONYMOUS):
        assert len(shown_entries(asked)) == found


def test_publishing_again_changes_the_same_entry(cast, question):
    first = publish(cast, question)
    second = publish(cast, question, words=(CLEAN[0], "Krócej."))

    assert (first.pk, second.answer) == (second.pk, "Krócej.")
    with seated(cast.seat("filip")):
        assert [one.pk for one in own_entries(cast.seat("filip"))] == [first.pk]


@pytest.mark.parametrize("who", ["anna", "bogdan", "celina", "henryk", "daniel", "grazyna"])
def test_others_publish_nothing(cast, question, who):
    with pytest.raises(Question.DoesNotExist):
        publish(cast, question, who)


@pytest.mark.parametrize(
    ("who", "status"), [("filip", 200), ("dorota", 200), ("daniel", 404), ("anna", 403), ("grazyna", 403)]
)
def test_the_form_of_publishing(client, cast, question, who, status):
    client.force_login(cast.account(who))

    assert client.get(reverse("communication:faq_publish", args=[question.pk])).status_code == status


def test_the_form_names_what_tells_and_publishes_when_it_is_gone(client, cast, question):
    client.force_login(cast.account("filip"))
    where = reverse("communication:faq_publish", args=[question.pk])
    said = {"topic": "", "question": "Pyta Anna Wrona", "answer": CLEAN[1], "checked": "on", "reason": ""}

    refused = client.post(where, said)
    assert refused.status_code == 422
    assert "nazwisko osoby z urzędu" in refused.content.decode().lower().replace("\xa0", " ")
    taken = client.post(where, said | {"question": CLEAN[0]}, follow=True)

    assert "Opublikowane" in taken.content.decode()
    with seated(SYSTEM):
        assert FaqEntry.objects.get().question == CLEAN[0]
