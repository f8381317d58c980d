"""What people did: progress in courses, lessons read, quiz attempts and their answers."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from kaganek.core.dbroles import DbRole
from kaganek.core.scoping import BY_ALL, SeatedManager, SeatedModel
from kaganek.learning.models.content import Course, Lesson, Question, Quiz
from kaganek.learning.models.edition_quiz import EditionQuiz
from kaganek.learning.models.editions import CourseEdition
from kaganek.learning.models.rubrics import Grade
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Enrolment, Project


class OfEnrolment(SeatedModel):
    """Columns of every row that belongs to one enrolment; kept equal to it by a composite foreign key."""

    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    project = models.ForeignKey(Project, models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    reach = BY_ALL

    class Meta:
        abstract = True

    @property
    def quad(self) -> dict[str, int]:
        """Those columns, for another row of the same enrolment."""
        return {
            "enrolment_id": self.enrolment_id,
            "project_id": self.project_id,
            "office_id": self.office_id,
            "person_id": self.person_id,
        }


class CountedManager(SeatedManager["CourseProgress"]):
    """Rounds that count: the current one of each course. What asks for more says so: `taking`, `rounds`."""

    def get_queryset(self) -> models.QuerySet[CourseProgress]:
        return super().get_queryset().filter(counts=True)


class TakingManager(SeatedManager["CourseProgress"]):
    """Rounds that a person may work on, also those that no report waits for."""

    def get_queryset(self) -> models.QuerySet[CourseProgress]:
        return super().get_queryset().filter(past=False)


class CourseProgress(OfEnrolment):
    """How far one enrolled person is in one round of one course (postęp w szkoleniu).

    Every report reads this row. A deadline that passed is a state, never a lock. When what was earned
    ends, a new round begins beside the old one, which stays as it was (`past`) and no longer counts.

    edition      the one the person began with (rule L-80); before the first opening none, the newest is read.
    counts       reports, deadlines and reminders see the row; `objects` are only such rows.
    valid_until  last day that a completion holds; None = for ever.
    renews_on    first day on which the next round begins by itself.
    given_at     since when the person has the round; the database says it, for reports on past days.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="+", verbose_name="szkolenie")
    edition = models.ForeignKey(
        CourseEdition, models.PROTECT, null=True, related_name="+", verbose_name="wydanie", db_index=False
    )
    due_on = models.DateField("termin", null=True)
    extended_to = models.DateField("przedłużono do", null=True)  # by whom and why: DeadlineExtension
    lessons_done = models.PositiveSmallIntegerField("ukończone lekcje", default=0)
    current_lesson = models.ForeignKey(Lesson, models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField("rozpoczęto", null=True)
    last_activity_at = models.DateTimeField("ostatnia aktywność", null=True)
    completed_at = models.DateTimeField("ukończono", null=True)
    best_score = models.DecimalField("najlepszy wynik", max_digits=5, decimal_places=2, null=True)  # percent
    quiz_after = models.DateTimeField(
        "test od nowa od", null=True
    )  # attempts begun before it no longer count
    round = models.PositiveSmallIntegerField("który raz", default=1)
    past = models.BooleanField("zastąpione nowszym", default=False)
    counts = models.BooleanField("liczy się", default=True)
    quiz_only = models.BooleanField("wystarczy test", default=False)
    valid_until = models.DateField("ważne do", null=True)
    renews_on = models.DateField("odnowienie od", null=True)
    given_at = models.DateTimeField(
        "od kiedy", null=True, db_default=Now()
    )  # of rows from before it was kept: None

    objects: ClassVar[CountedManager] = CountedManager()
    taking = TakingManager()
    rounds = SeatedManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["enrolment", "course"], condition=Q(past=False), name="progress_once"
            ),
            models.UniqueConstraint(fields=["enrolment", "course", "round"], name="progress_round_once"),
            models.CheckConstraint(condition=Q(past=False) | Q(counts=False), name="progress_past_is_past"),
        )
        indexes = (
            models.Index(
                fields=["renews_on"],
                condition=Q(past=False, renews_on__isnull=False),
                name="progress_to_renew",
            ),
            models.Index(
                fields=["office", "course"],
                include=["completed_at", "started_at", "due_on"],
                name="progress_by_office",
            ),
            models.Index(
                fields=["project", "course"],
                include=["office", "completed_at", "started_at", "due_on"],
                name="progress_by_project",
            ),
            models.Index(fields=["edition"], include=["completed_at"], name="progress_by_edition"),
        )

    def __str__(self) -> str:
        return f"{self.enrolment_id} in {self.course_id}"


