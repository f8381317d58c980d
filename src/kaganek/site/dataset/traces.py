"""What the made-up people leave behind: reminders with their letters, the log, jobs, lists, reports.

A few rows of each, for the first offices and projects; every text carries the word of its space.
Nothing here waits to be done: letters were sent and jobs have ended.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db.models import F
from django.utils import timezone

from kaganek.core.models import AuditEntry, JobRun, Letter
from kaganek.core.seats import SYSTEM, seated
from kaganek.documents.models import Certificate, CertificateBundle
from kaganek.documents.services.prints import remember
from kaganek.learning.models import (
    AssignmentHit,
    AssignmentRule,
    CourseProgress,
    CourseRequirement,
    CourseValidity,
    DeadlineEscalation,
    DeadlineExtension,
    DeadlineFeed,
    EditionMove,
    LessonMargin,
    Package,
    PackageAttempt,
    PackageCommit,
    PackageItem,
    PackageRule,
)
from kaganek.learning.terms import PackageKind, PackageState, PartKind, RuleOutcome, ValidityKind
from kaganek.lib.codes import hash_token
from kaganek.people.models import Person
from kaganek.people.services.imports import open_draft
from kaganek.portal.services.publications import publish
from kaganek.programmes.models import Enrolment, Project
from kaganek.reporting.models import Reminder, ReportIssue
from kaganek.reporting.queries.frozen import content
from kaganek.reporting.services import issues
from kaganek.site.dataset.grading import write_grading
from kaganek.site.dataset.notices import write_notices
from kaganek.site.dataset.tasks import write_tasks

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

OFFICES = 12  # that leave traces
REPORTS = slice(1, 3)  # projects with a published report and one under review: small ones, soon counted
SENT = timedelta(days=40)  # before the moment of the data set: no one counts as just reminded
FIRST_DAY, LAST_DAY = date(2026, 7, 1), date(2026, 9, 30)


def write_traces(country: Country, *, at: datetime) -> None:
    """Some rows of every table that living people fill by and by."""
    known = {person.login: person for person in country.persons}
    learners = _first_learners(country)
    reminders = _remind(learners, at=at - SENT)
    write_notices(country, learners, at=at - SENT)
    _requirements(country, learners)
    _rounds(country, learners, at=at)
    _extensions(country, learners, at=at)
    _rules(country, learners, at=at)
    _edition_moves(learners, at=at)
    _notes(country, learners, at=at)
    _packages(country, at=at)
    _played(country, learners, at=at)
    _prints(at=at)
    write_tasks(country, learners, at=at)
    said = {office.pk: country.office_word(n) for n, office in enumerate(country.offices)}
    write_grading(learners, said, grader=known["c01"], at=at)
    for n in range(min(OFFICES, country.plan.offices)):
        staff, word = known[f"o{n:04d}"], country.office_word(n)
        _job(staff, word, at=at)
        _list(country, staff, word, country.plan.project_of(n), at=at)
        _bundle(staff, word, at=at)
    for number in range(country.plan.projects):
        _job(known[f"k{number + 1:02d}"], country.project_word(number), at=at)
    _log(reminders)
    for project in country.projects[REPORTS]:
        _reports(project, country.project_word(country.projects.index(project)), at=at)


def _packages(country: Country, *, at: datetime) -> None:
    """A package of each of the first offices, and one of the programme; their files are nowhere."""
    owners = [(office, country.office_word(n)) for n, office in enumerate(country.offices[:OFFICES])]
    for number, (office, word) in enumerate([*owners, (None, "")]):
        made = Package.objects.create(
            office=office, title=f"Obieg pism {word}".strip(), filename=f"obieg {word}.zip", kind=PackageKind.SCORM_12,
            description=f"Jak krąży pismo {word}", state=PackageState.READY, files=3, bytes=2_000_000, file_bytes=900_000,
            sha256="0" * 64, folder=f"{number:032x}", uploaded_at=at - SENT, ready_at=at - SENT,
        )  # fmt: skip
        PackageItem.objects.create(
            package=made, office=office, position=0, identifier="i1", title=f"Początek {word}".strip(), kind=PartKind.SCO,
            path="index.html", launch="index.html",
        )  # fmt: skip


def _played(country: Country, learners: list[Enrolment], *, at: datetime) -> None:
    """The programme's package, opened once by each and left half-way."""
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    package = Package.objects.get(office=None)
    (item,) = package.items.all()
    PackageRule.objects.create(project=country.projects[0], package=package, done_when="score", score=60)
    for one in learners:
        left = {"cmi.suspend_data": f"Strona 3 {country.office_word(numbers[one.office_id])}"}
        quad = {
            "enrolment": one,
            "project_id": one.project_id,
            "office_id": one.office_id,
            "person_id": one.person_id,
        }
        attempt = PackageAttempt.objects.create(
            progress=CourseProgress.objects.filter(enrolment=one).order_by("pk")[0], package=package, item=item,
            version="1.2", session="s" * 32, sessions=1, sequence=1, opened=left, state=left, completion="incomplete",
            started_at=at - SENT, last_at=at - SENT, **quad,
        )  # fmt: skip
        PackageCommit.objects.create(
            attempt=attempt, session="s" * 32, sequence=1, received_at=at - SENT, kind="commit", verdict="accepted",
            changes=left, **quad,
        )  # fmt: skip


