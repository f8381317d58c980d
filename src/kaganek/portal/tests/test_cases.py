"""Contact and complaints: deadlines, the queue, answers."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.models import Letter
from kaganek.core.outbox import letter_kinds
from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.polish import long_date
from kaganek.portal.models import Case
from kaganek.portal.rules import deadlines
from kaganek.portal.services import cases, strangers
from kaganek.portal.terms import CaseKind
from kaganek.portal.tests.factories import words
from kaganek.programmes.models import Project

FORM, QUEUE = "/kontakt/", "/sprawy/"
ACCESS = {
    "kind": "access", "page": "/pomoc/", "text": "Czytnik nie widzi menu.", "name": "Jan Cichy",
    "email": "jan@dom.example",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()  # sendings of the tests before are counted from the same address
    monkeypatch.setattr(strangers, "FASTEST", timedelta(0))


@pytest.fixture
def one_project(cast):
    """The project of the cast is the one that runs."""
    with seated(SYSTEM):
        today = timezone.localdate()
        Project.objects.filter(pk=cast.project.pk).update(starts_on=today, ends_on=today + timedelta(9))
        Project.objects.filter(pk=cast.other_project.pk).update(
            starts_on=today - timedelta(9), ends_on=today - timedelta(1)
        )
    return cast


def sent(client, **values: str):
    token = re.search(r'name="znacznik" value="([^"]+)"', client.get(FORM).content.decode())[1]
    return client.post(FORM, ACCESS | {"znacznik": token} | values)


def test_the_form_says_what_is_needed(client, one_project) -> None:
    page = words(client.get(FORM))
    assert "(potrzebne przy żądaniu zapewnienia dostępności)" in page
    assert page.count("wypełnij jedno z tych pól") == 2
    for field in ("E-mail", "Telefon"):
        assert re.search(rf">{field}\s*</label>", page), field
    client.force_login(one_project.account("dorota"))
    sent(client)
    case = words(client.get(f"{QUEUE}{the_case().pk}/"))
    assert re.search(r">Odpowiedź\s*</label>", case)
    assert re.search(r"Odpowiedzieć do \d{1,2} \w+", case)


def the_case() -> Case:
    with seated(SYSTEM):
        return Case.objects.get()


@pytest.mark.rule("W-06")
@pytest.mark.parametrize(
    ("kind", "due", "longest"),
    [
        (CaseKind.ACCESS, date(2026, 12, 31), date(2027, 2, 24)),
        (CaseKind.COMPLAINT, date(2027, 1, 24), date(2027, 2, 24)),
        (CaseKind.OTHER, date(2027, 1, 7), date(2027, 1, 24)),
    ],
)
def test_each_kind_has_its_days(kind: CaseKind, due: date, longest: date) -> None:
    assert deadlines(kind, date(2026, 12, 24)) == (due, longest)


def test_a_stranger_writes_and_gets_a_number_and_a_day(client, one_project) -> None:
    assert "Wpisz e-mail albo telefon" in words(sent(client, email=""))
    assert "która strona lub jaki element" in words(sent(client, page=""))
    done = sent(client)
    found = the_case()
    assert not client.cookies
    assert found.number in words(done)
    assert found.due_on == timezone.localdate() + timedelta(7)
    assert found.project_id == one_project.project.pk


def test_the_same_form_twice_is_one_case(client, one_project) -> None:
    token = strangers.begin("case", at=timezone.now())
    for _ in range(2):
        assert sent(client, znacznik=token).status_code == 200
    assert the_case().name == "Jan Cichy"


@pytest.mark.parametrize(
    ("phone", "taken"), [("xx", False), ("12345", False), ("600 100 200", True), ("+48 22-000-00-00", True)]
)
def test_a_telephone_has_nine_digits_at_least(client, one_project, phone: str, taken: bool) -> None:
    said = words(sent(client, email="", phone=phone))
    assert ("Wpisz numer telefonu: co najmniej 9 cyfr" in said) != taken
    assert "Wpisz e-mail albo telefon" not in said
    with seated(SYSTEM):
        assert Case.objects.exists() == taken


def test_nothing_is_said_to_go_out_where_there_is_no_address(client, one_project) -> None:
    for values, button, other in (
        ({}, "Wyślij i zamknij", "Zamknij sprawę"),
        ({"email": "", "phone": "600 100 200"}, "Zamknij sprawę", "Wyślij i zamknij"),
    ):
        sent(client, **values)
        with seated(SYSTEM):
            found = Case.objects.latest("pk")
        client.force_login(one_project.account("dorota"))
        page = words(client.get(f"{QUEUE}{found.pk}/"))
        assert button in page
        assert other not in page
        client.logout()
    client.force_login(one_project.account("dorota"))
    refused = words(client.post(f"{QUEUE}{found.pk}/odpowiedz/", {"text": ""}))
    assert refused.count("Napisz, co odpowiedziano i jak.") == 2
    assert "Na odpowiedź czekają 2 sprawy" in words(client.get(QUEUE))


@pytest.mark.parametrize("name", NAMES)
def test_who_reads_and_answers(client, one_project, name: str) -> None:
    sent(client)
    found = the_case()
    client.force_login(one_project.account(name))
    expected = {"dorota": 200, "grazyna": 200, "daniel": 404}.get(name, 403)
    page = client.get(f"{QUEUE}{found.pk}/")
    assert page.status_code == expected
    assert ("Jan Cichy" in page.content.decode()) == (expected == 200)
    queue = client.get(QUEUE)
    assert ("Jan Cichy" in queue.content.decode()) == (expected == 200)
    posted = client.post(f"{QUEUE}{found.pk}/odpowiedz/", {"text": "Poprawione."}).status_code
    assert posted == (302 if expected == 200 else expected)


def test_with_two_projects_running_only_the_supplier_reads_it(client, cast) -> None:
    with seated(SYSTEM):
        today = timezone.localdate()
        Project.objects.update(starts_on=today, ends_on=today)
    sent(client)
    found = the_case()
    for name, status in (("dorota", 404), ("grazyna", 200)):
        client.force_login(cast.account(name))
        assert client.get(f"{QUEUE}{found.pk}/").status_code == status


@pytest.mark.rule("W-06")
def test_a_case_is_put_off_once_within_the_law_and_then_answered(client, one_project) -> None:
    sent(client)
    found = the_case()
    dorota, now = one_project.seat("dorota"), timezone.now()
    later = found.due_on + timedelta(20)
    with seated(dorota):
        with pytest.raises(cases.TooLate):
            cases.put_off(found.pk, until=found.longest_on + timedelta(1), why="x", by=dorota, at=now)
        with pytest.raises(cases.NothingSaid):
            cases.put_off(found.pk, until=later, why=" ", by=dorota, at=now)
        for _ in range(2):
            cases.put_off(found.pk, until=later, why="Czekamy na plik.", by=dorota, at=now)
        with pytest.raises(cases.AlreadyClosed):
            cases.put_off(found.pk, until=later + timedelta(1), why="Znowu.", by=dorota, at=now)
        for _ in range(2):
            cases.answer(found.pk, "Menu działa z czytnikiem.", refuse=False, by=dorota, at=now)
        with pytest.raises(cases.AlreadyClosed):
            cases.answer(found.pk, "Inna odpowiedź.", refuse=True, by=dorota, at=now)
    with seated(SYSTEM):
        letters = {one.kind: letter_kinds.get(one.kind)(one) for one in Letter.objects.all()}
    assert "Menu działa z czytnikiem." in letters[cases.ANSWERED].body
    assert "Rzecznika Praw Obywatelskich" in letters[cases.ANSWERED].body
    assert letters[cases.PUT_OFF] is None  # answered meanwhile: nothing more to say


def test_forms_of_the_desk_say_what_is_wrong(client, one_project) -> None:
    sent(client)
    found = the_case()
    client.force_login(one_project.account("dorota"))
    assert "Napisz odpowiedź." in words(client.post(f"{QUEUE}{found.pk}/odpowiedz/", {"text": ""}))
    past = client.post(f"{QUEUE}{found.pk}/termin/", {"until": "1.01.2020", "why": "x"})
    assert past.status_code == 422
    for day in (found.due_on, found.longest_on):
        assert words(past).count(long_date(day).replace("\xa0", " ")) >= 2, "at the field and in the summary"
    assert words(past).index("ds-error-summary") < words(past).index("Treść</h2>")
    assert "Nowy termin można podać raz" in words(past)
    client.post(f"{QUEUE}{found.pk}/odpowiedz/", {"text": "Gotowe."})
    late = client.post(f"{QUEUE}{found.pk}/odpowiedz/", {"text": "Inaczej."}, follow=True)
    assert "Nic się nie zmieniło" in words(late)
