"""Pages of packages: who meets which, what they say, what is refused in words."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import work_off
from kaganek.learning.models import Course, Package, PackageAttempt
from kaganek.learning.services.content import publish_lesson
from kaganek.learning.services.package_courses import course_from_package
from kaganek.learning.tests.packaging import taken_in, unpacked
from kaganek.lib.tests.package_files import ITEM, scorm, two_parts


@pytest.fixture(autouse=True)
def disk(tmp_path, settings) -> None:
    settings.PACKAGES_ROOT = tmp_path / "packages"


@pytest.fixture
def ready(cast) -> Package:
    more = "<adlcp:masteryscore>80</adlcp:masteryscore>"
    return unpacked(scorm(items=ITEM.format(more=more)), cast.seat("ewa"), title="Obieg pism")[0]


def as_(client: Client, cast, who: str) -> Client:
    client.force_login(cast.account(who))
    return client


def words(response) -> str:
    """The page with its hard spaces as plain ones."""
    return response.text.replace("\xa0", " ").replace("&nbsp;", " ")


def sent(client: Client, address: str, data: bytes, **more: str):
    file = SimpleUploadedFile("obieg.zip", data)
    return client.post(address, {"file": file, "form_key": str(uuid4()), "title": "", **more})


SEE = (
    "bogdan",
    "henryk",
    "janina",
    "celina",
    "dorota",
    "daniel",
    "filip",
    "ewa",
    "irena",
    "grazyna",
    "kazimierz",
)
ADD = {"henryk", "dorota", "daniel", "ewa", "grazyna"}


@pytest.mark.parametrize("who", ["anna", *SEE])
def test_who_may_look_and_who_may_upload(client, cast, ready, who):
    as_(client, cast, who)
    seen = who in SEE
    adds = who in ADD

    assert client.get("/paczki/").status_code == (200 if seen else 403)
    assert client.get(f"/paczki/{ready.pk}/").status_code == (200 if seen else 403)
    assert client.get("/paczki/nowa/").status_code == (200 if adds else 403)


@pytest.mark.rule("L-43")
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("bogdan", 200),
        ("henryk", 200),
        ("celina", 404),
        ("dorota", 404),
        ("ewa", 404),
        ("filip", 200),
        ("grazyna", 200),
    ],
)
def test_a_package_of_an_office_is_there_for_that_office_alone(client, cast, who, status):
    package, _ = unpacked(scorm(), cast.seat("henryk"), title="Tylko Zalesie")
    as_(client, cast, who)

    assert client.get(f"/paczki/{package.pk}/").status_code == status
    assert ("Tylko Zalesie" in client.get("/paczki/").text) is (status == 200)
    whole = b"".join(client.get("/paczki.csv").streaming_content).decode()
    assert ("Tylko Zalesie" in whole) is (status == 200)


def test_from_the_form_to_the_page_of_the_package(client, cast):
    as_(client, cast, "ewa")

    answer = sent(client, "/paczki/nowa/", two_parts())
    watching = client.get(answer.url)
    work_off()
    done = client.get(answer.url)
    with seated(SYSTEM):
        package = Package.objects.get()
    page = words(client.get(f"/paczki/{package.pk}/"))

    assert (answer.status_code, watching.status_code) == (302, 200)
    assert "Sprawdzanie paczki „obieg”" in words(watching)
    assert f'href="/paczki/{package.pk}/"' in done.text
    assert "Paczka „Obsługa mieszkańca” jest gotowa: 3 pliki" in words(done)
    for word in (
        "Obsługa mieszkańca",
        "Moduł",
        "Druga",
        "SCORM 2004, wydanie 4th",
        "cały program",
        package.sha256[:8],
    ):
        assert word in page, word


def test_a_preview_has_the_interface_and_nowhere_to_send_to(client, cast, ready):
    page = as_(client, cast, "bogdan").get(f"/paczki/{ready.pk}/podglad/")
    told = json.loads(page.context["window"].removeprefix("kaganek:"))

    assert (told["version"], told["stage"], told["post"], told["ticket"]) == ("1.2", "fresh", "", "")
    assert told["state"]["cmi.core.student_name"] == "Podgląd"
    assert 'name="kaganek:{' in page.text
    with seated(SYSTEM):
        assert not PackageAttempt.objects.exists()


@pytest.mark.rule("L-40")
def test_a_refused_package_is_removed_by_who_could_upload_it(client, cast, ready):
    refused, _ = unpacked(scorm(files={"inny.html": "x"}), cast.seat("ewa"), title="Do kosza")
    address = f"/paczki/{refused.pk}/usun/"
    for who, listed, status in (("bogdan", False, 403), ("henryk", False, 404), ("ewa", True, 200)):
        as_(client, cast, who)
        assert ("Do kosza" in client.get("/paczki/").text) is listed
        assert client.post(address).status_code == status
    assert client.post(f"/paczki/{ready.pk}/usun/", {"confirmed": "1"}).status_code == 404
    assert f'action="{address}"' in client.get(f"/paczki/{refused.pk}/").text
    with seated(SYSTEM):
        assert Package.objects.count() == 2  # it was only asked

    done = client.post(address, {"confirmed": "1"}, follow=True)

    assert "Usunięto odrzuconą paczkę „Do kosza”." in words(done)
    assert client.post(address, {"confirmed": "1"}).status_code == 404
    with seated(SYSTEM):
        assert Package.objects.get() == ready
        assert AuditEntry.objects.filter(deed="learning.package_remove").count() == 1


def test_a_refused_package_says_why_on_its_page(client, cast):
    package, _ = unpacked(scorm(files={"inny.html": "x"}), cast.seat("ewa"))
    page = words(as_(client, cast, "ewa").get(f"/paczki/{package.pk}/"))

    assert "Odrzucona" in page
    assert "Dlaczego jej nie przyjmujemy" in page
    assert package.verdict["faults"][0]["message"] in page


def test_what_is_wrong_with_the_form_is_said_and_nothing_is_taken(client, cast, settings):
    as_(client, cast, "ewa")
    settings.PACKAGE_UPLOAD_LIMIT = 2**20

    none = client.post("/paczki/nowa/", {"form_key": str(uuid4())})
    large = sent(client, "/paczki/nowa/", b"x" * (2**20 + 1))
    huge = sent(client, "/paczki/nowa/", b"x" * (2**21 + 2**10))

    assert (none.status_code, large.status_code, huge.status_code) == (422, 422, 413)
    assert "Wybierz plik w polu „Plik paczki”." in words(none)
    assert "ma więcej niż 1 MB" in words(large)
    with seated(SYSTEM):
        assert not Package.objects.exists()


@pytest.mark.rule("L-42")
def test_a_new_version_beside_the_old_one(client, cast, ready):
    as_(client, cast, "ewa")
    address = f"/paczki/{ready.pk}/wersja/"
    assert "Obieg pism" in client.get(address).text

    first, second = sent(client, address, scorm()), sent(client, address, scorm())
    work_off()

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Nowa wersja tej paczki jest już sprawdzana" in words(second)
    assert "Wersja 2" in client.get(f"/paczki/{ready.pk}/").text


def test_a_version_of_what_is_not_ones_own_is_not_found(client, cast, ready):
    as_(client, cast, "henryk")
    assert sent(client, f"/paczki/{ready.pk}/wersja/", scorm()).status_code == 404
    assert sent(client, "/paczki/999999/wersja/", scorm()).status_code == 404
    assert "Wgraj nową wersję" not in client.get(f"/paczki/{ready.pk}/").text


def test_a_course_is_made_once_with_a_code_of_its_own(client, cast, ready):
    as_(client, cast, "ewa")
    address = reverse("learning:package_course", args=[ready.pk])
    typed = {"title": "Obieg pism", "code": "obieg-pism", "hours": "1,5", "minutes": "30"}

    made = client.post(address, typed)
    again = client.post(address, typed)
    other = client.post(address, typed | {"title": "Inne pisma"})
    wrong = client.post(address, typed | {"code": "obieg pism"})

    with seated(SYSTEM):
        course = Course.objects.get(code="obieg-pism")
    assert (made.status_code, made.url) == (302, reverse("learning:course_preview", args=[course.pk]))
    assert (again.status_code, again.url) == (302, made.url)
    assert (other.status_code, wrong.status_code) == (422, 422)
    assert "Szkolenie o tym kodzie już jest" in words(other)
    assert "Wpisz kod z liter" in words(wrong)
    assert "Gdzie jest używana" in client.get(f"/paczki/{ready.pk}/").text
    assert client.get(f"/paczki/{ready.pk}/").text.count("Obieg pism") > 3


@pytest.mark.parametrize(
    ("who", "status"), [("dorota", 403), ("henryk", 404), ("ewa", 200), ("grazyna", 200)]
)
def test_courses_are_made_by_those_who_write_them(client, cast, ready, who, status):
    assert as_(client, cast, who).get(f"/paczki/{ready.pk}/szkolenie/").status_code == status


@pytest.mark.rule("L-42")
def test_lessons_with_an_older_version_are_named_until_they_are_made_ready_again(client, cast, ready):
    ewa = cast.seat("ewa")
    with seated(ewa):
        made = course_from_package(
            ready.pk, title="Obieg", code="obieg", hours=1, minutes=9, by=ewa, at=timezone.now()
        )
        lesson = made.lessons.get()
    edit = f"/redakcja/snippets/learning/lesson/edit/{lesson.pk}/"
    as_(client, cast, "ewa")
    assert "Nadal wersja" not in words(client.get(f"/paczki/{ready.pk}/"))
    assert "Pozostali dostaną nową" not in words(client.get(f"/paczki/{ready.pk}/wersja/"))
    assert "gdy jeszcze raz oznaczysz lekcję jako gotową" in words(client.get(f"/paczki/{ready.pk}/wersja/"))

    newer, _ = unpacked(scorm(), ewa, replaces=ready.pk)

    for version in (ready, newer):
        page = words(client.get(f"/paczki/{version.pk}/"))
        assert "Nadal wersja 1" in page
        assert edit in page
    as_(client, cast, "henryk")  # writes no lesson of the programme
    page = words(client.get(f"/paczki/{newer.pk}/"))
    assert ("Nadal wersja 1" in page, edit in page) == (True, False)
    with seated(ewa):
        publish_lesson(lesson, at=timezone.now())
    as_(client, cast, "ewa")
    assert "Nadal wersja" not in words(client.get(f"/paczki/{newer.pk}/"))


def test_a_package_under_way_makes_no_course(client, cast):
    made = taken_in(scorm(), cast.seat("ewa"))
    as_(client, cast, "ewa")

    assert client.get(f"/paczki/{made.package.pk}/szkolenie/").status_code == 404
    assert "Zobacz, jak daleko jest" in client.get(f"/paczki/{made.package.pk}/").text


def test_the_lesson_shows_the_package_to_authors(client, cast, ready):
    with seated(cast.seat("ewa")):
        course = course_from_package(
            ready.pk, title="Obieg", code="obieg", hours=1, minutes=5, by=cast.seat("ewa"), at=timezone.now()
        )
        lesson = course.lessons.get()
    page = as_(client, cast, "ewa").get(reverse("learning:lesson_preview", args=[lesson.pk])).text

    assert "Szkolenie interaktywne" in page
    assert "Obieg pism" in page
    assert "Pierwsza" in page


@pytest.mark.rule("L-41")
@pytest.mark.parametrize(("who", "status"), [("anna", 403), ("bogdan", 200), ("filip", 200), ("ewa", 200)])
def test_a_package_is_looked_at_in_a_frame_that_shuts_it_in(client, cast, ready, who, status):
    answer = as_(client, cast, who).get(f"/paczki/{ready.pk}/podglad/")

    assert answer.status_code == status
    if status == 200:
        assert 'sandbox="allow-scripts allow-forms allow-popups allow-modals allow-downloads"' in answer.text
        assert 'src="/tresc/' in answer.text


def test_what_is_not_ready_is_not_looked_at(client, cast):
    package, _ = unpacked(b"", cast.seat("ewa"))
    assert as_(client, cast, "ewa").get(f"/paczki/{package.pk}/podglad/").status_code == 404


def test_the_list_asks_as_much_for_three_as_for_one(client, cast, django_assert_num_queries):
    as_(client, cast, "ewa")
    client.get("/paczki/")
    for count in (1, 3):
        while _count() < count:
            unpacked(scorm(), cast.seat("ewa"))
        with django_assert_num_queries(6):
            assert client.get("/paczki/").status_code == 200


def _count() -> int:
    with seated(SYSTEM):
        return Package.objects.count()


def test_filters_and_the_file_of_the_list(client, cast, ready):
    unpacked(b"", cast.seat("ewa"), title="Zepsuta")
    as_(client, cast, "ewa")

    found = client.get("/paczki/", {"stan": "refused"}).text
    rows = (
        b"".join(client.get("/paczki.csv", {"q": "obieg"}).streaming_content).decode("utf-8-sig").splitlines()
    )

    assert "Zepsuta" in found
    assert "Obieg pism" not in found
    assert len(rows) == 2
    assert rows[0].startswith("Paczka;Plik;Wersja;Standard;Stan;Wielkość pliku w bajtach;Dla kogo;Wgrano")
    assert rows[1].startswith("Obieg pism;kurs.zip;1;SCORM 1.2;gotowa;")
    assert client.get("/paczki.pdf").status_code == 404
