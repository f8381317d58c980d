from __future__ import annotations

import json
import uuid
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from kaganek.core.jobs import do
from kaganek.core.models import AuditEntry, JobRun
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.work import queued, work_off
from kaganek.learning.models import CourseProgress
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.lib.polish import long_date
from kaganek.people.tests.factories import make_office
from kaganek.programmes.models import Project
from kaganek.programmes.tests.factories import make_participation
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.queries.frozen import content
from kaganek.reporting.services.issues import (
    FREEZING,
    CannotCorrect,
    NotReviewed,
    PeriodGoesOn,
    ask_to_freeze,
    freeze,
    reject,
    release,
    review,
)
from kaganek.reporting.tests.world import NOW, learners, usual

FROM, TO = date(2026, 7, 1), timezone.localdate()
LIST = "/raporty/wydania/"


def frozen(cast, *, name="dorota", **values) -> ReportIssue:
    seat = cast.seat(name)
    with seated(seat):
        return freeze(
            values.pop("project_id", cast.project.pk),
            **{"title": "Kwartał", "period_from": FROM, "period_to": TO, "by": seat, "at": NOW} | values,
        )


def published(cast, **values) -> ReportIssue:
    issue = frozen(cast, **values)
    seat = cast.seat("dorota")
    with seated(seat):
        review(issue.pk, by=seat, at=NOW)
        return release(issue.pk, by=seat, at=NOW)


def crowd(cast, where: str, people: int, done: int, course) -> None:
    for nth, person in enumerate(learners(cast, where, people)):
        make_progress(cast.enrolments[person.login], course, completed_at=NOW if nth < done else None)


def test_the_content_counts_paths_courses_and_groups(cast) -> None:
    with seated(SYSTEM):
        first, second = make_course(title="A"), make_course(title="B")
        crowd(cast, "zalesie", 30, 20, first)
        crowd(cast, "borki", 40, 10, first)
        for row in CourseProgress.objects.filter(office=cast.borki, completed_at=None)[:10]:
            make_progress(row.enrolment, second, completed_at=NOW)
        project = Project.objects.get(pk=cast.project.pk)
        found = content(project, NOW)
    assert found["total"] == {"offices": 2, "people": 70, "done": 30, "share": 43}
    assert found["voivodeships"] == [
        {"label": "lubelskie", "offices": 1, "people": 40, "done": 10, "share": 25},
        {"label": "mazowieckie", "offices": 1, "people": 30, "done": 20, "share": 67},
    ]
    assert found["kinds"] == [{"label": "gmina wiejska", "offices": 2, "people": 70, "done": 30, "share": 43}]
    assert [(row["name"], row["people"], row["done"]) for row in found["offices"]] == [
        ("Urząd Gminy Borki", 40, 10),
        ("Urząd Gminy Zalesie", 30, 20),
    ]
    assert [(row["title"], row["people"], row["done"]) for row in found["courses"]] == [
        ("A", 70, 30),
        ("B", 10, 10),
    ]
    assert found["matrix"] == [
        {"name": "Urząd Gminy Borki", "done": [10, 10], "total": 20},
        {"name": "Urząd Gminy Zalesie", "done": [20, 0], "total": 20},
    ]
    assert found["matrix_total"] == 40


@pytest.mark.rule("R-01")
def test_small_groups_are_in_no_part_of_the_content(cast) -> None:
    """Zalesie has three people; with one course both tables say the same, so both keep the same back."""
    with seated(SYSTEM):
        course = make_course(title="A")
        third = make_office(name="Trzecia", voivodeship="06")
        cast.trzecia = third
        make_participation(cast.project, third)
        crowd(cast, "zalesie", 3, 2, course)
        crowd(cast, "borki", 40, 10, course)
        crowd(cast, "trzecia", 50, 20, course)
        found = content(Project.objects.get(pk=cast.project.pk), NOW)
    rows = {row["name"]: row for row in found["offices"]}
    assert (rows["Urząd Gminy Zalesie"]["people"], rows["Urząd Gminy Zalesie"]["done"]) == (None, None)
    assert rows["Urząd Gminy Borki"]["done"] is None  # the next smallest, or the sum would tell
    assert rows["Urząd Gminy Trzecia"]["done"] == 20
    regions = {row["label"]: row["done"] for row in found["voivodeships"]}
    assert regions == {"lubelskie": None, "mazowieckie": None}
    matrix = {row["name"]: row["done"] for row in found["matrix"]}
    assert matrix["Urząd Gminy Zalesie"] == matrix["Urząd Gminy Borki"] == [None]
    assert found["total"]["done"] == 32