def _first_learners(country: Country) -> list[Enrolment]:
    """One enrolled person of each of the first offices."""
    some = {office.pk for office in country.offices[:OFFICES]}
    firsts = {one.office_id: one for one in reversed(country.enrolments) if one.office_id in some}
    return list(firsts.values())


def _remind(learners: list[Enrolment], *, at: datetime) -> list[Reminder]:
    """One reminder for one person of each office, and its letter, long since sent."""
    batch = UUID(int=33)
    progress = dict(
        CourseProgress.objects.filter(enrolment__in=learners)
        .order_by("-pk")
        .values_list("enrolment_id", "pk")
    )
    people = Person.objects.in_bulk([one.person_id for one in learners])
    event = "reporting.reminder:{}:{}".format
    Letter.objects.bulk_create([
        Letter(
            kind="reporting.reminder", event=event(batch, one.pk), to=people[one.person_id].email,
            facts={"progress": progress[one.pk], "position": people[one.person_id].position}, attempts=1,
            office=one.office_id, project=one.project_id, person=one.person_id, queued_at=at, due_at=at, sent_at=at,
        )
        for one in learners
    ])  # fmt: skip
    return Reminder.objects.bulk_create([
        Reminder(
            enrolment_id=one.pk, project_id=one.project_id, office_id=one.office_id, person_id=one.person_id,
            batch=batch, asked_at=at, event=event(batch, one.pk),
        )
        for one in learners
    ])  # fmt: skip


def _requirements(country: Country, learners: list[Enrolment]) -> None:
    CourseRequirement.objects.bulk_create(
        CourseRequirement(
            project_id=one.project_id, office_id=one.office_id, course=country.courses[0], number=1
        )
        for one in learners
    )


def _rounds(country: Country, learners: list[Enrolment], *, at: datetime) -> None:
    """The last course holds for two years; the first people have a round of it behind them."""
    course = country.courses[-1]
    CourseValidity.objects.bulk_create(
        CourseValidity(project=project, course=course, kind=ValidityKind.MONTHS, months=24)
        for project in country.projects
    )
    long_ago = at - timedelta(days=800)
    ended = timezone.localdate(at) - timedelta(days=70)
    current = CourseProgress.objects.filter(enrolment__in=learners, course=course)
    before = [
        CourseProgress(
            course=course, past=True, counts=False, started_at=long_ago, completed_at=long_ago, due_on=ended,
            last_activity_at=long_ago, best_score=80, valid_until=ended, **row.quad,
        )
        for row in current
    ]  # fmt: skip
    current.update(round=2)
    CourseProgress.objects.bulk_create(before)


def _extensions(country: Country, learners: list[Enrolment], *, at: datetime) -> None:
    """One deadline of each moved, for a reason with the word of the office."""
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    rows = CourseProgress.objects.filter(enrolment__in=learners, course=country.courses[-1])
    rows.update(extended_to=F("due_on"))
    DeadlineExtension.objects.bulk_create(
        DeadlineExtension(
            progress=row, from_on=row.due_on - timedelta(days=14), until_on=row.due_on, given_at=at,
            reason=f"Nieobecność {country.office_word(numbers[row.office_id])}", **row.quad,
        )
        for row in rows
        if row.due_on
    )  # fmt: skip
    DeadlineEscalation.objects.bulk_create(
        DeadlineEscalation(progress=row, due_on=row.due_on, at=at, **row.quad) for row in rows if row.due_on
    )


def _edition_moves(learners: list[Enrolment], *, at: datetime) -> None:
    """Each was taken to the edition they read, long ago, with all that they had finished."""
    rows = CourseProgress.objects.filter(enrolment__in=learners, edition__isnull=False).distinct("enrolment")
    EditionMove.objects.bulk_create(
        EditionMove(
            progress=row, before_id=row.edition_id or 0, after_id=row.edition_id or 0, best_score=row.best_score,
            moved_at=at, **row.quad,
        )
        for row in rows.order_by("enrolment", "pk")
    )  # fmt: skip


