from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from tests.cast import Cast

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.documents.models import Certificate
from kaganek.learning import embeds
from kaganek.learning.models import (
    CourseProgress,
    Package,
    PackageAttempt,
    PackageCommit,
    PackageItem,
    PackageRule,
)
from kaganek.learning.services import playing as deeds
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import LessonHeld, finish_lesson
from kaganek.learning.services.playing import Launched, Message, Taken
from kaganek.learning.terms import CommitKind, CommitVerdict
from kaganek.learning.tests.factories import make_course, make_path, make_progress, make_quiz
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.programmes.models import Achievement

AT = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
STATUS, LOCATION, DATA = "cmi.core.lesson_status", "cmi.core.lesson_location", "cmi.suspend_data"


def minutes(n: float) -> datetime:
    return AT + timedelta(minutes=n)


@pytest.fixture
def package(cast: Cast) -> Package:
    """A package of SCORM 1.2 with one part, alone in the only lesson of a course that Anna takes."""
    with seated(SYSTEM):
        made = make_package()
        make_progress(cast.enrolments["anna"], make_package_course(made))
    return made


@pytest.fixture
def anna(cast: Cast):
    with seated(cast.seat("anna")):
        yield cast.seat("anna")


def begin(package: Package, by: Seat, *, part: int = 0, at: datetime = AT) -> Launched:
    item = PackageItem.objects.get(package=package, position=part)
    return deeds.begin_session(package.pk, item.pk, by=by, at=at)


def say(
    launched: Launched, sequence: int, by: Seat, /, *, kind: str = "commit", at: datetime = AT, **values: Any
) -> Taken:
    told = {name.replace("__", "."): value for name, value in values.items()}
    message = Message(launched.attempt.session, sequence, CommitKind(kind), told)
    return deeds.take_message(launched.attempt.pk, message, by=by, at=at)


def state(launched: Launched) -> dict[str, str]:
    found: dict[str, str] = PackageAttempt.objects.get(pk=launched.attempt.pk).state
    return found


def log() -> list[tuple[str, int, str]]:
    rows = PackageCommit.objects.order_by("pk")
    return list(rows.values_list("kind", "sequence", "verdict"))


@pytest.mark.rule("L-45")
def test_a_package_finds_what_its_last_accepted_message_left(package: Package, anna: Seat) -> None:
    first = begin(package, anna)
    assert first.state["cmi.core.entry"] == "ab-initio"
    assert first.state["cmi.core.student_name"] == "Wrona, Anna"
    say(first, 1, anna, **{LOCATION: "s3", DATA: "abc", "cmi.core.session_time": "00:10:00"})

    again = begin(package, anna, at=minutes(60))

    assert (again.state[LOCATION], again.state[DATA]) == ("s3", "abc")
    assert (again.state["cmi.core.entry"], again.state["cmi.core.total_time"]) == ("resume", "0000:10:00.00")
    assert PackageAttempt.objects.get().sessions == 2


@pytest.mark.rule("L-45")
def test_opening_without_a_word_leaves_the_package_as_it_was(package: Package, anna: Seat) -> None:
    begin(package, anna)

    assert begin(package, anna).state["cmi.core.entry"] == "ab-initio"

    third = begin(package, anna)
    say(third, 1, anna, kind="finish", **{DATA: "x", "cmi.core.session_time": "00:01:00"})
    begin(package, anna)
    fourth = begin(package, anna)
    assert (fourth.state["cmi.core.total_time"], fourth.state[DATA]) == ("0000:01:00.00", "x")
    assert fourth.state["cmi.core.entry"] == ""


@pytest.mark.rule("L-46")
def test_an_older_message_and_the_same_again_change_nothing(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 5, anna, **{LOCATION: "new"})
    before = state(launched)

    replayed = say(launched, 5, anna, **{LOCATION: "other"})
    older = say(launched, 4, anna, **{LOCATION: "old"})

    assert (replayed.verdict, replayed.replayed, replayed.sequence) == (CommitVerdict.OLDER, True, 5)
    assert (older.verdict, older.replayed, older.sequence) == (CommitVerdict.OLDER, False, 5)
    assert state(launched) == before
    assert log() == [("commit", 5, "accepted"), ("commit", 5, "older"), ("commit", 4, "older")]


