from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Package, PackageAttempt, PackageItem, PackageRule
from kaganek.learning.queries.playing import own_place
from kaganek.learning.services import playing as deeds
from kaganek.learning.services.playing import Message
from kaganek.learning.terms import CommitKind
from kaganek.learning.tests.factories import make_progress
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_person
from kaganek.programmes.tests.factories import make_enrolment

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
ANSWERED = {
    "cmi.interactions.0.id": "Ile_dni",
    "cmi.interactions.0.type": "fill-in",
    "cmi.interactions.0.student_response": "czternaście-kanarków",
    "cmi.interactions.0.correct_responses.0.pattern": "trzydzieści",
    "cmi.interactions.0.result": "wrong",
}


@pytest.fixture
def package(cast: Cast) -> Package:
    """Anna has played it: one accepted message with an answer, a refused value, an older one; not complete."""
    with seated(SYSTEM):
        made = make_package(title="Obieg pism")
        make_progress(cast.enrolments["anna"], make_package_course(made))
    play(cast, made, "anna")
    return made


def play(cast: Cast, package: Package, who: str) -> None:
    with seated(seat := cast.seat(who)):
        item = PackageItem.objects.get(package=package)
        launched = deeds.begin_session(package.pk, item.pk, by=seat, at=AT)
        told = {"cmi.core.lesson_status": "incomplete", "cmi.core.score.raw": "150", **ANSWERED}
        faults = [{"call": "SetValue", "element": "cmi.core.wynik", "value": "5", "code": 401}]
        for sequence in (2, 1):
            message = Message(launched.attempt.session, sequence, CommitKind.COMMIT, told, faults)
            deeds.take_message(launched.attempt.pk, message, by=seat, at=AT)


def attempt() -> PackageAttempt:
    with seated(SYSTEM):
        return PackageAttempt.objects.get()


def words(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"learning:{name}", args=args)).content.decode().replace("\xa0", " ")


def test_the_doctor_says_that_a_message_came_again(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("bogdan"))
    with seated(seat := cast.seat("anna")):
        found = PackageAttempt.objects.get()
        message = Message(found.session, 2, CommitKind.COMMIT, {}, [])
        deeds.take_message(found.pk, message, by=seat, at=AT)
    # every message of a page that is left comes twice, from it and from ours: that tells nothing
    assert "niczego już nie zmienił" not in words(client, "package_doctor", package.pk, found.pk)
    with seated(seat):
        deeds.take_message(found.pk, message, by=seat, at=AT)

    page = words(client, "package_doctor", package.pk, found.pk)

    assert "Nadszedł jeszcze 2 razy i niczego już nie zmienił." in page
    assert "2 zapisy" in page  # what came again is no message of its own


SEEN = [
    # who, list, sees Anna, doctor, answers
    ("bogdan", 200, True, 200, 403),
    ("janina", 200, True, 200, 403),
    ("celina", 200, False, 404, 403),
    ("dorota", 200, True, 200, 200),
    ("daniel", 200, False, 404, 200),
    ("grazyna", 200, True, 200, 200),
    ("irena", 200, True, 200, 403),
    ("anna", 403, False, 403, 403),
    ("ewa", 403, False, 403, 403),
]


@pytest.mark.parametrize(("who", "listed", "sees", "opened", "answers"), SEEN)
def test_who_sees_what_a_package_sent(
    client: Client, cast: Cast, package: Package, who: str, listed: int, sees: bool, opened: int, answers: int
) -> None:
    client.force_login(cast.account(who))
    page = client.get(reverse("learning:package_people", args=[package.pk]))
    one = client.get(reverse("learning:package_doctor", args=[package.pk, attempt().pk]))
    told = client.get(reverse("learning:package_answers", args=[package.pk, "csv"]))

    assert (page.status_code, one.status_code, told.status_code) == (listed, opened, answers)
    assert ("Wrona, Anna" in page.content.decode()) is sees
    assert ("kanarków" in told.content.decode()) is (sees and answers == 200)
    for fmt in ("csv", "xlsx"):
        file = client.get(reverse("learning:package_people_export", args=[package.pk, fmt]))
        assert file.status_code == listed


def test_the_doctor_says_what_came_and_why_it_is_not_complete(
    client: Client, cast: Cast, package: Package
) -> None:
    client.force_login(cast.account("dorota"))

    page = words(client, "package_doctor", package.pk, attempt().pk)

    for said in (
        "Paczka nie jest jeszcze ukończona.",
        "Czekamy na: Część 1.",
        "Ta część powiedziała o sobie: w trakcie.",
        "paczka jest ukończona, gdy sama powie, że jest ukończona, a żadna jej część nie jest niezaliczona",
        "stan: nieukończone",
        "Pytanie 1: odpowiedź: czternaście-kanarków",
        "błąd 405, wartość nie pasuje do elementu",
        "błąd 401, tego elementu standard nie przewiduje",
        "Starszy od zapisu, który już mamy. Niczego nie zmienił.",
        "trzydzieści",
    ):
        assert said in page, said


