"""A stranger fills a form in: pages, conditions, robots, files, the receipt."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kaganek.core.models import Notice
from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.people.models import Person
from kaganek.questionnaires.models import (
    Answer,
    Form,
    FormFile,
    FormKnock,
    FormQuestion,
    FormSection,
    Response,
)
from kaganek.questionnaires.queries.public import form_address, open_forms
from kaganek.questionnaires.rules.sending import MOST_AN_HOUR
from kaganek.questionnaires.services import building, filling, publishing, tokens
from kaganek.questionnaires.tests.factories import AT, NOTICE, YES_NO, make_form, make_report, question, send
from kaganek.questionnaires.tests.pages import text_of

PDF = b"%PDF-1.7 nic"


@pytest.fixture
def report(cast) -> Form:
    return make_report(cast.seat("henryk"))


@pytest.fixture
def stranger() -> Client:
    return Client()


def token(form: Form, *, minutes: float = 2) -> str:
    return tokens.begin(form.pk, form.current.pk, at=timezone.now() - timedelta(minutes=minutes))


def post(client: Client, form: Form, **fields: Any) -> Any:
    page = {"znacznik": token(form), "strona": "s1", "krok": "dalej"} | {
        name.replace("_", "-") if name.startswith("o_") else name: value for name, value in fields.items()
    }
    return client.post(form_address(form), page)


def sent() -> list[tuple[str, dict[str, Any]]]:
    with seated(SYSTEM):
        return [
            (one.number, dict(Answer.objects.filter(response=one).values_list("code", "value")))
            for one in Response.objects.order_by("pk")
        ]


@pytest.mark.rule("Q-09")
def test_a_stranger_opens_a_form_and_gets_no_cookie(stranger: Client, report: Form) -> None:
    response = stranger.get(form_address(report))

    assert response.status_code == 200
    assert "Co zgłaszasz?" in text_of(response)
    assert "csrfmiddlewaretoken" not in text_of(response)
    assert response.cookies == {}


@pytest.mark.rule("Q-09")
def test_a_form_is_sent_without_any_cookie_and_answered_with_a_number(report: Form) -> None:
    strict = Client(enforce_csrf_checks=True)

    response = post(strict, report, o_p1="1", o_p3="anna@poczta.example")

    assert response.status_code == 302
    assert response.cookies == {}
    page = text_of(strict.get(response.headers["Location"]))
    ((number, answers),) = sent()
    assert number in page
    assert "Odpowiemy w ciągu 14 dni." in page
    assert answers == {"p1": "1", "p3": "anna@poczta.example"}


@pytest.mark.rule("Q-03")
def test_without_a_script_a_question_that_was_opened_is_shown_before_it_is_judged(
    stranger: Client, report: Form
) -> None:
    first = post(stranger, report, o_p1="2", ukryte="p2")

    assert first.status_code == 200
    assert "doszły nowe pytania" in text_of(first)
    assert sent() == []

    second = post(stranger, report, o_p1="2")

    assert second.status_code == 422
    assert "Odpowiedz na pytanie „Gdzie jest dziura?”." in text_of(second)

    assert post(stranger, report, o_p1="2", o_p2="ul. Szkolna 3").status_code == 302
    assert [answers for _, answers in sent()] == [{"p1": "2", "p2": "ul. Szkolna 3"}]


@pytest.mark.rule("Q-03")
def test_an_answer_off_the_path_is_not_kept(stranger: Client, report: Form) -> None:
    assert post(stranger, report, o_p1="1", o_p2="ul. Szkolna 3").status_code == 302

    assert [answers for _, answers in sent()] == [{"p1": "1"}]


@pytest.mark.rule("Q-04")
def test_what_is_wrong_is_named_above_the_form_and_what_was_typed_stays(
    stranger: Client, report: Form
) -> None:
    page = text_of(post(stranger, report, o_p1="9", o_p3="anna@"))

    assert "Popraw 2 pola" in page
    assert '<a href="#p-p1">„Co zgłaszasz?”: wybierz odpowiedź z listy.</a>' in page
    assert '<a href="#o-p3">„Twój e-mail”: popraw adres e-mail' in page
    assert 'value="anna@"' in page
    assert sent() == []


@pytest.mark.rule("Q-04")
def test_choices_and_rows_that_are_missing_are_marked(cast, stranger: Client) -> None:
    henryk = cast.seat("henryk")
    rows = {"rows": YES_NO["options"], "columns": [{"id": "1", "text": "dobrze"}, {"id": "2", "text": "źle"}]}
    form = make_form(
        henryk, question("single", "Co?", payload=YES_NO), question("matrix", "Ocena", payload=rows)
    )
    with seated(henryk):
        building.say_notice(form.pk, NOTICE, by=henryk, at=AT)
        form = publishing.publish(form.pk, by=henryk, at=AT)
    page = text_of(post(stranger, form, **{"o-p2-1": "1"}))
    assert page.count("qf-wrong") == 3, "the choice, the grid and its row"
    assert page.count("Wybierz odpowiedź w tym wierszu.") == 1
    assert page.index("Wybierz odpowiedź w tym wierszu.") > page.index("<legend>Dziura w drodze</legend>")
    assert text_of(post(stranger, form)).count("Wybierz odpowiedź w tym wierszu.") == 2


@pytest.mark.rule("Q-14")
def test_a_page_sent_twice_is_one_response(stranger: Client, report: Form) -> None:
    page = {"znacznik": token(report), "strona": "s1", "krok": "dalej", "o-p1": "1"}

    one, two = (stranger.post(form_address(report), page) for _ in range(2))

    assert (one.status_code, two.status_code) == (302, 302)
    assert len(sent()) == 1
    receipt = [re.findall(r"F-\d{6}-\w{6}", text_of(stranger.get(r.headers["Location"]))) for r in (one, two)]
    assert receipt[0] == receipt[1] != []


@pytest.mark.rule("Q-11")
def test_a_robot_in_the_trap_is_told_so(stranger: Client, report: Form) -> None:
    response = post(stranger, report, o_p1="1", strona_www="http://tani-kredyt.example")

    assert response.status_code == 422
    assert "Strona WWW" in text_of(response)
    assert sent() == []


@pytest.mark.rule("Q-10")
def test_a_form_that_comes_at_once_is_shown_again(stranger: Client, report: Form) -> None:
    fast = {"znacznik": token(report, minutes=-1), "strona": "s1", "krok": "dalej", "o-p1": "1"}

    response = stranger.post(form_address(report), fast)

    assert response.status_code == 422
    assert "szybciej, niż da się go przeczytać" in text_of(response)
    assert sent() == []


@pytest.mark.rule("Q-10")
@pytest.mark.parametrize("made", ["", "cudze", "stare", "innego"])
def test_a_page_that_is_too_old_or_not_ours_goes_on_with_its_answers(
    stranger: Client, cast, report: Form, made: str
) -> None:
    other = make_form(cast.seat("henryk"), question("short", "Co?"), title="Inny")
    with seated(cast.seat("henryk")):
        other = publishing.publish(other.pk, by=cast.seat("henryk"), at=AT)
    words = {"": "", "cudze": "abc:def:ghi", "stare": token(report, minutes=1500), "innego": token(other)}[
        made
    ]

    response = stranger.post(
        form_address(report), {"znacznik": words, "strona": "s1", "krok": "dalej", "o-p1": "2"}
    )

    page = text_of(response)
    assert response.status_code == 422
    assert "Twoje odpowiedzi zostały" in page
    assert re.search(r'value="2" checked', page)
    assert sent() == []


@pytest.mark.rule("Q-12")
def test_an_address_that_sends_too_often_rests(stranger: Client, report: Form) -> None:
    for _ in range(MOST_AN_HOUR):
        assert post(stranger, report, o_p1="1").status_code == 302

    response = post(stranger, report, o_p1="1")

    assert response.status_code == 429
    assert "zbyt wiele razy" in text_of(response)
    assert (
        post(Client(REMOTE_ADDR="198.51.100.9"), report, o_p1="1").status_code == 302
    )  # another address may
    with seated(SYSTEM):
        assert not FormKnock.objects.filter(address__contains="127.0.0.1").exists()


@pytest.mark.rule("Q-12")
def test_a_try_that_is_refused_is_counted_too(stranger: Client, report: Form) -> None:
    for n in (1, 2):
        post(stranger, report, o_p1="1", strona="s9", o_p3="anna@" if n == 1 else "")

    with seated(SYSTEM):
        assert (FormKnock.objects.count(), Response.objects.count()) == (
            1,
            1,
        )  # the first never reached the end
    late = {"znacznik": token(report, minutes=-1), "strona": "s1", "krok": "dalej", "o-p1": "1"}
    stranger.post(form_address(report), late)
    with seated(SYSTEM):
        assert (FormKnock.objects.count(), Response.objects.count()) == (2, 1)


@pytest.mark.rule("Q-04")
def test_huge_answers_are_refused(stranger: Client, cast) -> None:
    seat = cast.seat("henryk")
    form = make_form(seat, *(question("essay", f"Opis {n}") for n in range(12)), title="Długi")
    with seated(seat):
        form = publishing.publish(form.pk, by=seat, at=AT)

    long = post(stranger, form, **{f"o_p{n}": "ż" * 20_000 for n in range(1, 13)})
    longer = post(stranger, form, **{f"o_p{n}": "a" * 20_001 for n in range(1, 13)})
    huge = post(stranger, form, o_p1="a" * (6 * 2**20))

    assert "razem za długie" in text_of(long)
    assert "skróć odpowiedź" in text_of(longer)
    assert (long.status_code, longer.status_code, huge.status_code) == (422, 422, 400)
    assert sent() == []


@pytest.mark.rule("Q-05")
def test_whoever_began_a_version_sends_that_version(stranger: Client, cast, report: Form) -> None:
    seat = cast.seat("henryk")
    began = token(report)
    with seated(seat):
        pk = FormQuestion.objects.get(form=report, code="p1").pk
        building.drop_question(FormQuestion.objects.get(form=report, code="p2").pk, by=seat, at=AT)
        building.change_question(pk, question("single", "O czym piszesz?", payload=YES_NO), by=seat, at=AT)
        publishing.publish(report.pk, by=seat, at=AT)

    page = text_of(stranger.get(form_address(report)))
    done = stranger.post(
        form_address(report), {"znacznik": began, "strona": "s1", "krok": "dalej", "o-p1": "2", "o-p2": "tu"}
    )

    assert "O czym piszesz?" in page
    assert done.status_code == 302
    with seated(SYSTEM):
        response = Response.objects.select_related("version").get()
        assert response.version.number == 1
    assert sent()[0][1] == {"p1": "2", "p2": "tu"}


@pytest.mark.rule("Q-06")
def test_a_form_is_open_within_its_days_only(stranger: Client, cast, report: Form) -> None:
    today = timezone.localdate()
    with seated(cast.seat("henryk")):
        Form.objects.filter(pk=report.pk).update(closes_on=today - timedelta(days=1))

    assert "nie można go wysłać" in text_of(stranger.get(form_address(report)))
    assert "nie można go wysłać" in text_of(post(stranger, report, o_p1="1"))
    with seated(ANONYMOUS):
        assert open_forms(cast.zalesie.pk, today=today) == []
    with seated(cast.seat("henryk")):
        Form.objects.filter(pk=report.pk).update(closes_on=today)

    with seated(ANONYMOUS):
        assert [one.title for one in open_forms(cast.zalesie.pk, today=today)] == ["Zgłoszenie usterki"]
        assert open_forms(cast.borki.pk, today=today) == []
    with seated(cast.seat("henryk")):
        publishing.close(report.pk, by=cast.seat("henryk"), at=AT)
    assert stranger.get(form_address(report)).status_code == 404


def test_a_draft_and_a_wrong_owner_have_no_address(stranger: Client, cast, report: Form) -> None:
    draft = make_report(cast.seat("henryk"), title="Szkic", publish=False)

    assert stranger.get(form_address(draft)).status_code == 404
    assert stranger.get(f"/formularze/borki-{cast.borki.pk}/{report.slug}/").status_code == 404
    assert stranger.get(f"/formularze/program/{report.slug}/").status_code == 404
    assert stranger.get(f"/formularze/nic/{report.slug}/").status_code == 404


class TestPages:
    """A form of three pages, the second shown to some."""

    @pytest.fixture
    def form(self, cast) -> Form:
        seat = cast.seat("henryk")
        form = make_form(seat, question("truefalse", "Czy masz psa?"), title="Psy")
        with seated(seat):
            dog = building.add_section(form.pk, title="Pies", intro="", by=seat, at=AT)
            end = building.add_section(form.pk, title="Koniec", intro="", by=seat, at=AT)
            building.change_section(dog.pk - 1, title="Początek", intro="", by=seat, at=AT)
            building.add_question(dog.pk, question("number", "Ile ma lat?"), by=seat, at=AT)
            building.add_question(end.pk, question("essay", "Uwagi", required=False), by=seat, at=AT)
            type(dog).objects.filter(pk=dog.pk).update(shown_if="p1 = tak")
            return publishing.publish(form.pk, by=seat, at=AT)

    def test_pages_follow_the_answers(self, stranger: Client, form: Form) -> None:
        words = {"znacznik": token(form)}

        def step(page: str, deed: str = "dalej", **answers: str) -> str:
            sending = (
                words | {"strona": page, "krok": deed} | {k.replace("_", "-"): v for k, v in answers.items()}
            )
            response = stranger.post(form_address(form), sending)
            return text_of(response) if response.status_code != 302 else "wysłano"

        dog = step("s1", o_p1="tak")
        assert "Ile ma lat?" in dog
        assert '<input type="hidden" name="o-p1" value="tak">' in dog
        assert "Strona 2 z 3" in dog
        assert "Ile ma lat?" not in step("s1", o_p1="nie")
        assert "wpisz liczbę" in step("s2", o_p1="tak", o_p2="dużo")
        assert "Uwagi" in step("s2", o_p1="tak", o_p2="3")
        assert "Czy masz psa?" in step("s2", "wstecz", o_p1="tak", o_p2="dużo")
        assert step("s3", o_p1="nie", o_p2="3") == "wysłano"
        assert [answers for _, answers in sent()] == [{"p1": False}]

    def test_a_page_passed_over_by_hand_is_asked_for_at_the_end(self, stranger: Client, form: Form) -> None:
        response = post(stranger, form, strona="s3", o_p1="tak")

        assert response.status_code == 422
        assert "Odpowiedz na pytanie „Ile ma lat?”." in text_of(response)
        assert sent() == []


class TestFiles:
    @pytest.fixture
    def form(self, cast) -> Form:
        seat = cast.seat("henryk")
        form = make_form(
            seat,
            question("short", "Co?"),
            question("file", "Zdjęcie", payload={"kinds": ["pdf", "png"], "most_mb": 1}),
            title="Z plikiem",
        )
        with seated(seat):
            building.say_notice(
                form.pk, {"controller": "W", "contact": "c", "purpose": "p", "basis": "b"}, by=seat, at=AT
            )
            return publishing.publish(form.pk, by=seat, at=AT)

    @pytest.mark.rule("Q-13")
    def test_a_file_waits_for_its_response_and_goes_with_it(self, stranger: Client, form: Form) -> None:
        file = SimpleUploadedFile("C:\\skany\\wniosek.pdf", PDF)

        first = post(stranger, form, **{"plik-p2": file})  # the other question is not answered
        key = re.search(r'name="o-p2" value="([0-9a-f-]{36})"', text_of(first))

        assert first.status_code == 422
        assert key
        assert post(stranger, form, o_p1="tu", o_p2=key[1]).status_code == 302
        with seated(SYSTEM):
            row = FormFile.objects.get()
            assert (row.name, bytes(row.body), row.response) == ("wniosek.pdf", PDF, Response.objects.get())

    @pytest.mark.rule("Q-13")
    def test_a_refused_file_hides_no_other_error_and_no_typed_word(
        self, stranger: Client, cast, form: Form
    ) -> None:
        seat = cast.seat("henryk")
        with seated(seat):
            section = FormSection.objects.get(form=form)
            building.add_question(section.pk, question("email", "E-mail"), by=seat, at=AT)
            form = publishing.publish(form.pk, by=seat, at=AT)

        page = post(stranger, form, o_p3="bez małpy", **{"plik-p2": SimpleUploadedFile("a.pdf", b"nic")})

        assert page.status_code == 422
        assert "Popraw 3 pola" in text_of(page)
        for words in ("Odpowiedz na pytanie „Co?”.", "nie jest plikiem PDF", "„E-mail”: popraw adres"):
            assert words in text_of(page)
        assert 'value="bez małpy"' in text_of(page)

    def test_a_file_goes_along_to_the_next_page(self, stranger: Client, cast, form: Form) -> None:
        seat = cast.seat("henryk")
        with seated(seat):
            building.change_section(
                FormSection.objects.get(form=form).pk, title="Raz", intro="", by=seat, at=AT
            )
            last = building.add_section(form.pk, title="Dwa", intro="", by=seat, at=AT)
            building.add_question(last.pk, question("short", "Coś jeszcze?"), by=seat, at=AT)
            form = publishing.publish(form.pk, by=seat, at=AT)

        second = text_of(
            post(stranger, form, o_p1="tu", **{"plik-p2": SimpleUploadedFile("wniosek.pdf", PDF)})
        )
        key = re.search(r'<input type="hidden" name="o-p2" value="([0-9a-f-]{36})">', second)

        assert "Coś jeszcze?" in second
        assert key
        assert post(stranger, form, strona="s2", o_p1="tu", o_p2=key[1], o_p3="nie").status_code == 302
        assert sent()[0][1]["p2"] == {"key": key[1], "name": "wniosek.pdf", "size": len(PDF)}

    @pytest.mark.rule("Q-13")
    @pytest.mark.parametrize(
        ("name", "body", "words"),
        [
            ("wirus.exe", b"MZ", "Dodaj PDF, PNG."),
            ("zdjecie.png", PDF, "nie jest plikiem PNG"),
            ("pusty.pdf", b"", "jest pusty"),
            ("duzy.pdf", PDF + b"0" * 2**20, "więcej niż 1 MB"),
            ("strona.html", b"<script>", "nie można dodać"),
        ],
    )
    def test_a_file_of_another_kind_is_refused(
        self, stranger: Client, form: Form, name: str, body: bytes, words: str
    ) -> None:
        response = post(stranger, form, o_p1="tu", **{"plik-p2": SimpleUploadedFile(name, body)})

        assert response.status_code == 422
        assert words in text_of(response)
        with seated(SYSTEM):
            assert not FormFile.objects.exists()

    @pytest.mark.rule("Q-13")
    @pytest.mark.parametrize("key", ["nie-klucz", str(uuid.UUID(int=7))])
    def test_a_key_of_nobody_is_no_file(self, stranger: Client, form: Form, key: str) -> None:
        response = post(stranger, form, o_p1="tu", o_p2=key)

        assert "Dodaj plik: „Zdjęcie”." in text_of(response)
        assert sent() == []


def test_two_at_once_with_one_key_are_one_response(cast, report: Form) -> None:
    key = uuid.uuid4()

    one, two = (send(report, {"p1": "1"}, key=key) for _ in range(2))

    assert one.pk == two.pk


def test_a_closed_form_takes_nothing_though_its_page_was_open(cast, report: Form) -> None:
    with seated(cast.seat("henryk")):
        closed = publishing.close(report.pk, by=cast.seat("henryk"), at=AT)

    with pytest.raises(filling.FormClosed):
        send(closed, {"p1": "1"})


def notices() -> list[tuple[str, str]]:
    with seated(SYSTEM):
        names = dict(Person.objects.values_list("pk", "first_name"))
        rows = Notice.policed.order_by("event", "pk").values_list("person", "title")
        return [(names[person], title) for person, title in rows]


@pytest.mark.rule("Q-20")
def test_those_who_read_responses_are_told_once_a_day(report: Form) -> None:
    for day in (0, 0, 1):
        send(report, {"p1": "1"}, at=AT + timedelta(days=day))

    title = "Nowe odpowiedzi: Zgłoszenie usterki"
    assert sorted(notices()) == [("Henryk", title)] * 2 + [("Janina", title)] * 2


@pytest.mark.rule("Q-20")
def test_coordinators_are_told_of_the_programme_s_forms(cast) -> None:
    send(make_report(cast.seat("dorota")), {"p1": "1"})

    assert "Dorota" in dict(notices())
    assert "Henryk" not in dict(notices())