def _rules(country: Country, learners: list[Enrolment], *, at: datetime) -> None:
    """A rule of each office, long since off, and what it did."""
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    paths = {project.pk: project.paths.get() for project in country.projects}
    rules = AssignmentRule.objects.bulk_create(
        AssignmentRule(
            project_id=one.project_id, office_id=one.office_id, path=paths[one.project_id], of_office=True,
            positions=f"referent {country.office_word(numbers[one.office_id])}", made_at=at, off_at=at,
        )
        for one in learners
    )  # fmt: skip
    AssignmentHit.objects.bulk_create(
        AssignmentHit(
            rule=rule, project_id=one.project_id, office_id=one.office_id, person_id=one.person_id,
            outcome=RuleOutcome.GIVEN, why=f"stanowisko: {rule.positions}", at=at,
        )
        for rule, one in zip(rules, learners, strict=True)
    )  # fmt: skip


def _notes(country: Country, learners: list[Enrolment], *, at: datetime) -> None:
    """A note, a bookmark and a calendar of each, written in the person's own name: nobody else may even add one."""
    numbers = {office.pk: n for n, office in enumerate(country.offices)}
    lesson = country.courses[0].lessons.order_by("position")[0]
    for one in learners:
        word = country.office_word(numbers[one.office_id])
        with seated(replace(SYSTEM, person_id=one.person_id)):
            LessonMargin.objects.create(
                author_id=one.person_id, lesson=lesson, text=f"Zapamiętać: {word}", folded=word.lower(),
                sequence=1, saved_at=at, marked_at=at,
            )  # fmt: skip
            DeadlineFeed.objects.create(author_id=one.person_id, code_hash=hash_token(word), made_at=at)


def _log(reminders: list[Reminder]) -> None:
    departments = dict(
        Person.objects.filter(pk__in=[one.person_id for one in reminders]).values_list("pk", "department")
    )
    AuditEntry.objects.bulk_create(
        AuditEntry(
            role="system", deed="reporting.remind", about=f"reporting.reminder:{one.pk}", office=one.office_id,
            project=one.project_id, person=one.person_id, facts={"department": departments[one.person_id]},
        )
        for one in reminders
    )  # fmt: skip


def _job(author: Person, word: str, *, at: datetime) -> None:
    JobRun.objects.create(
        author=author.pk, name=issues.FREEZING, label=f"Zamrażanie raportu {word}", facts={"title": word},
        done=1, total=1, state=JobRun.State.DONE, message=f"Raport {word} jest zamrożony.", started_at=at, finished_at=at,
    )  # fmt: skip


def _prints(*, at: datetime) -> None:
    """Every certificate was handed out once, as a file that nobody has."""
    remember([(one, one.code.encode()) for one in Certificate.objects.order_by("pk")], at=at)


def _bundle(author: Person, word: str, *, at: datetime) -> None:
    """Certificates of an office, asked for and not fetched; the file is nowhere."""
    CertificateBundle.objects.create(
        author=author, key=uuid5(NAMESPACE_OID, word), job=author.pk, name=f"certyfikaty {word}.zip", number=3,
        size=90_000, made_at=at,
    )  # fmt: skip


def _list(country: Country, author: Person, word: str, project: int, *, at: datetime) -> None:
    open_draft(
        f"Nazwisko;Imię;Komórka\nLipa {word};Ada;Referat {word}\n".encode(), file_name=f"lista {word}.csv",
        offices={}, office_id=author.office_id, project_id=country.projects[project].pk,
        by=replace(SYSTEM, person_id=author.pk), at=at,
    )  # fmt: skip


def _reports(project: Project, word: str, *, at: datetime) -> None:
    """One report that everyone may read, so without the project's word, and one that waits for its review."""
    named = project.name, project.agreement
    project.name, project.agreement = f"Projekt {project.code}", f"UM/{project.code}"
    counted = content(project, at)
    project.name, project.agreement = named
    shown = ReportIssue.objects.create(
        project=project, number=1, title=f"Raport jawny projektu {project.code}", period_from=FIRST_DAY,
        period_to=LAST_DAY, frozen_at=at, content=counted,
    )  # fmt: skip
    issues.review(shown.pk, by=SYSTEM, at=at)
    publish(shown.pk, by=SYSTEM, at=at)
    issues.freeze(
        project.pk, title=f"Raport do przeglądu {word}", period_from=FIRST_DAY, period_to=timezone.localdate(at),
        by=SYSTEM, at=at,
    )  # fmt: skip
