"""Reminders of deadlines: in time, once, following extensions, ending with the work; the supervisor told after a week."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.models import Letter, Notice
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Course, CourseProgress, DeadlineEscalation
from kaganek.learning.services import deadlines
from kaganek.learning.services.extensions import extend_deadlines
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.programmes.models import Project

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def course(cast: Cast) -> Course:
    with seated(SYSTEM):
        Project.objects.update(ends_on=TODAY + days(400))
        return make_course(title="Ochrona danych")


def give(cast: Cast, course: Course, who: str, due_in: int) -> CourseProgress:
    with seated(SYSTEM):
        return make_progress(cast.enrolments[who], course, due_on=TODAY + days(due_in))


def told(kind: str = "") -> list[str]:
    """Events of the notices that stand, without the number of the row."""
    with seated(SYSTEM):
        rows = Notice.policed.filter(withdrawn_at=None, kind__startswith=kind or "learning.").order_by("pk")
        return [row.event for row in rows]


def whole_run(moment: datetime) -> None:
    deadlines.remind_all(at=moment)


@pytest.mark.rule("C-13")
def test_each_reminder_of_a_deadline_comes_once(cast: Cast, course: Course) -> None:
    row = give(cast, course, "anna", 10)
    for day in range(15):
        for _ in range(2):
            whole_run(NOW + days(day))

    due = row.due_on
    assert told() == [
        f"learning.deadline:{row.pk}:{due}:7", f"learning.deadline:{row.pk}:{due}:1", f"learning.overdue:{row.pk}:{due}:late",
    ]  # fmt: skip


@pytest.mark.rule("C-13")
def test_a_worker_that_was_away_makes_up_for_it(cast: Cast, course: Course) -> None:
    row = give(cast, course, "anna", 10)
    whole_run(NOW + days(6))  # the seventh day before passed meanwhile
    whole_run(NOW + days(13))  # so did the last one, and the deadline

    assert told() == [
        f"learning.deadline:{row.pk}:{row.due_on}:7",
        f"learning.overdue:{row.pk}:{row.due_on}:late",
    ]


@pytest.mark.rule("C-13")
def test_an_extension_takes_back_what_was_said_and_has_reminders_of_its_own(
    cast: Cast, course: Course
) -> None:
    row = give(cast, course, "anna", 5)
    whole_run(NOW)
    bogdan = cast.seat("bogdan")
    with seated(bogdan):
        extend_deadlines([row.pk], until_on=TODAY + days(20), reason="Urlop", by=bogdan, at=NOW)
    sort_new(at=NOW)
    deliver()
    assert told("learning.deadline") == []
    assert [one.subject for one in mail.outbox] == [f"Termin zmieniony: {course.title}"]

    whole_run(NOW + days(1))
    assert told("learning.deadline") == []
    whole_run(NOW + days(14))
    assert told("learning.deadline") == [f"learning.deadline:{row.pk}:{TODAY + days(20)}:7"]


@pytest.mark.rule("C-13")
@pytest.mark.parametrize(
    "change",
    [
        {"completed_at": NOW},
        {"due_on": None},
        {"counts": False},
    ],
)
def test_what_is_done_or_has_no_deadline_is_not_brought_up(cast: Cast, course: Course, change: dict) -> None:
    row = give(cast, course, "anna", 5)
    whole_run(NOW)
    assert len(told()) == 1
    with seated(SYSTEM):
        CourseProgress.rounds.filter(pk=row.pk).update(**change)
    whole_run(NOW + days(4))
    whole_run(NOW + days(30))
    if "counts" not in change:
        sort_new(at=NOW + days(30))
        deliver()

    assert told("learning.overdue") == []
    assert [one for one in mail.outbox if "Ochrona" in one.subject] == [] or "counts" in change


@pytest.mark.rule("C-07")
@pytest.mark.parametrize(
    "change", [{"completed_at": NOW}, {"due_on": TODAY + timedelta(30)}], ids=["done", "moved"]
)
def test_a_letter_under_way_is_dropped_when_the_work_is_done_or_its_deadline_moves(
    cast: Cast, course: Course, change: dict[str, Any]
) -> None:
    row = give(cast, course, "anna", 1)
    whole_run(NOW)
    sort_new(at=NOW)
    with seated(SYSTEM):
        CourseProgress.objects.filter(pk=row.pk).update(**change)
    deliver()

    assert mail.outbox == []
    with seated(SYSTEM):
        assert Letter.objects.get(kind=deadlines.COMING).dropped


def test_the_mail_says_by_when_and_what_to_do(cast: Cast, course: Course) -> None:
    give(cast, course, "anna", 1)
    whole_run(NOW)
    sort_new(at=NOW)
    deliver()

    (sent,) = mail.outbox
    assert sent.subject == "Zbliża się termin: Ochrona danych"
    assert "mija" in sent.body
    assert "/nauka/szkolenia/" in sent.body


@pytest.mark.rule("C-14")
def test_the_supervisor_is_told_once_after_a_week_and_the_report_says_so(
    cast: Cast, course: Course, client
) -> None:
    give(cast, course, "anna", -6)
    give(cast, course, "cezary", -1)
    whole_run(NOW)
    assert told(deadlines.ESCALATED) == []
    for day in (1, 1, 2, 3):
        whole_run(NOW + days(day))

    with seated(SYSTEM):
        (row,) = DeadlineEscalation.objects.all()
        notices = {one.person: one for one in Notice.policed.filter(kind=deadlines.ESCALATED)}
    notice = notices[cast.seat("bogdan").person_id]
    assert row.person_id == cast.seat("anna").person_id
    assert cast.seat("celina").person_id not in notices
    assert "Wrona" not in notice.title  # no name leaves by mail
    client.force_login(cast.account("bogdan"))
    page = client.get("/raporty/terminy/").content.decode()
    assert "Zgłoszono przełożonemu" in page
    assert [one["told_at"] for one in client.get("/raporty/terminy/").context["listing"].rows] == [row.at]
    with seated(SYSTEM):
        other = make_course(title="Inne")
    give(cast, other, "anna", -1)  # late as well, and not told of
    assert notice.title == "Długo po terminie: 1 osoba"
    (shown,) = client.get(notice.url).context["listing"].rows
    assert (shown["label"], shown["n_wszystkie"]) == ("Wrona, Anna", 1)
    client.force_login(cast.account("celina"))
    assert "Wrona" not in client.get("/raporty/terminy/").content.decode()


@pytest.mark.rule("C-14")
@pytest.mark.parametrize(
    ("after", "late", "escalated"), [(3, 3, 1), (3, 2, 0), (0, 60, 0), (30, 29, 0), (30, 31, 1)]
)
def test_the_project_says_after_how_many_days(
    cast: Cast, course: Course, after: int, late: int, escalated: int
) -> None:
    with seated(SYSTEM):
        Project.objects.update(escalate_after_days=after)
    give(cast, course, "anna", -late)
    whole_run(NOW)

    assert len(set(told(deadlines.ESCALATED))) == escalated


@pytest.mark.rule("C-14")
def test_who_has_finished_meanwhile_is_not_reported(cast: Cast, course: Course) -> None:
    row = give(cast, course, "anna", -8)
    whole_run(NOW)
    sort_new(at=NOW)
    with seated(SYSTEM):
        CourseProgress.objects.filter(pk=row.pk).update(completed_at=NOW)
    deliver()

    assert [one for one in mail.outbox if "po terminie" in one.subject] == []


def test_it_is_asked_for_once_a_day_from_seven(cast: Cast) -> None:
    morning = timezone.make_aware(datetime(2026, 5, 12, 6, 59))  # noqa: DTZ001
    assert deadlines.ask_today(None, at=morning) is None
    day = deadlines.ask_today(None, at=morning + timedelta(minutes=1))
    assert day == morning.date()
    assert deadlines.ask_today(day, at=morning + timedelta(hours=9)) == day