class ProgressChange(SeatedModel):
    """A note that progress of an office's people changed, for whoever keeps sums of it (zmiana postępów).

    Written by the database itself (migration 0007) whenever what a sum could say changes: rows come, go or
    move, are begun or completed, get another deadline, or see their first activity of a day. Nobody waits
    for anybody: notes are only added, and removed by the one who made the sums anew.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.CASCADE, related_name="+", db_index=False)

    reach = {"project": "project", "office": "office"}
    rights = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "",
        DbRole.ADVISER: "",
        DbRole.PROJECT: "select",
        DbRole.GLOBAL: "select delete",
    }

    class Meta:
        indexes = (models.Index(fields=["project", "office"], name="progress_change_by_project"),)

    def __str__(self) -> str:
        return f"office {self.office_id} in project {self.project_id}"


class ActivityDay(OfEnrolment):
    """A day, in Poland, on which a person did something in one course (dzień aktywności).

    Written by the database itself (migration 0045) with the first activity of a day; the moment is kept of the newest
    alone, on the row of progress. Of earlier days there are those whose traces were still known. A row goes with its
    progress. Reports read here who was active up to a past day (rule R-24).
    """

    # Found by their progress alone, as changes of deadlines are.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    progress = models.ForeignKey(
        CourseProgress, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )  # the database removes it
    day = models.DateField("dzień")

    append_only = True
    rights = {
        DbRole.PERSON: "",
        DbRole.OFFICE: "select",
        DbRole.PROJECT: "select",
        DbRole.GLOBAL: "select",
    }  # others read as they do everywhere

    class Meta:
        constraints = (models.UniqueConstraint(fields=["progress", "day"], name="activity_once_a_day"),)

    def __str__(self) -> str:
        return f"{self.progress_id} on {self.day}"


class LessonVisit(OfEnrolment):
    """One person's reading of one lesson (lekcja w toku albo ukończona)."""

    progress = models.ForeignKey(CourseProgress, models.CASCADE, related_name="visits")
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField("otwarto")
    finished_at = models.DateTimeField("ukończono", null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["progress", "lesson"], name="visit_once"),)

    def __str__(self) -> str:
        return f"{self.progress_id}: lesson {self.lesson_id}"


