"""A question of the bank put on a quiz's sheet: found among thousands, kept when old or retired, never another's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import BankQuestion, Course, QuizDraft
from kaganek.learning.services.bank import questions
from kaganek.learning.services.bank.wording import Placed, Wording
from kaganek.learning.tests.factories import make_course
from kaganek.learning.views.bank.chooser import Looking

NOW = timezone.now()
WINDOW = "/redakcja/choose-bank-question/"
OWNERS = {"ewa": None, "henryk": "zalesie", "other": "borki"}


def put(cast: Cast, who: str, *texts: str) -> list[BankQuestion]:
    office = getattr(cast, OWNERS[who]).pk if OWNERS[who] else None
    placed = [Placed(Wording("truefalse", text, {"answer": True}, "Tak.")) for text in texts]
    with seated(SYSTEM):
        return questions.add_questions(placed, office_id=office, by=SYSTEM, at=NOW)


def sent(course: Course, *asked: object) -> dict[str, Any]:
    fields = {
        "course": course.pk, "title": "Test", "pass_mark": 60, "attempts": 3, "time_limit": "",
        "feedback": "end", "review": "answers", "questions-count": len(asked),
    }  # fmt: skip
    for n, number in enumerate(asked):
        one = f"questions-{n}-"
        fields |= {f"{one}deleted": "", f"{one}order": n, f"{one}type": "bank", f"{one}id": ""}
        fields |= {f"{one}value-question": number}
    return fields


def draft_of(cast: Cast, who: str, *asked: BankQuestion) -> QuizDraft:
    with seated(SYSTEM):
        course = make_course(lessons=1, office=getattr(cast, OWNERS[who]) if OWNERS[who] else None)
        blocks = [{"type": "bank", "value": {"question": str(one.pk)}} for one in asked]
        return QuizDraft.objects.create(course=course, questions=json.dumps(blocks))


def kept(draft: QuizDraft) -> list[str]:
    with seated(SYSTEM):
        newest = QuizDraft.objects.get(pk=draft.pk).latest_revision
        return [one.value["question"] for one in newest.as_object().questions] if newest else []


def edit(draft: QuizDraft) -> str:
    return f"/redakcja/snippets/learning/quizdraft/edit/{draft.pk}/"


def test_an_old_question_and_a_retired_one_survive_the_save_of_a_draft(
    client: Client, cast: Cast, monkeypatch
) -> None:
    monkeypatch.setattr(Looking, "per_page", 2)
    old, gone, *_ = put(cast, "ewa", "Najstarsze?", "Wycofane?", "Nowe?", "Nowsze?", "Najnowsze?")
    with seated(SYSTEM):
        BankQuestion.objects.filter(pk=gone.pk).update(retired_at=NOW)
    draft = draft_of(cast, "ewa", old, gone)
    client.force_login(cast.account("ewa"))

    page = client.get(edit(draft)).content.decode()
    assert "chooser-widget-telepath.js" in page
    assert f"Najstarsze? (nr {old.pk})" in page
    assert f"Wycofane? (nr {gone.pk}) (wycofane)" in page
    assert client.post(edit(draft), sent(draft.course, old.pk, gone.pk)).status_code == 302
    assert kept(draft) == [str(old.pk), str(gone.pk)]

    refused = client.post(edit(draft), sent(draft.course, gone.pk) | {"action-publish": "action-publish"})
    assert refused.status_code == 200
    assert r"albo zosta\u0142o wycofane. Wybierz inne." in refused.content.decode()


@pytest.mark.rule("L-60")
@pytest.mark.parametrize(("who", "foreign"), [("henryk", "other"), ("henryk", "ewa"), ("ewa", "henryk")])
def test_a_question_of_another_bank_is_refused_and_never_found(
    client: Client, cast: Cast, who: str, foreign: str
) -> None:
    (own,), (theirs,) = put(cast, who, "Nasze?"), put(cast, foreign, "Tajne?")
    draft = draft_of(cast, who, own)
    client.force_login(cast.account(who))

    refused = client.post(edit(draft), sent(draft.course, theirs.pk))
    assert refused.status_code == 200
    assert "Tego pytania nie ma w banku" in refused.content.decode()
    assert kept(draft) == []
    for where in ("", "results/", "results/?q=Tajne", f"results/?q={theirs.pk}"):
        found = client.get(WINDOW + where).content.decode()
        assert "Tajne?" not in found
        assert f"chosen/{theirs.pk}/" not in found
    assert "Nasze?" in client.get(WINDOW + "results/").content.decode()
    assert client.get(f"{WINDOW}chosen/{theirs.pk}/").status_code == 404
    assert client.get(f"{WINDOW}chosen/{own.pk}/").status_code == 200


def test_every_question_is_found_by_its_words_or_number_and_retired_ones_are_not(
    client: Client, cast: Cast, monkeypatch
) -> None:
    monkeypatch.setattr(Looking, "per_page", 2)
    old, gone, *_ = put(cast, "ewa", "Źródło prawa?", "Wycofane?", "Nowe?", "Nowsze?", "Najnowsze?")
    with seated(SYSTEM):
        BankQuestion.objects.filter(pk=gone.pk).update(retired_at=NOW)
    client.force_login(cast.account("ewa"))

    def listed(asked: str) -> list[str]:
        page = client.get(WINDOW + "results/" + asked).content.decode()
        return [
            text for text in ("Źródło prawa?", "Wycofane?", "Nowe?", "Nowsze?", "Najnowsze?") if text in page
        ]

    assert listed("") == ["Nowsze?", "Najnowsze?"]
    assert listed("?p=2") == ["Źródło prawa?", "Nowe?"]
    assert listed("?q=zrodlo+prawa") == ["Źródło prawa?"]
    assert "Źródło prawa?" in listed(f"?q={old.pk}")
    assert listed("?q=wycofane") == []
    window = client.get(WINDOW).json()
    assert "4 pytania" in window["html"].replace("\N{NO-BREAK SPACE}", " ")
    assert (window["step"], "Kategoria" in window["html"]) == ("choose", True)
    chosen = client.get(f"{WINDOW}chosen/{old.pk}/").json()["result"]
    assert (chosen["id"], chosen["title"]) == (str(old.pk), f"Źródło prawa? (nr {old.pk})")


@pytest.mark.parametrize("where", ["", "results/", "chosen/1/"])
def test_who_may_not_enter_the_editor_looks_for_nothing(client: Client, cast: Cast, where: str) -> None:
    for who in NAMES:
        if who not in ("ewa", "henryk"):
            client.force_login(cast.account(who))
            assert client.get(WINDOW + where).status_code == 403, who
    client.logout()
    assert client.get(WINDOW + where).status_code == 302


@pytest.mark.parametrize("where", ["create/", "chosen-multiple/?id=1", "chosen/abc/", "?p=x"])
def test_nothing_else_is_done_in_the_window(client: Client, cast: Cast, where: str) -> None:
    client.force_login(cast.account("ewa"))
    assert client.get(WINDOW + where).status_code == 404
