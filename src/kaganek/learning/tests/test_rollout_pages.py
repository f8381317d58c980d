"""The way from a file to people, as the browser walks it; and who may not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.cast import NAMES, Cast

from kaganek.core.models import Letter
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import CourseProgress, LearningPath
from kaganek.learning.tests import lists
from kaganek.lib.polish import long_date
from kaganek.people.models import ImportDraft, Person
from kaganek.programmes.models import Participation

MAY = {"janina", "henryk", "dorota", "daniel", "grazyna"}
UPLOAD = "/nauka/start/lista/"
WRONG = ["4", "Łuczak", "t@zalesie.example", "", ""]


@pytest.fixture
def path(cast: Cast) -> LearningPath:
    with seated(SYSTEM):
        return lists.make_path(cast.project, lists.make_course("a"), lists.make_course("b"))


@pytest.fixture
def janina(client: Client, cast: Cast) -> Client:
    client.force_login(cast.account("janina"))
    return client


def file(*rows: list[str], name: str = "lista.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, lists.xlsx([lists.HEAD, *(rows or lists.PEOPLE)]))


def uploaded(client: Client, cast: Cast, *rows: list[str], **facts: object) -> str:
    """Address of the preview of a freshly uploaded list."""
    answer = client.post(UPLOAD, {"project": cast.project.pk, "file": file(*rows), **facts})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_the_whole_way(janina, cast, path):
    preview = uploaded(janina, cast)
    page = janina.get(preview).content.decode()
    assert "Lista jest dobra" in page
    assert "Brzęczyszczykiewicz-Żak, Łucja" in page
    assert "l.brzeczyszczykiewicz" in page
    assert "lista.xlsx" in page

    page = janina.get(f"{preview}sciezka/").content.decode()
    assert "założymy 3\xa0konta" in page
    answer = janina.post(f"{preview}zapisz/", {"path": path.pk, "handout": "link"}, follow=True)

    page = answer.content.decode()
    assert "Lista zapisana" in page
    with seated(SYSTEM):
        assert Person.objects.filter(office=cast.zalesie, activated_at=None).count() == 3
        assert CourseProgress.objects.count() == 6
        assert Letter.objects.filter(kind="people.activation").count() == 2


def test_a_path_with_past_deadlines_says_that_new_people_begin_late(janina, cast, path):
    page = janina.get(f"{uploaded(janina, cast)}sciezka/").content.decode()
    assert "Uwaga: termin" not in page

    today = timezone.localdate()
    past, near = today - timedelta(days=400), today - timedelta(days=370)
    with seated(SYSTEM):
        path.steps.filter(position=1).update(due_on=past, due_days=None)
        path.steps.filter(position=2).update(due_on=today, due_days=None)  # today is not late yet
    page = janina.get(f"{uploaded(janina, cast)}sciezka/").content.decode()
    assert f"termin jednego szkolenia tej ścieżki już minął ({long_date(past)})." in page
    assert "Nowe osoby będą od razu po terminie." in page

    with seated(SYSTEM):
        path.steps.filter(position=2).update(due_on=near)
    page = janina.get(f"{uploaded(janina, cast)}sciezka/").content.decode()
    assert f"termin 2\xa0szkoleń tej ścieżki już minął ({long_date(past)}, {long_date(near)})." in page


def test_confirming_twice_says_so_and_changes_nothing(janina, cast, path):
    preview = uploaded(janina, cast)
    janina.post(f"{preview}zapisz/", {"path": path.pk, "handout": "later"})
    answer = janina.post(f"{preview}zapisz/", {"path": path.pk, "handout": "later"}, follow=True)

    assert "Ta lista jest już zapisana." in answer.content.decode()
    with seated(SYSTEM):
        assert Person.objects.filter(office=cast.zalesie, activated_at=None).count() == 3


def test_wrong_rows_stand_out_can_be_taken_away_as_a_file_and_skipped(janina, cast, path):
    preview = uploaded(janina, cast, *lists.PEOPLE, WRONG)
    page = janina.get(preview).content.decode()
    assert "Popraw 1\xa0wiersz, żeby zapisać całą listę" in page
    assert "Pomiń 1\xa0wiersz i\xa0idź dalej" in page
    only = janina.get(f"{preview}?pokaz=do-poprawy").content.decode()
    assert "Łuczak" in only
    assert "Ćwiklińska" not in only

    body = janina.get(f"{preview}do-poprawy.csv").content.decode("utf-8-sig").splitlines()
    assert body[1].startswith("5;Łuczak;t@zalesie.example;Nazwisko i imię;Brakuje imienia.")

    assert janina.get(f"{preview}sciezka/")["Location"] == preview  # not before the rows are skipped
    assert janina.post(f"{preview}zapisz/", {"path": "0", "handout": "later"}, follow=True).status_code == 200
    with seated(SYSTEM):
        assert not Person.objects.filter(login="m.gorski").exists()
    assert janina.post(f"{preview}pomin/")["Location"] == f"{preview}sciezka/"
    janina.post(f"{preview}zapisz/", {"path": path.pk, "handout": "later"})
    with seated(SYSTEM):
        assert Person.objects.filter(login="m.gorski").exists()


def test_full_places_are_told_before_and_at_the_click(janina, cast, path):
    with seated(SYSTEM):
        Participation.objects.filter(office=cast.zalesie).update(place_limit=2)
    preview = uploaded(janina, cast)
    assert "o\xa02\xa0miejsca za mało" in janina.get(preview).content.decode()

    answer = janina.post(f"{preview}zapisz/", {"path": path.pk, "handout": "link"}, follow=True)

    assert "Nic nie zapisaliśmy: Urząd Gminy Zalesie ma 2\xa0miejsca" in answer.content.decode()
    with seated(SYSTEM):
        assert not Person.objects.filter(login="m.gorski").exists()


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("lista.pdf", b"%PDF-1.7\n1 0 obj", "To jest plik PDF, a\xa0nie arkusz."),
        ("lista.csv", b"Ala;ma;kota\r\n1;2;3\r\n", "Nie widać w\xa0tym pliku nagłówków listy."),
        ("lista.csv", "E-mail;Wydział\r\na@b.pl;Kadry\r\n".encode(), "W\xa0pliku brakuje kolumny z\xa0nazwiskami."),
        ("lista.csv", "Nazwisko;Imię\r\n".encode(), "Pod nagłówkami nie ma ani jednej osoby."),
        ("lista.csv", "Nazwisko;Imię;E-mail;E-mail\r\nA;B;c@d.pl;e@f.pl\r\n".encode(), "Dwie kolumny wyglądają tak samo: „E-mail”."),
        ("lista.csv", b"", "jest pusty. Wybierz inny."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused_in_words(janina, cast, name, body, sentence):
    answer = janina.post(UPLOAD, {"project": cast.project.pk, "file": SimpleUploadedFile(name, body)})

    assert sentence in answer.content.decode()
    with seated(cast.seat("janina")):
        assert not ImportDraft.objects.exists()


@pytest.mark.parametrize("who", NAMES)
def test_who_may_upload(client, cast, who):
    client.force_login(cast.account(who))

    assert client.get(UPLOAD).status_code == (200 if who in MAY else 403)


@pytest.mark.parametrize("who", sorted(MAY - {"janina"}))
@pytest.mark.parametrize(
    "name", ["import_preview", "import_path", "import_faults", "import_confirm", "import_skip"]
)
def test_a_draft_of_another_does_not_exist(client, cast, who, name):
    client.force_login(cast.account("janina"))
    uploaded(client, cast)
    with seated(cast.seat("janina")):
        draft = ImportDraft.objects.get()
    client.force_login(cast.account(who))
    send = client.post if name in ("import_confirm", "import_skip") else client.get

    assert send(reverse(f"learning:{name}", args=[draft.pk])).status_code == 404
    assert send(reverse(f"learning:{name}", args=[draft.pk + 1000])).status_code == 404


def test_a_coordinator_needs_a_code_or_a_column_of_codes(client, cast):
    client.force_login(cast.account("dorota"))
    facts = {"project": cast.project.pk, "file": file()}
    assert "Nie podano urzędu" in client.post(UPLOAD, facts).content.decode()
    answer = client.post(UPLOAD, {**facts, "file": file(), "office": "999999"})
    assert "Wpisz kod TERYT" in answer.content.decode()
    answer = client.post(UPLOAD, {**facts, "file": file(), "office": "146501"})
    assert "Ten urząd nie bierze udziału w\xa0projekcie." in answer.content.decode()

    preview = uploaded(client, cast, office="060902")
    assert "Urząd Gminy Borki" in client.get(preview).content.decode()


def test_a_project_out_of_reach_cannot_be_chosen(client, cast):
    client.force_login(cast.account("daniel"))
    answer = client.post(UPLOAD, {"project": cast.project.pk, "office": "060902", "file": file()})

    assert answer.status_code == 422
    assert "Sprawny urząd 2026" not in answer.content.decode()


def test_a_project_that_keeps_lists_to_itself_says_so(janina, cast):
    cast.project.offices_import_people = False
    with seated(SYSTEM):
        cast.project.save()
    answer = janina.post(UPLOAD, {"project": cast.project.pk, "file": file()})

    assert "listy pracowników wczytuje koordynator projektu" in answer.content.decode()


def test_the_preview_costs_the_same_for_one_row_and_for_three(janina, cast, django_assert_num_queries):
    for rows in (lists.PEOPLE[:1], lists.PEOPLE):
        preview = uploaded(janina, cast, *rows)
        janina.get(preview)
        with django_assert_num_queries(12):
            janina.get(preview)


def test_a_long_list_has_pages(janina, cast):
    preview = uploaded(janina, cast, *lists.many(60)[1:])
    page = janina.get(f"{preview}?page=3").content.decode()

    assert "Wiersze 51–60 z\xa060" in page
    assert janina.get(f"{preview}?page=99").content.decode().count("51–60") == 1