class Attempt(OfEnrolment):
    """One try at a course quiz by one enrolled person (podejście do testu).

    Open until `handed_in_at` is set; nothing is answered afterwards. Judged when `finished_at` is set: at
    once, or when the last written answer was graded by hand. `score` is set together with `finished_at`
    and never without it. `question_ids` fix the questions and their order, `rules` the quiz of the edition
    that it was begun in; none where the course has no edition.
    """

    progress = models.ForeignKey(CourseProgress, models.PROTECT, related_name="attempts")
    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="+")
    rules = models.ForeignKey(EditionQuiz, models.PROTECT, null=True, related_name="+", db_index=False)
    number = models.PositiveSmallIntegerField("które podejście")
    question_ids: models.JSONField[Any, Any] = models.JSONField(default=list)
    started_at = models.DateTimeField("rozpoczęto")
    closes_at = models.DateTimeField("koniec czasu", null=True)
    handed_in_at = models.DateTimeField("oddano", null=True)
    finished_at = models.DateTimeField("zakończono", null=True)
    points = models.DecimalField("punkty", max_digits=7, decimal_places=2, null=True)
    maximum = models.DecimalField("maksimum", max_digits=7, decimal_places=2, null=True)
    score = models.DecimalField("wynik", max_digits=5, decimal_places=2, null=True)  # percent
    passed = models.BooleanField("zaliczone", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["progress", "number"], name="attempt_number_once"),
            models.UniqueConstraint(
                fields=["progress"], condition=Q(finished_at=None), name="attempt_one_open"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, score=None, passed=None)
                | Q(finished_at__isnull=False, score__isnull=False, passed__isnull=False),
                name="attempt_score_with_end",
            ),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__lte=F("maximum")), name="attempt_points"
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(handed_in_at__isnull=False), name="attempt_handed_in_first"
            ),
        )
        indexes = (
            # what the worker's clock looks for, and what waits to be graded: few rows of many
            models.Index(fields=["closes_at"], condition=Q(handed_in_at=None), name="attempt_running_out"),
            models.Index(
                fields=["handed_in_at"],
                condition=Q(finished_at=None, handed_in_at__isnull=False),
                name="attempt_to_grade",
            ),
        )

    def __str__(self) -> str:
        return f"attempt {self.pk}"

    @property
    def terms(self) -> Quiz | EditionQuiz:
        """The pass mark, the limits and what is shown: as they were when the attempt began (rule L-160)."""
        return self.rules or self.quiz

    @property
    def is_open(self) -> bool:
        return self.handed_in_at is None

    @property
    def waits(self) -> bool:
        """Handed in, with something written that nobody has graded yet."""
        return self.handed_in_at is not None and self.finished_at is None


class QuizAllowance(OfEnrolment):
    """More time or more attempts at a quiz for one person, with the reason (ułatwienie w teście).

    The newest of a progress holds, also for an attempt under way; the older ones are its history.
    """

    progress = models.ForeignKey(CourseProgress, models.PROTECT, related_name="allowances")
    extra_minutes = models.PositiveSmallIntegerField("dodatkowe minuty", default=0)
    extra_attempts = models.PositiveSmallIntegerField("dodatkowe podejścia", default=0)
    open_until = models.DateTimeField("nie zamykaj przed", null=True)
    reason = models.CharField("powód", max_length=300)
    signed = models.CharField("kto przyznał", max_length=160)
    made_at = models.DateTimeField("przyznano")

    append_only = True
    rights = {DbRole.PERSON: "select"}

    class Meta:
        indexes = (models.Index(fields=["progress", "-id"], name="allowance_newest"),)

    def __str__(self) -> str:
        return f"allowance {self.pk}"


class AttemptAnswer(OfEnrolment):
    """What a person answered to one question of an attempt; the newest save wins (odpowiedź).

    `sequence` is the browser's counter: an older save that arrives late changes nothing. Once
    `checked_at` is set, the person has seen what was right, and nothing changes any more.
    """

    # Read by their attempt, which `answer_once` finds, or by their question: an index of any other column
    # would only be one more to keep for each answer saved.
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False)
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    response: models.JSONField[Any, Any] = models.JSONField("odpowiedź", null=True)
    flagged = models.BooleanField("oznaczone na później", default=False)
    sequence = models.BigIntegerField(default=0)
    saved_at = models.DateTimeField("zapisano")
    checked_at = models.DateTimeField("sprawdzono", null=True)
    points = models.DecimalField("punkty", max_digits=5, decimal_places=2, null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attempt", "question"], name="answer_once"),)

    def __str__(self) -> str:
        return f"answer {self.attempt_id}/{self.question_id}"


class EssayGrade(Grade, OfEnrolment):
    """What somebody judged of one written answer, criterion by criterion (ocena wypowiedzi)."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="grades")
    answer = models.ForeignKey(AttemptAnswer, models.CASCADE, related_name="grades")

    append_only = True
    rights = {DbRole.PERSON: "select", DbRole.OFFICE: "select"}

    class Meta:
        constraints = (models.UniqueConstraint(fields=["answer", "number"], name="grade_number_once"),)

    def __str__(self) -> str:
        return f"grade {self.answer_id}/{self.number}"
