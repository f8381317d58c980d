"""The library of open materials: what everyone finds, what editors do, what is counted."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from tests.cast import NAMES

from kaganek.core.seats import SYSTEM, seated
from kaganek.portal.models import Material, MaterialCount, MaterialFile, MaterialVersion
from kaganek.portal.services import library
from kaganek.portal.tests.factories import PDF, make_material, words

LIST, DESK = "/biblioteka/", "/redakcja-biblioteki/"


def test_strangers_read_what_is_shown_and_nothing_else(client, db) -> None:
    with seated(SYSTEM):
        make_material("Karta usługi")
        hidden = make_material("Szkic karty", shown=False)
        draft = MaterialFile.objects.get(version__material=hidden)
    html = client.get(LIST).content.decode()
    assert "Karta usługi" in html
    assert "Szkic karty" not in html
    assert client.get(f"{LIST}karta-uslugi/").status_code == 200
    assert client.get(f"{LIST}szkic-karty/").status_code == 404
    assert client.get(f"{LIST}plik/{draft.pk}/").status_code == 404
    assert client.get(f"{LIST}plik/999999/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=kartami", ["Karta usługi"]),
        ("q=jezyk", ["Prosty język"]),
        ("temat=pisma", ["Prosty język"]),
        ("plik=docx", []),
        ("plik=pdf", ["Karta usługi", "Prosty język"]),
        ("jezyk=en", []),
    ],
)
def test_filters_and_polish_words(client, db, asked: str, found: list[str]) -> None:
    with seated(SYSTEM):
        make_material("Karta usługi")
        make_material("Prosty język", topic="pisma")
    listing = client.get(f"{LIST}?{asked}").context["listing"]
    assert sorted(row.title for row in listing.rows) == found


def test_the_list_costs_the_same_for_one_and_for_three(client, db, django_assert_num_queries) -> None:
    for titles in (["A"], ["B", "C"]):
        with seated(SYSTEM):
            for title in titles:
                make_material(title)
        client.get(LIST)
        with django_assert_num_queries(7):
            client.get(LIST)


@pytest.mark.rule("W-02")
def test_a_download_is_counted_once_a_get_and_nothing_else_is_kept(client, db) -> None:
    with seated(SYSTEM):
        make_material()
        file = MaterialFile.objects.get()
    address = f"{LIST}plik/{file.pk}/"
    answers = [client.get(address) for _ in range(3)]
    client.head(address)
    assert {answer.content for answer in answers} == {PDF}
    assert answers[0]["Content-Type"] == "application/octet-stream"
    assert answers[0]["X-Content-Type-Options"] == "nosniff"
    assert answers[0]["Content-Disposition"] == 'attachment; filename="karta-uslugi-1.pdf"'
    assert not answers[0].cookies
    with seated(SYSTEM):
        assert list(MaterialCount.objects.values("file", "day", "number")) == [
            {"file": file.pk, "day": timezone.localdate(), "number": 3}
        ]
    assert {field.name for field in MaterialCount._meta.fields} == {"id", "file", "day", "number"}


@pytest.mark.rule("W-01")
def test_a_version_never_changes_and_the_next_one_takes_its_place(client, db) -> None:
    with seated(SYSTEM):
        made = make_material()
        newer = [library.GivenFile("pdf", "", PDF + b" 2"), library.GivenFile("odt", "", b"PK\x03\x04")]
        for _ in range(2):  # sent twice is one
            library.add_version(made.pk, newer, changes="poprawki", by=SYSTEM, at=timezone.now())
        assert list(MaterialVersion.objects.order_by("number").values_list("number", "changes")) == [
            (1, "pierwsza wersja"),
            (2, "poprawki"),
        ]
    page = words(client.get(f"{LIST}karta-uslugi/"))
    assert "Wersja 2, bieżąca." in page
    assert "Pobierz wersję 1, PDF" in page
    with seated(SYSTEM):
        first = MaterialFile.objects.get(version__number=1)
    assert client.get(f"{LIST}plik/{first.pk}/").content == PDF


@pytest.mark.parametrize("name", NAMES)
def test_who_edits_the_library(client, cast, name: str) -> None:
    with seated(SYSTEM):
        made = make_material()
    client.force_login(cast.account(name))
    expected = 200 if name in ("ewa", "grazyna") else 403
    addresses = [DESK, f"{DESK}nowy/", f"{DESK}{made.pk}/", f"{DESK}{made.pk}/wersja/"]
    assert [client.get(one).status_code for one in addresses] == [expected] * 4
    posted = client.post(f"{DESK}{made.pk}/pokaz/", {}).status_code
    assert posted == (302 if expected == 200 else 403)


def test_an_editors_walk(client, cast) -> None:
    client.force_login(cast.account("ewa"))
    facts = {
        "title": "Lista kontrolna", "summary": "Co sprawdzić.", "topic": "pisma", "owner": "Zespół", "author": "Zespół",
        "licence": "by", "language": "pl", "review_on": "1.12.2030",
    }  # fmt: skip
    wrong = client.post(f"{DESK}nowy/", facts | {"title": ""})
    assert wrong.status_code == 422
    assert "Wpisz tekst w polu „Tytuł”." in words(wrong)
    for _ in range(2):
        assert client.post(f"{DESK}nowy/", facts).status_code == 302
    assert client.post(f"{DESK}nowy/", facts | {"summary": "Inaczej."}).status_code == 422
    with seated(SYSTEM):
        made = Material.objects.get()
    early = client.post(f"{DESK}{made.pk}/pokaz/", {"pokaz": "1"}, follow=True)
    assert "Najpierw wczytaj pliki" in words(early)
    liar = SimpleUploadedFile("lista.pdf", b"MZ program")
    refused = client.post(f"{DESK}{made.pk}/wersja/", {"changes": "pierwsza", "file_1": liar})
    assert refused.status_code == 422
    assert "nie jest plikiem PDF" in words(refused)
    assert client.post(f"{DESK}{made.pk}/wersja/", {"changes": "pierwsza"}).status_code == 422
    right = SimpleUploadedFile("../../lista.pdf", PDF)
    client.post(f"{DESK}{made.pk}/wersja/", {"changes": "pierwsza", "file_1": right})
    client.post(f"{DESK}{made.pk}/pokaz/", {"pokaz": "1"})
    assert "Lista kontrolna" in client.get(LIST).content.decode()
    client.post(f"{DESK}{made.pk}/pokaz/", {})
    assert "Lista kontrolna" not in client.get(LIST).content.decode()
