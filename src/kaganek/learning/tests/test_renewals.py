"""Rounds of a course: begun when the window opens, beside the one before, which nothing wipes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.urls import reverse
from django.utils.timezone import localdate
from tests.cast import Cast

from kaganek.core import outbox
from kaganek.core.models import AuditEntry, Notice
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.tests.letters import letters as letters_now
from kaganek.documents.models import Certificate, CertificateTemplate
from kaganek.documents.services.waiting import issue_waiting
from kaganek.learning.models import Attempt, Course, CourseProgress, CourseValidity, LessonVisit, PathStep
from kaganek.learning.queries.own import course_row, earlier_rounds, home_rows
from kaganek.learning.rules import is_complete
from kaganek.learning.rules.validity import Validity, renewal_due
from kaganek.learning.services import renewals
from kaganek.learning.services.lessons import finish_lesson
from kaganek.learning.services.paths import Step, assign, change_path
from kaganek.learning.services.quiz import Answer, answer_questions, finish_attempt, start_attempt
from kaganek.learning.services.renewals import CourseNotOnPaths, NoQuiz, set_validity, touched
from kaganek.learning.terms import Renewal
from kaganek.learning.tests.factories import RIGHT, make_course, make_path, make_progress, make_quiz
from kaganek.programmes.models import Achievement, Project

YEAR = Validity(months=12, opens_days=30)
DECEMBER = Validity(month=12, day=31, opens_days=60)


def at(day: date, hour: int = 12) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Europe/Warsaw"))


FIRST = date(2026, 3, 10)
END = date(2027, 3, 10)


@pytest.mark.rule("L-100")
@pytest.mark.parametrize(
    ("rule", "completed_on", "held_until", "end"),
    [
        (YEAR, date(2026, 3, 10), None, date(2027, 3, 10)),
        (YEAR, date(2028, 2, 29), None, date(2029, 2, 28)),
        (YEAR, date(2027, 2, 20), date(2027, 3, 10), date(2028, 3, 10)),  # early: nothing is lost
        (YEAR, date(2027, 3, 11), date(2027, 3, 10), date(2028, 3, 11)),  # late: from its own day
        (DECEMBER, date(2026, 3, 10), None, date(2026, 12, 31)),
        (DECEMBER, date(2026, 10, 31), None, date(2026, 12, 31)),
        (DECEMBER, date(2026, 11, 1), None, date(2027, 12, 31)),  # within the window of renewal
        (DECEMBER, date(2027, 1, 4), date(2026, 12, 31), date(2027, 12, 31)),
    ],
)
def test_until_when_it_holds(rule, completed_on, held_until, end):
    assert rule.until(completed_on=completed_on, held_until=held_until) == end
    assert rule.opens(end) == end - timedelta(days=rule.opens_days)


@pytest.mark.rule("L-101")
def test_a_renewal_is_due_when_the_old_one_ends():
    assert renewal_due(END, today=END, opens_days=30) == END
    assert renewal_due(END, today=END + timedelta(days=1), opens_days=30) == END + timedelta(days=31)
    assert renewal_due(END, today=END + timedelta(days=1), opens_days=0) == END + timedelta(days=15)


@pytest.mark.rule("L-101")
def test_a_quiz_suffices_only_where_there_is_one():
    facts = {"lessons": 3, "lessons_done": 0, "quiz_only": True}
    assert is_complete(**facts, has_quiz=True, quiz_passed=True)
    assert not is_complete(**facts, has_quiz=True, quiz_passed=False)
    assert not is_complete(**facts, has_quiz=False, quiz_passed=False)
    assert not is_complete(**facts | {"quiz_only": False}, has_quiz=True, quiz_passed=True)


@pytest.fixture
def course(cast: Cast) -> Course:
    """Anna and Cezary have it on a path; it holds for a year."""
    with seated(SYSTEM):
        course = make_course(lessons=2, title="Ochrona danych")
        make_quiz(course)
        path = make_path(cast.enrolments["anna"], [course])
        for name in ("anna", "cezary"):
            make_progress(cast.enrolments[name], course, due_on=FIRST)
        cast.project.ends_on = date(2040, 1, 1)
        cast.project.save()
    said(cast, course, YEAR)
    assert path.pk
    return course


def said(
    cast: Cast, course: Course, rule: Validity | None, *, also_done=False, renewal=Renewal.WHOLE, by="dorota"
):
    with seated(cast.seat(by)):
        set_validity(
            cast.project.pk,
            course.pk,
            rule,
            renewal=renewal,
            also_done=also_done,
            by=cast.seat(by),
            at=at(FIRST),
        )


def complete(
    cast: Cast, course: Course, day: date, *, who: str = "anna", lessons: bool = True, left_out: int = 0
) -> None:
    seat = cast.seat(who)
    with seated(seat):
        if lessons:
            for pk in course.lessons.order_by("position").values_list("pk", flat=True):
                finish_lesson(pk, by=seat, at=at(day))
        attempt = start_attempt(course.pk, by=seat, at=at(day))
        with seated(SYSTEM):
            kinds = {q.pk: q.kind for q in course.quiz.questions.all()}
        answers = [Answer(pk, RIGHT[kinds[pk]], flagged=False, sequence=1) for pk in attempt.question_ids][
            left_out:
        ]
        answer_questions(attempt.pk, answers, by=seat, at=at(day))
        finish_attempt(attempt.pk, by=seat, at=at(day))


def rounds(cast: Cast, who: str = "anna") -> list[tuple[object, ...]]:
    with seated(SYSTEM):
        rows = CourseProgress.rounds.filter(enrolment=cast.enrolments[who]).order_by("round")
        return [
            (
                row.round, row.past, row.counts, row.due_on, row.valid_until,
                localdate(row.completed_at) if row.completed_at else None,
            )
            for row in rows
        ]  # fmt: skip


def begin(day: date) -> int:
    with seated(SYSTEM):
        return renewals.begin_due(at=at(day))


@pytest.mark.rule("L-100", "L-101")
def test_a_round_begins_beside_the_old_one_when_its_window_opens(cast, course):
    complete(cast, course, FIRST)
    opens = END - timedelta(days=30)
    assert rounds(cast) == [(1, False, True, FIRST, END, FIRST)]
    with seated(SYSTEM):
        held = Certificate.objects.get(person=cast.person("anna"))

    assert begin(opens - timedelta(days=1)) == 0
    assert begin(opens) == 1
    assert begin(opens) == 0  # done again it changes nothing

    assert rounds(cast) == [(1, True, False, FIRST, END, FIRST), (2, False, True, END, None, None)]
    with seated(SYSTEM):
        assert (LessonVisit.objects.count(), Attempt.objects.count(), Achievement.objects.count()) == (
            2,
            1,
            1,
        )
        assert Certificate.objects.get(person=cast.person("anna")) == held
        assert list(AuditEntry.objects.filter(deed="renewal begun").values_list("person", flat=True)) == [
            cast.person("anna").pk
        ]


@pytest.mark.rule("L-101")
def test_a_renewed_course_is_earned_anew_and_keeps_what_was_earned(cast, course):
    complete(cast, course, FIRST)
    begin(END - timedelta(days=30))
    complete(cast, course, END - timedelta(days=5))

    assert rounds(cast)[1] == (2, False, True, END, date(2028, 3, 10), END - timedelta(days=5))
    with seated(SYSTEM):
        earned = Achievement.objects.filter(person=cast.person("anna")).order_by("at")
        assert [row.source for row in earned] == [
            f"learning.course:{course.pk}",
            f"learning.course:{course.pk}#2",
        ]
        certificates = Certificate.objects.filter(person=cast.person("anna")).order_by("issued_at")
        assert [(row.source, row.replaced_at, row.revoked_at) for row in certificates] == [
            (earned[0].source, None, None), (earned[1].source, None, None),
        ]  # fmt: skip
        assert len({row.number for row in certificates}) == 2
        assert Attempt.objects.count() == 2
        assert LessonVisit.objects.count() == 4


@pytest.mark.rule("L-101")
def test_the_third_round_follows_the_second(cast, course):
    complete(cast, course, FIRST)
    begin(END)
    complete(cast, course, END)
    assert begin(date(2028, 2, 9)) == 1
    assert [row[:3] for row in rounds(cast)] == [(1, True, False), (2, True, False), (3, False, True)]


def test_the_person_sees_the_new_round_and_the_old_ones(cast, course):
    complete(cast, course, FIRST)
    begin(END)
    with seated(cast.seat("anna")):
        assert [(row.course_id, row.round, row.completed_at) for row in home_rows()] == [(course.pk, 2, None)]
        row = course_row(course.pk)
        assert (row.round, row.attempts_used, row.best_score) == (2, None, None)
        assert [one.best_score for one in earlier_rounds(row)] == [Decimal("100.00")]
    with seated(cast.seat("cezary")):
        assert earlier_rounds(course_row(course.pk)) == []


@pytest.mark.rule("L-101")
def test_a_quiz_alone_may_renew(cast, course):
    said(cast, course, YEAR, renewal=Renewal.QUIZ)
    complete(cast, course, FIRST, lessons=True)
    begin(END)
    complete(cast, course, END, lessons=False)
    assert rounds(cast)[1][5] == END


@pytest.mark.rule("L-101")
def test_who_left_and_what_ended_begin_nothing(cast, course):
    complete(cast, course, FIRST)
    complete(cast, course, FIRST, who="cezary")
    with seated(SYSTEM):
        enrolment = cast.enrolments["anna"]
        enrolment.left_at = at(FIRST)
        enrolment.save()
        person = cast.person("cezary")
        person.deactivated_at = at(FIRST)
        person.save()
    assert begin(END) == 0
    with seated(SYSTEM):
        person.deactivated_at = None
        person.save()
        Project.objects.filter(pk=cast.project.pk).update(ends_on=END - timedelta(days=1))
    assert begin(END) == 0
    assert begin(END - timedelta(days=1)) == 1
    assert len(rounds(cast, "cezary")) == 2


def test_a_late_look_leaves_time_to_renew(cast, course):
    complete(cast, course, FIRST)
    begin(END + timedelta(days=40))
    assert rounds(cast)[1][3] == END + timedelta(days=70)


@pytest.mark.rule("L-100")
def test_validity_may_hold_for_what_is_completed_already(cast, course):
    said(cast, course, None)
    complete(cast, course, FIRST)
    assert rounds(cast)[0][4] is None
    said(cast, course, YEAR)
    assert rounds(cast)[0][4] is None
    with seated(cast.seat("dorota")):
        found = touched(cast.project.pk, course.pk, YEAR, today=END)
    assert (found.people, found.at_once) == (1, 1)
    said(cast, course, YEAR, also_done=True)
    assert rounds(cast)[0][4] == END
    said(cast, course, None)
    assert rounds(cast)[0][4] is None
    assert begin(END) == 0


@pytest.mark.rule("L-100")
def test_validity_is_set_within_reach_for_courses_on_paths(cast, course):
    with seated(cast.seat("daniel")), pytest.raises(Project.DoesNotExist):
        set_validity(cast.project.pk, course.pk, YEAR, renewal=Renewal.WHOLE, also_done=False,
                     by=cast.seat("daniel"), at=at(FIRST))  # fmt: skip
    with seated(SYSTEM):
        loose, bare = make_course(), make_course()
        make_path(cast.enrolments["anna"], [bare])
    with pytest.raises(CourseNotOnPaths):
        said(cast, loose, YEAR)
    with pytest.raises(NoQuiz):
        said(cast, bare, YEAR, renewal=Renewal.QUIZ)
    with seated(SYSTEM):
        assert set(CourseValidity.objects.values_list("course", flat=True)) == {course.pk}


def test_a_changed_path_leaves_the_deadline_of_a_renewal(cast, course):
    complete(cast, course, FIRST)
    begin(END)
    with seated(SYSTEM):
        path_id = PathStep.objects.get(course=course).path_id
    with seated(cast.seat("dorota")):
        steps = [Step(course.pk, due_on=FIRST + timedelta(days=3))]
        change_path(path_id, name="Nowa", note="", steps=steps, by=cast.seat("dorota"), at=at(END))
        assign(path_id, [cast.enrolments["cezary"]], by=cast.seat("dorota"), at=at(END))
    assert rounds(cast)[1][3] == END
    assert len(rounds(cast)) == 2


def test_letters_come_at_the_window_and_a_week_before_the_end(cast, course, monkeypatch):
    complete(cast, course, FIRST)
    begin(END - timedelta(days=30))
    with seated(SYSTEM):
        told = Notice.policed.filter(kind=renewals.LETTER).order_by("at")
        assert [localdate(one.at) for one in told] == [
            END - timedelta(days=30),
            END - timedelta(days=7),
        ]
        letters = letters_now().filter(kind=renewals.LETTER)
        words = [outbox.letter_kinds.get(one.kind)(one) for one in letters]
        assert [one.subject for one in words if one] == ["Odnów szkolenie: Ochrona danych"] * 2
        assert "do 10 marca 2027" in words[0].body.replace("\xa0", " ")
    complete(cast, course, END - timedelta(days=20))
    with seated(SYSTEM):
        assert [outbox.letter_kinds.get(one.kind)(one) for one in letters.all()] == [None, None]
    assert mail.outbox == []


@pytest.mark.rule("D-05", "L-100")
def test_a_certificate_that_waited_holds_as_long_as_one_issued_at_once(cast, course, client):
    programme = cast.project.version.programme
    with seated(SYSTEM):
        template = CertificateTemplate.objects.create(
            programme=programme, conditions=[{"kind": "learning.quiz", "value": 95}]
        )
    complete(cast, course, FIRST, left_out=1)  # 83%
    with seated(SYSTEM):
        assert Certificate.objects.count() == 0
    client.force_login(cast.account("anna"))
    page = client.get(reverse("documents:certificates")).content.decode()
    assert (
        f'<a class="ds-link" href="{reverse("learning:quiz", args=[course.pk])}">Przejdź do testu</a>' in page
    )
    with seated(SYSTEM):
        template.conditions = [{"kind": "learning.quiz", "value": 80}]
        template.save()
    later = FIRST + timedelta(days=40)
    with seated(seat := cast.seat("dorota")):
        assert issue_waiting(by=seat, at=at(later)) == 1
        issued = Certificate.objects.get()
    assert (issued.valid_until, issued.said.valid_until) == (END, END.isoformat())
    assert (issued.said.began_on, issued.said.issued_on) == (FIRST.isoformat(), later.isoformat())