def test_completions_after_the_period_do_not_count(cast) -> None:
    with seated(SYSTEM):
        course = make_course()
        crowd(cast, "zalesie", 10, 10, course)
    before = frozen(cast, period_to=timezone.localdate() - timedelta(days=1))
    assert before.content["total"]["done"] == 0
    assert frozen(cast).content["total"]["done"] == 10


@pytest.mark.parametrize("late", [0, 1, 8])
def test_a_period_that_goes_on_is_not_frozen(client, cast, late) -> None:
    """Nor confirmed past the question: nobody can change the numbers of a report afterwards."""
    client.force_login(cast.account("dorota"))
    ends = TO + timedelta(days=late)
    form = {"title": "Kwartał", "period_from": FROM.isoformat(), "period_to": ends.isoformat()}
    for confirmed in ({}, {"confirmed": "1"}):
        sent = form | {"form_key": str(uuid.uuid4())} | confirmed
        response = client.post(f"{LIST}zamroz/", sent)
        assert response.status_code == (422 if late else 302 if confirmed else 200)
        said = f"Okres kończy się {long_date(ends)} Zamrozisz go najwcześniej tego dnia."
        assert (said in response.content.decode()) == bool(late)
    assert len(queued()) == (0 if late else 1)


def test_nor_is_it_by_the_deed_itself(cast) -> None:
    with pytest.raises(PeriodGoesOn):
        frozen(cast, period_to=timezone.localdate(NOW) + timedelta(days=1))


@pytest.mark.rule("R-07")
def test_numbers_follow_each_other_within_a_project(cast) -> None:
    assert [frozen(cast).number, frozen(cast).number] == [1, 2]
    assert frozen(cast, name="daniel", project_id=cast.other_project.pk).number == 1


def test_the_same_form_freezes_once(cast) -> None:
    key = uuid.uuid4()
    assert frozen(cast, form_key=key).pk == frozen(cast, form_key=key).pk


def asked(cast, *, name="dorota", **values) -> JobRun:
    seat = cast.seat(name)
    with seated(seat):
        return ask_to_freeze(
            cast.project.pk,
            **{"title": "Kwartał", "period_from": FROM, "period_to": TO, "form_key": uuid.uuid4()} | values,
            by=seat, at=NOW,
        )  # fmt: skip


def told(cast, job: JobRun) -> tuple[str, str, str]:
    with seated(cast.seat("dorota")):
        return JobRun.objects.values_list("state", "message", "next_url").get(pk=job.pk)


def test_a_job_freezes_in_the_seat_that_asked_and_leads_to_the_report(cast) -> None:
    job = asked(cast)
    assert work_off() == 1
    with seated(SYSTEM):
        issue = ReportIssue.objects.get()
        entry = AuditEntry.objects.get(deed="reporting.freeze")
    assert (issue.title, issue.period_from, issue.period_to) == ("Kwartał", FROM, TO)
    assert entry.actor == cast.person("dorota").pk
    said = f"Raport {issue.shown_number} jest zamrożony. Przejrzyj go przed publikacją."
    assert told(cast, job) == ("done", said, f"{LIST}{issue.pk}/")


def test_the_same_form_is_one_job_and_a_job_begun_again_one_report(cast) -> None:
    key = uuid.uuid4()
    job = asked(cast, form_key=key)
    assert asked(cast, form_key=key).pk == job.pk
    [(_, facts)] = queued()
    work_off()
    do(FREEZING, facts)  # as after a worker that was killed between the report and the word of it
    with seated(SYSTEM):
        assert ReportIssue.objects.count() == 1
    assert told(cast, job)[0] == "done"
    assert asked(cast, form_key=key).pk == job.pk


def test_a_project_out_of_the_seats_reach_is_not_frozen_by_a_job_either(cast) -> None:
    with pytest.raises(Project.DoesNotExist):
        asked(cast, name="daniel")
    asked(cast)
    [(_, facts)] = queued()
    daniel = cast.seat("daniel")
    stolen = {"person_id": daniel.person_id, "account_id": daniel.account_id}
    facts["watched"] |= stolen | {"membership_id": daniel.membership_id}
    do(FREEZING, facts)
    with seated(SYSTEM):
        assert not ReportIssue.objects.exists()


def test_a_correction_made_meanwhile_is_told_on_the_page_of_the_job(cast) -> None:
    first = published(cast)
    with pytest.raises(CannotCorrect):
        asked(cast, corrects_id=first.pk)
    note = {"corrects_id": first.pk, "correction_note": "Poprawiono liczbę urzędów."}
    job = asked(cast, **note)
    frozen(cast, **note)
    work_off()
    said = "Tego raportu nie można już skorygować: ma późniejszą korektę."
    assert told(cast, job) == ("failed", said, "")


