"""H5P being played: the same sessions, counters and log as SCORM, with statements in the place of a data model."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from tests import h5p as made
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Package, PackageAttempt, PackageCommit, PackageItem, PackageRule
from kaganek.learning.queries.package_people import answers_of
from kaganek.learning.queries.packages import package_choices, package_facts
from kaganek.learning.services import playing as deeds
from kaganek.learning.services.playing import Launched, Message, Taken
from kaganek.learning.terms import CommitKind, CommitVerdict
from kaganek.learning.tests.factories import make_progress
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.lib.h5p import CORE

AT = timezone.now()
END, ANSWER, STATE = "xapi::completed", "xapi:q-1:answered", "state::state"


def told(at: int = 1, **facts: Any) -> str:
    return json.dumps({"at": at} | facts)


def make_h5p(**values: Any) -> Package:
    part = {"kind": "h5p", "identifier": "h5p", "path": "", "launch": ""}
    return make_package(kind="h5p", parts=[part], **{"main_library": "H5P.QuestionSet"} | values)


@pytest.fixture
def package(cast: Cast, core: Path) -> Package:
    """An H5P alone in the only lesson of a course that Anna takes."""
    with seated(SYSTEM):
        found = make_h5p()
        make_progress(cast.enrolments["anna"], make_package_course(found))
    return found


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


@pytest.fixture
def core(settings, tmp_path: Path) -> Path:
    """A core that is here and on; what it holds no test of this file reads."""
    settings.H5P, settings.H5P_ROOT = True, tmp_path
    (tmp_path / CORE.version).mkdir()
    (tmp_path / CORE.version / "core.json").write_text('{"files": {}}')
    return tmp_path


def begin(package: Package, by: Seat) -> Launched:
    item = PackageItem.objects.get(package=package)
    return deeds.begin_session(package.pk, item.pk, by=by, at=AT)


def say(launched: Launched, sequence: int, by: Seat, values: dict[str, str], kind: str = "commit") -> Taken:
    message = Message(launched.attempt.session, sequence, CommitKind(kind), values)
    return deeds.take_message(launched.attempt.pk, message, by=by, at=AT)


@pytest.mark.rule("L-152")
def test_it_is_complete_and_passed_in_its_own_words_alone(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    assert launched.attempt.version == "h5p"

    full = say(launched, 1, anna, {END: told(score={"raw": 4, "min": 0, "max": 4})})
    assert (full.completion, full.success, full.done) == ("completed", "unknown", True)

    again = say(launched, 2, anna, {END: told(2, score={"raw": 1, "max": 4}, success=False)})
    assert (again.completion, again.success, again.done) == ("completed", "failed", True)  # done stays done
    row = PackageAttempt.objects.get()
    assert (row.score, row.completion_by, row.success_by) == (Decimal("25.00"), "package", "package")


@pytest.mark.rule("L-46")
def test_the_same_message_again_and_an_older_one_change_nothing(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 5, anna, {END: told(success=False)})
    before = PackageAttempt.objects.get().state

    replayed = say(launched, 5, anna, {END: told(9, success=True)})
    older = say(launched, 4, anna, {END: told(9, success=True)})

    assert (replayed.verdict, replayed.replayed) == (CommitVerdict.OLDER, True)
    assert older.verdict == CommitVerdict.OLDER
    row = PackageAttempt.objects.get()
    assert (row.state, row.success) == (before, "failed")
    first, *others = PackageCommit.objects.order_by("pk").values_list("verdict", flat=True)
    assert (first, set(others)) == (CommitVerdict.ACCEPTED, {CommitVerdict.OLDER})


@pytest.mark.rule("L-47")
def test_the_newest_page_alone_saves(package: Package, anna: Seat) -> None:
    first = begin(package, anna)
    begin(package, anna)

    assert say(first, 9, anna, {END: told(success=True)}).verdict == CommitVerdict.TAKEN
    assert PackageAttempt.objects.get().success == "unknown"


@pytest.mark.rule("L-152")
def test_a_score_out_of_its_range_is_put_aside_and_stands_in_the_log(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)

    taken = say(launched, 1, anna, {END: told(score={"raw": 9, "max": 4}, success=True), STATE: '"here"'})

    assert (taken.verdict, taken.aside, taken.done) == (CommitVerdict.ACCEPTED, 1, False)
    (line,) = PackageCommit.objects.all()
    assert line.changes == {STATE: '"here"'}
    assert [(one["element"], one["code"]) for one in line.faults] == [(END, 407)]


@pytest.mark.rule("L-152")
def test_a_value_of_another_standard_refuses_the_message(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)

    taken = say(launched, 1, anna, {END: told(success=True), "cmi.core.lesson_status": "passed"})

    assert taken.verdict == CommitVerdict.REFUSED
    assert (PackageAttempt.objects.get().state, PackageAttempt.objects.get().success) == ({}, "unknown")


@pytest.mark.rule("L-153")
def test_the_next_visit_finds_its_own_state_and_not_its_statements(package: Package, anna: Seat) -> None:
    say(begin(package, anna), 1, anna, {STATE: '{"page":2}', ANSWER: told(77, success=True)})

    again = begin(package, anna)

    assert again.state == {STATE: '{"page":2}', "at": "77"}
    say(again, 1, anna, {STATE: '{"page":3}'})  # what was told before is not lost by not being told again
    assert PackageAttempt.objects.get().state[ANSWER] == told(77, success=True)


@pytest.mark.rule("L-48")
def test_a_mark_of_the_project_decides_where_it_is_set(package: Package, anna: Seat, cast: Cast) -> None:
    with seated(SYSTEM):
        project = cast.enrolments["anna"].project_id
        PackageRule.objects.create(project_id=project, package=package, done_when="score", score=60)
    launched = begin(package, anna)

    assert not say(launched, 1, anna, {END: told(score={"raw": 1, "max": 2})}).done
    assert say(launched, 2, anna, {END: told(2, score={"raw": 2, "max": 3})}).done


@pytest.mark.rule("L-48")
def test_a_content_that_only_shows_something_is_done_once_opened(cast: Cast, core: Path) -> None:
    with seated(SYSTEM):
        shown = make_h5p(main_library="H5P.Accordion")
        make_progress(cast.enrolments["anna"], make_package_course(shown))
    with seated(cast.seat("anna")):
        begin(shown, cast.seat("anna"))
        assert PackageAttempt.objects.get(package=shown).done_at is not None


def test_a_message_costs_no_more_than_one_of_scorm(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 1, anna, {STATE: "1"})
    with CaptureQueriesContext(connection) as asked:
        say(launched, 2, anna, {STATE: "2"})
    assert len(asked) <= 2


# -- pages


def words(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.rule("L-150")
def test_without_the_core_opening_says_what_is_missing_and_who_can_mend_it(
    client: Client, cast: Cast, package: Package, settings
) -> None:
    settings.H5P = False
    client.force_login(cast.account("anna"))
    page = words(client, reverse("learning:play", args=[package.pk]), 503)
    assert "nie ma włączonego odtwarzacza H5P" in page
    assert "administrator serwera" in page
    with seated(SYSTEM):
        item = PackageItem.objects.get(package=package)
    assert client.post(reverse("learning:package_begin", args=[package.pk, item.pk])).status_code == 404
    with seated(SYSTEM):
        assert not PackageAttempt.objects.exists()  # what was not shown is not opened

    client.force_login(cast.account("grazyna"))
    page = words(client, reverse("learning:package", args=[package.pk]))
    assert "kaganek h5p install" in page
    assert reverse("learning:package_look", args=[package.pk]) not in page
    assert client.get(reverse("learning:package_look", args=[package.pk])).status_code == 404


@pytest.mark.rule("L-150")
def test_with_the_core_it_is_played_looked_at_and_offered_to_authors(
    client: Client, cast: Cast, package: Package, core: Path
) -> None:
    client.force_login(cast.account("anna"))
    assert 'id="paczka"' in words(client, reverse("learning:play", args=[package.pk]))
    with seated(SYSTEM):
        item = PackageItem.objects.get(package=package)
    begun = client.post(reverse("learning:package_begin", args=[package.pk, item.pk])).json()
    assert begun["frame"].endswith("/~kaganek/h5p.html")
    assert begun["launch"] == {"version": "h5p", "state": {"at": "0"}}

    client.force_login(cast.account("grazyna"))
    assert "/~kaganek/h5p.html" in words(client, reverse("learning:package_look", args=[package.pk]))
    with seated(SYSTEM):
        assert (str(package.line), f"{package.title} (H5P)") in package_choices()


@pytest.mark.rule("L-150")
def test_an_author_is_offered_only_what_plays_but_a_lesson_keeps_what_it_has(
    package: Package, settings
) -> None:
    settings.H5P = False
    with seated(SYSTEM):
        assert package_choices() == []
        assert package_facts({"package": package.line, "title": ""})["package"] == package.pk


@pytest.mark.rule("L-152")
def test_the_doctor_tells_statements_in_words_and_answers_only_to_who_may_read_them(
    client: Client, cast: Cast, package: Package
) -> None:
    with seated(cast.seat("anna")):
        launched = begin(package, cast.seat("anna"))
        answer = told(
            2, question="<p>Ile dni?</p>", type="choice", response="0", correct=["1"],
            choices={"0": "siedem", "1": "trzydzieści"}, success=False,
        )  # fmt: skip
        bad = told(3, score={"raw": 9, "max": 4})
        values = {
            END: told(4, score={"raw": 0, "max": 1}, success=False),
            ANSWER: answer,
            "xapi::scored": bad,
        }
        say(launched, 1, cast.seat("anna"), values | {STATE: '"tajne"'})
    address = reverse("learning:package_doctor", args=[package.pk, launched.attempt.pk])

    client.force_login(cast.account("filip"))
    page = words(client, address)
    for said in (
        "0 z 1 pkt; niezaliczone",
        "Ile dni?",
        "siedem",
        "trzydzieści",
        "wynik poza zakresem",
        "ukończona, niezaliczona",
    ):
        assert said in page

    client.force_login(cast.account("bogdan"))
    page = words(client, address)
    assert "0 z 1 pkt; niezaliczone" in page
    assert not [said for said in ("siedem", "trzydzieści", "tajne") if said in page]
    with seated(SYSTEM):
        (told_answer,) = answers_of(PackageAttempt.objects.get())
    assert told_answer.answer == ("siedem",)


@pytest.mark.rule("L-150")
def test_the_page_of_licences_states_whose_the_core_is_and_gives_its_text(client: Client, db: None) -> None:
    page = words(client, reverse("site:licences"))

    assert "GNU GPL w wersji 3" in page
    assert CORE.source in page
    assert "TERMS AND CONDITIONS" in page
    assert "Ta instalacja nie ma odtwarzacza H5P" in page


@pytest.mark.rule("L-151")
@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (None, ""),
        ("no libraries", "brakuje biblioteki H5P.KaganekWybor-1.0"),
        ("newer core", "wymaga rdzenia H5P 1.99"),
        ("other core", "wymaga rdzenia H5P 2.0"),
    ],
)
def test_only_whole_packages_for_this_core_come_in(tmp_path: Path, change: str | None, reason: str) -> None:
    import io

    from kaganek.lib.packages import check_package, explain

    files = made.files()
    name = "H5P.KaganekWybor-1.0/library.json"
    if change == "no libraries":
        files = {key: content for key, content in files.items() if not key.startswith("H5P.")}
    elif change:
        version = (
            {"majorVersion": 1, "minorVersion": 99}
            if change == "newer core"
            else {"majorVersion": 2, "minorVersion": 0}
        )
        files[name] = json.dumps(json.loads(files[name]) | {"coreApi": version}).encode()

    verdict = check_package(io.BytesIO(made.packed(files)), filename="strona.h5p")

    assert verdict.accepted is (change is None)
    said = " ".join(explain(one).message for one in verdict.faults)
    assert reason in said