@pytest.mark.rule("L-46")
def test_a_message_that_comes_again_is_noted_a_few_times_without_its_content(
    package: Package, anna: Seat
) -> None:
    launched = begin(package, anna)
    say(launched, 1, anna, **{LOCATION: "1"})
    faults = [{"call": "SetValue", "element": "cmi.x", "value": "", "code": 401}]
    for kind, sequence in [("commit", 1)] * 9 + [("hide", 2)] * 2:
        message = Message(
            launched.attempt.session, sequence, CommitKind(kind), {LOCATION: str(sequence)}, faults
        )
        taken = deeds.take_message(launched.attempt.pk, message, by=anna, at=AT)

    assert (taken.verdict, taken.replayed) == (CommitVerdict.OLDER, True)
    lines = PackageCommit.objects.order_by("sequence", "repeat")
    assert list(lines.values_list("sequence", "repeat", "verdict", "changes", "faults")) == [
        (1, 0, "accepted", {LOCATION: "1"}, []),
        *[(1, repeat, "older", {}, []) for repeat in (1, 2, 3)],
        (2, 0, "accepted", {LOCATION: "2"}, faults),
        (2, 1, "older", {}, []),
    ]


@pytest.mark.rule("L-170")
def test_what_is_said_after_a_renewal_has_begun_counts_for_the_round_it_was_opened_in(
    package: Package, cast: Cast
) -> None:
    with seated(anna := cast.seat("anna")):
        launched = begin(package, anna)
    with seated(SYSTEM):  # the worker begins the renewal while the page is open
        (old,) = CourseProgress.objects.all()
        CourseProgress.rounds.update(past=True, counts=False, completed_at=AT)
        fresh = make_progress(cast.enrolments["anna"], old.course, round=2)

    with seated(anna):
        taken = say(launched, 1, anna, **{STATUS: "passed", "cmi.core.score.raw": "80"})
        assert (taken.verdict, taken.done, taken.round_over) == (CommitVerdict.ACCEPTED, True, True)
        assert taken.course_completed is False
        again = begin(package, anna, at=minutes(5))
        assert again.state["cmi.core.entry"] == "ab-initio"
        mine = say(again, 1, anna, at=minutes(5), **{STATUS: "passed", "cmi.core.score.raw": "60"})
        assert (mine.done, mine.course_completed, mine.round_over) == (True, True, False)

        rounds = CourseProgress.rounds.order_by("round")
        assert list(rounds.values_list("pk", "completed_at", "best_score", "lessons_done")) == [
            (old.pk, AT, None, 0),
            (fresh.pk, minutes(5), 60, 1),
        ]
        tries = PackageAttempt.objects.order_by("pk")
        assert list(tries.values_list("progress_id", "score")) == [(old.pk, 80), (fresh.pk, 60)]


@pytest.mark.rule("L-47")
def test_a_newer_session_takes_over_and_the_older_one_is_told(package: Package, anna: Seat) -> None:
    first = begin(package, anna)
    say(first, 1, anna, **{LOCATION: "1"})
    second = begin(package, anna)
    say(second, 1, anna, **{LOCATION: "2"})

    late = say(first, 2, anna, **{LOCATION: "3"})

    assert late.verdict is CommitVerdict.TAKEN
    assert state(second)[LOCATION] == "2"


@pytest.mark.rule("L-46")
def test_after_its_end_a_session_takes_nothing(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 1, anna, kind="finish", **{STATUS: "incomplete"})

    late = say(launched, 2, anna, **{STATUS: "passed"})

    assert late.verdict is CommitVerdict.OVER
    assert PackageAttempt.objects.get().success == "unknown"
    assert say(begin(package, anna), 1, anna, **{STATUS: "passed"}).verdict is CommitVerdict.ACCEPTED


@pytest.mark.rule("L-46")
def test_wrong_values_are_put_aside_and_read_only_ones_refuse_all(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)

    some = say(launched, 1, anna, **{STATUS: "zrobione", LOCATION: "s1"})
    none = say(launched, 2, anna, **{"cmi.core.student_name": "Inny", LOCATION: "s2"})

    assert (some.verdict, some.aside) == (CommitVerdict.ACCEPTED, 1)
    assert none.verdict is CommitVerdict.REFUSED
    assert (state(launched)[LOCATION], state(launched)[STATUS]) == ("s1", "not attempted")
    faults = list(PackageCommit.objects.order_by("pk").values_list("faults", flat=True))
    assert [(one["element"], one["code"]) for lines in faults for one in lines] == [
        (STATUS, 405),
        ("cmi.core.student_name", 403),
    ]