@pytest.mark.rule("L-48")
def test_a_failed_part_is_never_called_complete(client: Client, cast: Cast, package: Package) -> None:
    with seated(seat := cast.seat("anna")):
        found = PackageAttempt.objects.get()
        failed = Message(found.session, 3, CommitKind.COMMIT, {"cmi.core.lesson_status": "failed"}, [])
        deeds.take_message(found.pk, failed, by=seat, at=AT)
        lesson = own_place(package.pk).lesson_id
    client.force_login(cast.account("dorota"))

    page = words(client, "package_doctor", package.pk, found.pk)

    assert "Ta część powiedziała o sobie: niezaliczona." in page
    assert "Część niezaliczona nie kończy paczki." in page
    assert "ukończona, niezaliczona" not in page
    client.force_login(cast.account("anna"))
    assert "niezaliczona, możesz spróbować jeszcze raz" in words(client, "play", package.pk)
    assert "Niezaliczone. Możesz otworzyć to jeszcze raz" in words(client, "lesson", lesson)


def test_an_office_does_not_read_answers(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("bogdan"))

    page = words(client, "package_doctor", package.pk, attempt().pk)

    assert "stan: nieukończone" in page
    assert "widzi konsultant i koordynator" in page
    assert "kanarków" not in page


def test_answers_leave_as_a_file(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("dorota"))
    reply = client.get(reverse("learning:package_answers", args=[package.pk, "csv"]))
    lines = list(csv.reader(io.StringIO(reply.content.decode("utf-8-sig")), delimiter=";"))

    assert lines[1:] == [[
        "Wrona, Anna", "Urząd Gminy Zalesie", "Część 1", "Ile_dni", "czternaście-kanarków", "trzydzieści", "źle", "",
    ]]  # fmt: skip
    assert client.get(reverse("learning:package_answers", args=[package.pk, "xlsx"])).status_code == 200
    assert client.get(reverse("learning:package_answers", args=[package.pk, "pdf"])).status_code == 404


@pytest.mark.rule("L-48")
def test_the_coordinator_sets_the_rule_of_own_project(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("dorota"))
    address = reverse("learning:package_rule", args=[package.pk, cast.project.pk])
    form = reverse("learning:package_rule_form", args=[package.pk, cast.project.pk])
    assert client.get(form).status_code == 200

    refused = client.post(address, {"done_when": "score", "score": ""})
    assert (refused.status_code, "Wpisz próg" in refused.content.decode()) == (422, True)
    for _ in range(2):
        assert client.post(address, {"done_when": "score", "score": "70"}).status_code == 302

    with seated(SYSTEM):
        assert list(PackageRule.objects.values_list("project", "done_when", "score")) == [
            (cast.project.pk, "score", 70)
        ]
        assert AuditEntry.objects.filter(deed="package rule set").count() == 1
    assert "Gdy wynik osiągnie 70%." in words(client, "package_people", package.pk)
    other = reverse("learning:package_rule", args=[package.pk, cast.other_project.pk])
    assert client.post(other, {"done_when": "visited"}).status_code == 404
    client.force_login(cast.account("bogdan"))
    assert client.post(address, {"done_when": "visited"}).status_code == 403
    assert client.get(form).status_code == 403


@pytest.mark.rule("L-48")
def test_who_meets_a_new_rule_finishes_by_opening_the_package_again(
    client: Client, cast: Cast, package: Package
) -> None:
    client.force_login(cast.account("dorota"))
    address = reverse("learning:package_rule", args=[package.pk, cast.project.pk])
    client.post(address, {"done_when": "visited"})
    assert "spełnia regułę i ukończy się" in words(client, "package_doctor", package.pk, attempt().pk)

    play(cast, package, "anna")

    assert attempt().done_at == AT
    assert "Paczka jest ukończona od 20 listopada 2026" in words(
        client, "package_doctor", package.pk, attempt().pk
    )
    client.post(address, {"done_when": "package"})
    assert attempt().done_at == AT


def test_the_list_costs_the_same_for_one_and_for_three(
    client: Client, cast: Cast, package: Package, django_assert_num_queries: Any
) -> None:
    client.force_login(cast.account("bogdan"))
    address = reverse("learning:package_people", args=[package.pk])
    client.get(address)

    with django_assert_num_queries(7) as one:
        client.get(address)
    with seated(SYSTEM):
        course = attempt().progress.course
        for n in range(2):
            person = make_person(cast.zalesie, login=f"nowa{n}", last_name=f"Nowa{n}")
            give_role(person, Role.LEARNER)
            enrolment = make_enrolment(cast.project, person)
            progress = make_progress(enrolment, course)
            row = attempt() if n == 0 else PackageAttempt.objects.order_by("pk").first()
            row.pk = None
            row.progress, row.enrolment, row.person = progress, enrolment, person
            row.save()
    with django_assert_num_queries(len(one)):
        page = client.get(address)
    assert page.content.decode().count("Nowa") >= 2


def test_an_export_equals_the_screen_and_a_filter_narrows_both(
    client: Client, cast: Cast, package: Package
) -> None:
    client.force_login(cast.account("bogdan"))
    address = reverse("learning:package_people", args=[package.pk])

    assert "Wrona, Anna" in client.get(address, {"stan": "w-toku"}).content.decode()
    assert "Wrona, Anna" not in client.get(address, {"stan": "ukonczone"}).content.decode()
    assert "Wrona, Anna" not in client.get(address, {"q": "Kowalska"}).content.decode()
    file = client.get(reverse("learning:package_people_export", args=[package.pk, "csv"]), {"q": "Wrona"})
    lines = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig")), delimiter=";"))
    assert [line[0] for line in lines] == ["Osoba", "Wrona, Anna"]