def test_a_period_that_turns_out_to_go_on_is_told_by_the_page_and_by_the_job(
    client, cast, monkeypatch
) -> None:
    """A form judged before midnight, a job begun on another clock: nothing is frozen and the words are the same."""
    job = asked(cast)
    [(_, facts)] = queued()
    ends = TO + timedelta(days=1)
    do(FREEZING, facts | {"period_to": ends.isoformat()})
    said = f"Okres kończy się {long_date(ends)} Zamrozisz go najwcześniej tego dnia."
    assert told(cast, job) == ("failed", said, "")
    with seated(SYSTEM):
        assert not ReportIssue.objects.exists()
    monkeypatch.setattr("kaganek.reporting.services.issues._check_over", _goes_on)
    client.force_login(cast.account("dorota"))
    form = {
        "title": "Kwartał",
        "period_from": FROM.isoformat(),
        "period_to": TO.isoformat(),
        "confirmed": "1",
    }
    page = client.post(f"{LIST}zamroz/", form | {"form_key": str(uuid.uuid4())}, follow=True).content.decode()
    assert f"Okres kończy się {long_date(TO)} Zamrozisz go najwcześniej tego dnia." in page


def _goes_on(*_: object) -> None:
    raise PeriodGoesOn


def test_a_project_out_of_reach_does_not_exist(cast) -> None:
    with pytest.raises(Project.DoesNotExist):
        frozen(cast, name="daniel")


def test_the_content_is_plain_and_holds_no_name_of_a_person(cast) -> None:
    with seated(SYSTEM):
        usual(cast)
    text = json.dumps(frozen(cast).content, ensure_ascii=False)
    for person in cast.people.values():
        assert person.login not in text
    assert "Wrona" not in text


@pytest.mark.rule("R-07")
@pytest.mark.parametrize(
    "change",
    [
        {"content": {}},
        {"number": 9},
        {"title": "Inny"},
        {"period_to": date(2020, 1, 1)},
        {"correction_note": "x"},
    ],
)
def test_what_was_frozen_stands_still(cast, change) -> None:
    issue = frozen(cast)
    with seated(SYSTEM), pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        ReportIssue.objects.filter(pk=issue.pk).update(**change)
    with seated(SYSTEM), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        ReportIssue.objects.filter(pk=issue.pk).delete()


