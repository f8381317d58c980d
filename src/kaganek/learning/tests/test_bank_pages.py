"""Pages of the question bank: who opens them, what they say, forms without scripts, files in and out."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core import jobs
from kaganek.core.forms import Form
from kaganek.core.models import JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.forms.bank.kinds import PARTS, GapRow, NumberPart
from kaganek.learning.models import BankCategory, BankImport, BankQuestion, BankVersion, Question
from kaganek.learning.services.bank import questions
from kaganek.learning.services.bank.wording import Placed, Wording, wording_of
from kaganek.learning.tests.factories import make_course, make_quiz
from kaganek.learning.tests.pages import words
from kaganek.learning.tests.test_bank_exchange import OURS
from kaganek.learning.tests.test_bank_files import GIFT, ONE_BAD

NOW = timezone.now()
EDITORS = {"ewa": None, "henryk": "zalesie"}
READERS = {*EDITORS, "dorota", "daniel", "filip", "irena", "grazyna", "kazimierz"}
EVERYONE = ("anna", "bogdan", "celina", "cezary", "janina", *sorted(READERS))


def open_as(client: Client, cast: Cast, login: str) -> Client:
    client.force_login(cast.account(login))
    return client


def put(cast: Cast, login: str, text: str = "Ile dni ma urząd?", **values: Any) -> BankQuestion:
    seat = cast.seat(login)
    wording = Wording("truefalse", text, {"answer": True}, "Bo tak mówi przepis.")
    with seated(seat):
        placed = [Placed(wording, **values)]
        return questions.add_questions(placed, office_id=questions.library_of(seat), by=seat, at=NOW)[0]


def newest(question: BankQuestion | None = None) -> BankVersion:
    with seated(SYSTEM):
        rows = BankVersion.objects.filter(question=question) if question else BankVersion.objects.all()
        return rows.latest("pk")


@pytest.mark.parametrize("login", EVERYONE)
def test_who_opens_the_bank(client: Client, cast: Cast, login: str) -> None:
    open_as(client, cast, login)
    for name in ("bank", "bank_save"):
        assert client.get(reverse(f"learning:{name}")).status_code == (200 if login in READERS else 403)
    for name in ("bank_add", "bank_categories", "bank_upload"):
        assert client.get(reverse(f"learning:{name}")).status_code == (200 if login in EDITORS else 403)


@pytest.mark.rule("L-60")
@pytest.mark.parametrize(
    ("owner", "readers"),
    [("ewa", READERS - {"henryk"}), ("henryk", {"henryk", "irena", "grazyna", "kazimierz"})],
)
def test_a_question_of_another_bank_does_not_exist(client, cast: Cast, owner: str, readers: set[str]) -> None:
    made = put(cast, owner)
    for login in sorted(READERS):
        open_as(client, cast, login)
        wanted = 200 if login in readers else 404
        for name in ("bank_question", "bank_compare"):
            assert client.get(reverse(f"learning:{name}", args=[made.pk])).status_code == wanted
        listed = "Ile dni ma urząd?" in words(client.get(reverse("learning:bank")))
        assert listed == (login in readers)
    for login in EDITORS:
        open_as(client, cast, login)
        wanted = 200 if login == owner else 404
        assert client.get(reverse("learning:bank_change", args=[made.pk])).status_code == wanted


def test_the_list_filters_and_leaves_as_a_file(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        category = BankCategory.objects.create(name="RODO")
        below = BankCategory.objects.create(name="Zgody", parent=category)
    put(cast, "ewa", "Pierwsze łatwe?", category_id=below.pk, tags=("egzamin",))
    other = put(cast, "ewa", "Drugie?")
    with seated(cast.seat("ewa")):
        questions.retire_questions([other.pk], by=cast.seat("ewa"), at=NOW)
    open_as(client, cast, "ewa")
    for asked, found in (
        (f"kategoria={category.pk}", "Pierwsze"), ("etykieta=egzamin", "Pierwsze"), ("q=latwe", "Pierwsze"),
        ("stan=wycofane", "Drugie"), ("stan=aktywne", "Pierwsze"),
    ):  # fmt: skip
        page = words(client.get(reverse("learning:bank") + f"?{asked}"))
        assert "Znaleziono 1 pytanie." in page, asked
        assert found in page
        file = b"".join(
            client.get(reverse("learning:bank_export", args=["csv"]) + f"?{asked}").streaming_content
        )
        assert found in file.decode("utf-8-sig")
        assert len(file.splitlines()) == 2


def test_the_list_costs_the_same_for_one_and_for_three(client, cast: Cast, django_assert_num_queries) -> None:
    put(cast, "ewa", "1")
    open_as(client, cast, "ewa")
    client.get(reverse("learning:bank"))
    with django_assert_num_queries(9):
        client.get(reverse("learning:bank"))
    put(cast, "ewa", "2")
    put(cast, "ewa", "3")
    with django_assert_num_queries(9):
        client.get(reverse("learning:bank"))


def test_where_a_question_is_asked(client: Client, cast: Cast) -> None:
    asked, idle = put(cast, "ewa", "Pytane?"), put(cast, "ewa", "Leżące?")
    with seated(SYSTEM):
        course = make_course(title="Prosty język")
        quiz = make_quiz(course)
        Question.objects.filter(quiz=quiz, position=1).update(bank_version=newest(asked))
    open_as(client, cast, "ewa")
    rows = client.get(reverse("learning:bank")).context["listing"].rows
    assert {row.pk: row.used for row in rows} == {asked.pk: 1, idle.pk: 0}
    page = client.get(reverse("learning:bank") + f"?szkolenie={course.pk}")
    assert [row.pk for row in page.context["listing"].rows] == [asked.pk]
    seen = words(client.get(reverse("learning:bank_question", args=[asked.pk])))
    assert "Prosty język: Test końcowy" in seen


def fields(client: Client, address: str) -> dict[str, Any]:
    """What the form on a page would send."""
    sheet = client.get(address).context["sheet"]
    sent: dict[str, Any] = {"rows": len(sheet.rows)}
    for form in sheet.forms:
        for bound in form:
            value = bound.value()
            if value not in (None, False, ""):
                sent[bound.html_name] = (
                    "on"
                    if value is True
                    else str(value).replace(".", ",")
                    if bound.name == "points"
                    else value
                )
    return sent


@pytest.mark.parametrize(("kind", "payload"), OURS)
def test_every_kind_is_read_by_its_form_and_written_the_same(
    client, cast: Cast, kind: str, payload: dict
) -> None:
    ewa = cast.seat("ewa")
    with seated(ewa):
        held = Wording(kind, "Treść?\nDruga linia.", payload, "Wyjaśnienie.", name="Nazwa")
        (made,) = questions.add_questions([Placed(held)], office_id=None, by=ewa, at=NOW)
    open_as(client, cast, "ewa")
    assert client.get(reverse("learning:bank_question", args=[made.pk])).status_code == 200
    address = reverse("learning:bank_change", args=[made.pk])
    sent = fields(client, address)
    assert client.post(address, sent).status_code == 302
    assert newest(made).number == 1  # the same words make no version
    assert client.post(address, sent | {"text": "Nowa treść?", "note": "krócej"}).status_code == 302
    made_now = newest(made)
    assert (made_now.number, made_now.note) == (2, "krócej")
    if kind != "number":  # the unit's empty name is kept as empty
        assert wording_of(made_now).payload == payload


@pytest.mark.parametrize("kind", PARTS)
def test_an_empty_form_says_what_is_missing(client: Client, cast: Cast, kind: str) -> None:
    open_as(client, cast, "henryk")
    address = reverse("learning:bank_write", args=[kind])
    response = client.post(address, fields(client, address))
    assert response.status_code == 422
    assert "Wpisz tekst w polu „Pytanie”." in words(response)
    with seated(SYSTEM):
        assert not BankQuestion.objects.exists()


def test_rows_are_not_called_needless(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("ewa"))
    page = client.get("/bank-pytan/nowe/single/").content.decode()
    labels = re.findall(r'<label class="ds-label"[^>]*>(.*?)</label>', page)

    assert "Odpowiedź" in labels
    assert any(label.startswith("Komentarz") and "(nieobowiązkowe)" in label for label in labels)
    for kind, label in (("matching", "Pasuje do tego"), ("matrix", "Numer poprawnej kolumny")):
        page = client.get(f"/bank-pytan/nowe/{kind}/").content.decode()
        assert label in re.findall(r'<label class="ds-label"[^>]*>(.*?)</label>', page)


@pytest.mark.parametrize(
    ("part", "typed", "said"),
    [
        (NumberPart, {"answer": "12", "tolerance": "-1"}, "Wpisz liczbę nie mniejszą niż 0."),
        (GapRow, {"accepted": "wójta\nburmistrza", "wrong": "starosty\nWÓJTA"}, "„WÓJTA” jest i poprawną"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused(part: type[Form], typed: dict[str, str], said: str) -> None:
    assert said in str(part(typed).errors)


def test_least_points_are_said_with_a_comma(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("ewa"))
    address = "/bank-pytan/nowe/truefalse/"
    page = words(client.post(address, fields(client, address) | {"points": "0"}))
    assert "liczbę nie mniejszą niż 0,01." in page


def test_rows_are_added_moved_and_taken_out_without_a_script(client: Client, cast: Cast) -> None:
    open_as(client, cast, "ewa")
    address = reverse("learning:bank_write", args=["ordering"])
    sent = {"rows": 2, "text": "Ułóż:", "w0-text": "drugie", "w1-text": "pierwsze", "points": "1"}
    more = client.post(address, sent | {"act": "more"})
    assert [row["text"].value() for row in more.context["sheet"].rows] == ["drugie", "pierwsze", None, None]
    assert more.context["sheet"].words["text"].value() == "Ułóż:"
    up = client.post(address, sent | {"act": "up-1"})
    assert [row["text"].value() for row in up.context["sheet"].rows] == ["pierwsze", "drugie"]
    gone = client.post(address, sent | {"act": "drop-0"})
    assert [row["text"].value() for row in gone.context["sheet"].rows] == ["pierwsze"]
    assert client.post(address, sent).status_code == 302
    assert [one["text"] for one in newest().payload["items"]] == ["drugie", "pierwsze"]


def test_a_preview_saves_nothing_and_a_twin_is_named(client: Client, cast: Cast) -> None:
    open_as(client, cast, "ewa")
    address = reverse("learning:bank_write", args=["truefalse"])
    sent = {"text": "BIP jest jawny.", "p-answer": "true", "points": "1"}
    assert "Tak zobaczy je uczestnik" in words(client.post(address, sent | {"preview": "1"}))
    with seated(SYSTEM):
        assert not BankQuestion.objects.exists()
    assert client.post(address, sent).status_code == 302
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "Takie samo pytanie jest już w banku" in words(again)


def test_ticked_questions_are_moved_tagged_and_retired(client: Client, cast: Cast) -> None:
    one, two, foreign = put(cast, "ewa", "1"), put(cast, "ewa", "2"), put(cast, "henryk", "3")
    with seated(SYSTEM):
        category = BankCategory.objects.create(name="RODO")
    open_as(client, cast, "ewa")
    address = reverse("learning:bank_chosen")
    ticked = {"pytanie": [one.pk, two.pk, foreign.pk]}
    assert [row.pk for row in client.post(address, ticked).context["rows"]] == [one.pk, two.pk]
    assert client.post(address, ticked | {"deed": "tag"}).status_code == 422
    client.post(address, ticked | {"deed": "move", "category": category.pk})
    client.post(address, ticked | {"deed": "tag", "tag": "egzamin"})
    client.post(address, ticked | {"deed": "retire"})
    with seated(SYSTEM):
        held = BankQuestion.objects.order_by("pk").values_list("category", "tags")
        assert list(held) == [(category.pk, ["egzamin"])] * 2 + [(None, [])]
        assert BankQuestion.objects.filter(retired_at=None).get().pk == foreign.pk


def test_categories_are_made_moved_and_merged(client: Client, cast: Cast) -> None:
    open_as(client, cast, "henryk")
    here = reverse("learning:bank_categories")
    for name in ("Prawo", "RODO"):
        assert client.post(here, {"name": name}).status_code == 302
    assert client.post(here, {"name": "RODO"}).status_code == 422
    with seated(SYSTEM):
        ids = dict(BankCategory.objects.values_list("name", "pk"))
        assert set(BankCategory.objects.values_list("office", flat=True)) == {cast.zalesie.pk}
    one = reverse("learning:bank_category", args=[ids["RODO"]])
    assert client.post(one, {"name": "Dane osobowe", "parent": ids["Prawo"]}).status_code == 302
    assert "Prawo › Dane osobowe" in words(client.get(reverse("learning:bank_upload")))
    client.post(reverse("learning:bank_merge", args=[ids["RODO"]]), {"into": ids["Prawo"]})
    with seated(SYSTEM):
        assert list(BankCategory.objects.values_list("name", flat=True)) == ["Prawo"]
    open_as(client, cast, "ewa")
    assert client.get(reverse("learning:bank_category", args=[ids["Prawo"]])).status_code == 404


def upload(client: Client, text: str, **values: str) -> str:
    """Send a file, let the worker judge it; the address of its page."""
    file = SimpleUploadedFile("pytania.gift", text.encode())
    assert client.post(reverse("learning:bank_upload"), {"file": file, **values}).status_code == 302
    work()
    with seated(SYSTEM):
        return reverse("learning:bank_import", args=[BankImport._base_manager.latest("pk").pk])


def work() -> None:
    """Do the newest watched job as the worker would."""
    with seated(SYSTEM):
        run = JobRun._base_manager.latest("pk")
        facts = dict(run.facts)
    watched = {"job_id": run.pk, "person_id": run.author, **ACCOUNTS}
    jobs.do(run.name, {"watched": watched, **facts})


ACCOUNTS: dict[str, Any] = {}


@pytest.fixture
def ewa(client: Client, cast: Cast) -> Client:
    seat = cast.seat("ewa")
    ACCOUNTS.update(account_id=seat.account_id, membership_id=seat.membership_id)
    return open_as(client, cast, "ewa")


@pytest.mark.rule("L-63")
def test_a_file_is_uploaded_seen_and_saved_without_its_bad_question(ewa: Client, cast: Cast) -> None:
    page = upload(ewa, ONE_BAD)
    seen = words(ewa.get(page))
    assert "Odrzucone: 1 pytanie" in seen
    assert "Zapisz dobre (3), pomiń złe (1)" in seen
    assert "Znaleziono 1 pytanie." in words(ewa.get(page + "?wynik=refused"))
    report = b"".join(ewa.get(page + "raport.csv").streaming_content).decode("utf-8-sig")
    assert len(report.splitlines()) == 5
    ewa.post(page + "zapisz/")
    with seated(SYSTEM):
        assert not BankQuestion.objects.exists()
    assert ewa.post(page + "zapisz/", {"pomin": "1"}).status_code == 302
    work()
    with seated(SYSTEM):
        assert BankQuestion.objects.count() == 3
        assert JobRun._base_manager.latest("pk").state == JobRun.State.DONE
    assert "Zapisano w banku: 3 pytania." in words(ewa.get(page))


def test_a_file_left_aside_and_a_file_that_is_none(ewa: Client, cast: Cast) -> None:
    page = upload(ewa, GIFT)
    assert ewa.post(page + "odloz/").status_code == 302
    ewa.post(page + "zapisz/")
    page = upload(ewa, "<?xml version='1.0'?><html/>")
    assert "ale nie Moodle XML" in words(ewa.get(page))
    assert "Wybierz plik w polu" in words(ewa.post(reverse("learning:bank_upload"), {}))
    with seated(SYSTEM):
        assert not BankQuestion.objects.exists()


def test_a_foreign_file_does_not_exist(ewa: Client, cast: Cast) -> None:
    page = upload(ewa, GIFT)
    open_as(ewa, cast, "henryk")
    assert ewa.get(page).status_code == 404
    for deed in ("zapisz/", "odloz/"):
        assert ewa.post(page + deed).status_code == 404


@pytest.mark.parametrize("login", ["ewa", "henryk", "dorota"])
def test_a_bank_leaves_as_a_file_with_its_losses_named_before(client: Client, cast: Cast, login: str) -> None:
    put(cast, "henryk" if login == "henryk" else "ewa", "Jawne?")
    with seated(SYSTEM):
        row = BankVersion.objects.get()
        BankQuestion.objects.update(external_id="")
        questions.reword_question(
            row.question_id, Wording("short", "Co?", {"accepted": ["a"]}), by=SYSTEM, at=NOW
        )
    open_as(client, cast, login)
    seen = words(client.get(reverse("learning:bank_save") + "?format=gift"))
    assert "Format nie zapisuje, że odpowiedź bez polskich znaków też się liczy." in seen
    file = client.post(reverse("learning:bank_file"), {"format": "gift"})
    assert file.headers["Content-Disposition"].endswith('.gift"')
    assert "Co?" in file.content.decode()


def test_versions_side_by_side_and_one_restored(client: Client, cast: Cast) -> None:
    made = put(cast, "henryk", "Stare słowa?")
    with seated(cast.seat("henryk")):
        questions.reword_question(
            made.pk, Wording("truefalse", "Nowe słowa?", {"answer": False}), by=cast.seat("henryk"), at=NOW
        )
    open_as(client, cast, "henryk")
    here = reverse("learning:bank_compare", args=[made.pk])
    page = words(client.get(here))
    assert "<del>Pytanie: Stare słowa?</del>" in page
    assert "<ins>Pytanie: Nowe słowa?</ins>" in page
    assert client.get(here + "?a=1&b=9").status_code == 404
    assert client.post(reverse("learning:bank_restore", args=[made.pk, 1])).status_code == 302
    assert newest(made).text == "Stare słowa?"