@pytest.mark.rule("L-48")
def test_nothing_is_done_unless_the_package_said_so(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 1, anna, **{LOCATION: "last", "cmi.core.score.raw": "100"})
    say(launched, 2, anna, kind="hide", **{LOCATION: "last", "cmi.core.score.raw": "100"})

    attempt = PackageAttempt.objects.get()
    assert (attempt.completion, attempt.success, attempt.done_at) == ("not attempted", "unknown", None)
    assert not Achievement.objects.exists()
    assert CourseProgress.objects.get().best_score == 100


@pytest.mark.rule("L-48")
def test_a_package_that_says_so_completes_its_course(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    first = say(launched, 1, anna, **{STATUS: "passed", "cmi.core.score.raw": "80"})
    again = say(launched, 2, anna, kind="finish", **{STATUS: "passed", "cmi.core.score.raw": "80"})

    assert (first.done, first.course_completed) == (True, True)
    assert (again.done, again.course_completed) == (True, False)
    progress = CourseProgress.objects.get()
    assert (progress.completed_at, progress.lessons_done, progress.best_score) == (AT, 1, 80)
    assert list(Achievement.objects.values_list("score", flat=True)) == [Decimal(80)]
    assert Certificate.objects.count() == 1
    assert PackageAttempt.objects.get().done_at == AT
    with seated(SYSTEM):
        assert AuditEntry.objects.filter(deed="package done").count() == 1


@pytest.mark.rule("L-48")
def test_a_lesson_with_words_waits_for_its_reader(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package()
        make_progress(
            cast.enrolments["anna"], make_package_course(package, words="<p>Najpierw przeczytaj.</p>")
        )
    with seated(anna := cast.seat("anna")):
        done = say(begin(package, anna), 1, anna, **{STATUS: "completed"})

        assert (done.done, done.course_completed) == (True, False)
        assert CourseProgress.objects.get().lessons_done == 0


def test_a_lesson_is_not_finished_before_its_package(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package(title="Obieg pism")
        course = make_package_course(package, words="<p>Najpierw przeczytaj.</p>")
        make_progress(cast.enrolments["anna"], course)
        lesson = course.lessons.get()
    with seated(anna := cast.seat("anna")):
        with pytest.raises(LessonHeld) as held:
            finish_lesson(lesson.pk, by=anna, at=AT)
        assert "Obieg pism" in str(embeds.to_do(held.value.parts))
        say(begin(package, anna), 1, anna, **{STATUS: "completed"})

        assert finish_lesson(lesson.pk, by=anna, at=AT).course_completed


@pytest.mark.rule("L-48")
def test_a_course_with_a_quiz_keeps_the_score_of_the_quiz(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package()
        make_quiz(course := make_package_course(package))
        make_progress(cast.enrolments["anna"], course)
    with seated(anna := cast.seat("anna")):
        done = say(begin(package, anna), 1, anna, **{STATUS: "passed", "cmi.core.score.raw": "90"})

        assert (done.done, done.course_completed) == (True, False)
        assert CourseProgress.objects.get().best_score is None


RULES = [
    # rule, mark, values of part 1 and of part 2 (None: never opened), done
    ("package", None, {STATUS: "completed"}, {STATUS: "passed"}, True),
    ("package", None, {STATUS: "completed"}, {STATUS: "failed"}, False),
    ("package", None, {STATUS: "completed"}, None, False),
    ("status", None, {STATUS: "completed"}, {STATUS: "passed"}, True),
    ("status", None, {STATUS: "completed"}, {STATUS: "failed"}, False),
    ("visited", None, {}, {}, True),
    ("visited", None, {STATUS: "completed"}, None, False),
    ("score", 70, {"cmi.core.score.raw": "60"}, {"cmi.core.score.raw": "80"}, True),
    ("score", 71, {"cmi.core.score.raw": "60"}, {"cmi.core.score.raw": "80"}, False),
    ("score", 50, {STATUS: "passed"}, {STATUS: "passed"}, False),
]


@pytest.mark.rule("L-48")
@pytest.mark.parametrize(("done_when", "mark", "first", "second", "done"), RULES)
def test_the_rule_of_the_project_decides(
    cast: Cast,
    done_when: str,
    mark: int | None,
    first: dict[str, str],
    second: dict[str, str] | None,
    done: bool,
) -> None:
    with seated(SYSTEM):
        package = make_package(parts=[{}, {}])
        PackageRule.objects.create(project=cast.project, package=package, done_when=done_when, score=mark)
        make_progress(cast.enrolments["anna"], make_package_course(package))
    with seated(anna := cast.seat("anna")):
        for part, values in enumerate((first, second)):
            if values is not None:
                launched = begin(package, anna, part=part)
                if values:
                    say(launched, 1, anna, **values)

        assert PackageAttempt.objects.exclude(done_at=None).exists() is done
        assert (CourseProgress.objects.get().completed_at is not None) is done


def test_a_part_that_is_only_shown_is_done_once_opened(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package(parts=[{"kind": "folder"}, {"kind": "asset"}])
        make_progress(cast.enrolments["anna"], make_package_course(package))
    with seated(anna := cast.seat("anna")):
        with pytest.raises(PackageItem.DoesNotExist):
            begin(package, anna, part=0)
        shown = begin(package, anna, part=1)

        assert shown.state == {}
        assert CourseProgress.objects.get().completed_at == AT
        assert say(shown, 1, anna, **{STATUS: "passed"}).verdict is CommitVerdict.TAKEN


def test_a_package_of_2004_by_its_own_thresholds(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package(
            kind="scorm2004", parts=[{"completion_threshold": "0.8", "scaled_passing_score": "0.6"}]
        )
        make_progress(cast.enrolments["anna"], make_package_course(package))
    with seated(anna := cast.seat("anna")):
        launched = begin(package, anna)
        low = {
            "cmi.completion_status": "completed",
            "cmi.progress_measure": "0.5",
            "cmi.success_status": "passed",
        }
        assert not say(launched, 1, anna, **low, **{"cmi.score.scaled": "0.9"}).done
        high = low | {"cmi.progress_measure": "0.9", "cmi.score.scaled": "0.7"}
        assert say(launched, 2, anna, **high).done

        attempt = PackageAttempt.objects.get()
        assert (attempt.completion, attempt.completion_by) == ("completed", "completion threshold")
        assert (attempt.success, attempt.score, attempt.measure) == ("passed", 70, 90)


def test_someone_without_the_course_opens_nothing(package: Package, cast: Cast) -> None:
    with seated(cast.seat("cezary")), pytest.raises(CourseProgress.DoesNotExist):
        begin(package, cast.seat("cezary"))
    with seated(anna := cast.seat("anna")):
        launched = begin(package, anna)
    with seated(cezary := cast.seat("cezary")), pytest.raises(PackageAttempt.DoesNotExist):
        say(launched, 1, cezary, **{STATUS: "passed"})


def test_a_closed_course_keeps_its_packages_closed(cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package()
        before, after = make_course(), make_package_course(package)
        for course in (before, after):
            make_progress(cast.enrolments["anna"], course)
        make_path(cast.enrolments["anna"], [before, after], in_order=True)
    with seated(anna := cast.seat("anna")), pytest.raises(CourseLocked):
        begin(package, anna)


def test_nobody_changes_or_removes_a_line_of_the_log(package: Package, anna: Seat, cast: Cast) -> None:
    say(begin(package, anna), 1, anna, **{LOCATION: "1"})
    for seat in (anna, cast.seat("dorota"), SYSTEM):
        with seated(seat), pytest.raises(Exception, match="permission denied"), transaction.atomic():
            PackageCommit.objects.update(verdict="older")


def test_the_database_takes_one_line_for_a_counter(package: Package, anna: Seat) -> None:
    say(begin(package, anna), 1, anna, **{LOCATION: "1"})
    line = PackageCommit.objects.get()
    line.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        line.save()


def test_an_ordinary_message_costs_two_statements(package: Package, anna: Seat) -> None:
    launched = begin(package, anna)
    say(launched, 1, anna, **{STATUS: "incomplete"})
    with CaptureQueriesContext(connection) as said:
        say(launched, 2, anna, **{STATUS: "incomplete", LOCATION: "2", DATA: "x" * 4000})
    assert len(said) == 2


def test_a_careless_server_would_be_noticed(
    package: Package, anna: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: without its look at the counter the same test loses what was saved."""
    late = deeds._late
    monkeypatch.setattr(
        deeds, "_late", lambda attempt, message: late(attempt, replace(message, sequence=10**9))
    )
    launched = begin(package, anna)
    say(launched, 5, anna, **{LOCATION: "new"})
    say(launched, 4, anna, **{LOCATION: "old"})

    assert state(launched)[LOCATION] == "old"