def test_a_published_report_goes_nowhere_back(cast) -> None:
    issue = published(cast)
    for change in ({"state": "frozen"}, {"published_at": None}, {"reviewed_at": None}):
        with seated(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
            ReportIssue.objects.filter(pk=issue.pk).update(**change)


@pytest.mark.rule("R-07")
def test_no_report_is_published_unread(cast) -> None:
    issue = frozen(cast)
    seat = cast.seat("dorota")
    with seated(seat), pytest.raises(NotReviewed):
        release(issue.pk, by=seat, at=NOW)
    with seated(SYSTEM), pytest.raises(IntegrityError), transaction.atomic():
        ReportIssue.objects.filter(pk=issue.pk).update(published_at=NOW)


@pytest.mark.rule("R-07")
def test_a_correction_names_what_changed_and_happens_once(cast) -> None:
    first = published(cast)
    for values in ({"corrects_id": first.pk}, {"corrects_id": frozen(cast).pk, "correction_note": "x"}):
        with pytest.raises(CannotCorrect):
            frozen(cast, **values)
    second = frozen(cast, corrects_id=first.pk, correction_note="Poprawiono liczbę urzędów.")
    assert (second.number, second.corrects_id) == (3, first.pk)
    with pytest.raises(CannotCorrect):
        frozen(cast, corrects_id=first.pk, correction_note="Jeszcze raz")


def test_review_and_release_twice_stay_as_first_said(cast) -> None:
    issue = published(cast)
    seat = cast.seat("dorota")
    later = NOW + timedelta(days=1)
    with seated(seat):
        review(issue.pk, by=seat, at=later)
        again = release(issue.pk, by=seat, at=later)
    assert (again.reviewed_at, again.published_at) == (NOW, NOW)
    with seated(SYSTEM):
        deeds = AuditEntry.objects.filter(deed__startswith="reporting.").values_list("deed", flat=True)
        assert sorted(deeds) == ["reporting.freeze", "reporting.publish", "reporting.review"]


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_and_five(client, cast, count, django_assert_num_queries) -> None:
    for _ in range(count):
        published(cast)
    client.force_login(cast.account("dorota"))
    client.get(LIST)  # the frame of the page is remembered

    with django_assert_num_queries(8):
        assert len(client.get(LIST).context["listing"].rows) == count


# -- rejected


@pytest.mark.rule("R-07")
def test_wrong_numbers_are_thrown_away_before_anyone_sees_them(client, cast) -> None:
    """Asked once more, done once, and kept under a number that no other report gets."""
    found = frozen(cast)
    address = f"{LIST}{found.pk}/"
    client.force_login(cast.account("dorota"))
    assert "Odrzuć raport" in client.get(address).content.decode()
    assert client.post(f"{address}odrzuc/", {"reason": " "}).status_code == 422
    assert (
        "Odrzucić raport 1/" in client.post(f"{address}odrzuc/", {"reason": "Brak września"}).content.decode()
    )
    with seated(SYSTEM):
        assert ReportIssue.objects.get().state == "frozen"
    for why in ("Brak września", "Inny powód"):
        assert client.post(f"{address}odrzuc/", {"reason": why, "confirmed": "1"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Powód: Brak września" in page
    assert "Przejrzane" not in page
    assert "Odrzuć raport" not in page
    assert client.get(LIST, {"stan": "rejected"}).context["listing"].total == 1
    assert not any("przegląd" in words for words, _, _ in client.get("/raporty/pulpit/").context["waiting"])
    client.post(f"{address}przejrzane/")
    client.post(f"{address}opublikuj/", {"confirmed": "1"})
    with seated(SYSTEM):
        kept = ReportIssue.objects.get()
        assert (kept.state, kept.rejected_why, kept.reviewed_at, kept.published_at) == (
            "rejected", "Brak września", None, None,
        )  # fmt: skip
        assert AuditEntry.objects.filter(deed="reporting.reject").count() == 1
    assert frozen(cast).number == 2


def test_a_report_that_waits_is_told_to_who_reviews_until_it_is_rejected(client, cast) -> None:
    found = frozen(cast)
    client.force_login(cast.account("dorota"))
    waits = [words for words, _, _ in client.get("/raporty/pulpit/").context["waiting"]]
    assert waits == ["Raporty czekają na przegląd"]
    client.post(f"{LIST}{found.pk}/odrzuc/", {"reason": "Złe", "confirmed": "1"})
    assert client.get("/raporty/pulpit/").context["waiting"] == []


@pytest.mark.parametrize(
    ("name", "status"), [("dorota", 302), ("daniel", 404), ("irena", 403), ("grazyna", 403)]
)
def test_who_rejects_a_report(client, cast, name, status) -> None:
    found = frozen(cast)
    client.force_login(cast.account(name))
    assert client.post(f"{LIST}{found.pk}/odrzuc/", {"reason": "Złe", "confirmed": "1"}).status_code == status
    with seated(SYSTEM):
        assert (ReportIssue.objects.get().state == "rejected") == (status == 302)


@pytest.mark.rule("R-07")
def test_what_is_published_is_never_rejected_and_may_be_corrected_after_a_rejected_correction(
    client, cast
) -> None:
    first = published(cast)
    client.force_login(cast.account("dorota"))
    assert "Odrzuć raport" not in client.get(f"{LIST}{first.pk}/").content.decode()
    client.post(f"{LIST}{first.pk}/odrzuc/", {"reason": "Złe", "confirmed": "1"})
    with seated(SYSTEM):
        assert ReportIssue.objects.get().state == "published"
        with pytest.raises(DatabaseError), transaction.atomic():
            ReportIssue.objects.update(state="rejected", rejected_at=NOW)
    wrong = frozen(cast, corrects_id=first.pk, correction_note="Poprawiono")
    with pytest.raises(CannotCorrect):
        frozen(cast, corrects_id=first.pk, correction_note="Poprawiono znowu")
    client.post(f"{LIST}{wrong.pk}/odrzuc/", {"reason": "Złe", "confirmed": "1"})
    right = frozen(cast, corrects_id=first.pk, correction_note="Poprawiono znowu")
    assert (right.corrects_id, right.number) == (first.pk, 3)


@pytest.mark.rule("R-07")
@pytest.mark.parametrize(
    "change", [{"state": "frozen", "rejected_at": None}, {"rejected_why": "inny"}, {"published_at": NOW, "reviewed_at": NOW}]
)  # fmt: skip
def test_the_database_keeps_a_rejected_report_as_it_is(cast, change) -> None:
    found = frozen(cast)
    seat = cast.seat("dorota")
    with seated(seat):
        reject(found.pk, why="Złe", by=seat, at=NOW)
    with seated(SYSTEM), pytest.raises(DatabaseError), transaction.atomic():
        ReportIssue.objects.filter(pk=found.pk).update(**change)
