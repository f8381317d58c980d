"""Periodic reports: frozen, reviewed, released; corrected only by a new one."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from kaganek.core import audit, jobs
from kaganek.core.models import JobRun
from kaganek.core.seats import Seat
from kaganek.programmes.models import Project
from kaganek.reporting.models import ReportIssue
from kaganek.reporting.queries.frozen import content

State = ReportIssue.State
FREEZING = "reporting.freeze"  # the job


class PeriodGoesOn(Exception):
    """The last day of the period is still ahead."""


class CannotCorrect(Exception):
    """Only a published report that nobody corrected yet is corrected, by one that says what changed."""


class NotReviewed(Exception):
    """A report is read through before everyone may see it."""


class Rejected(Exception):
    """A rejected report is neither reviewed nor published."""


class AlreadyPublished(Exception):
    """What everyone has seen is corrected, never thrown away."""


def freeze(
    project_id: int,
    *,
    title: str,
    period_from: date,
    period_to: date,
    corrects_id: int | None = None,
    correction_note: str = "",
    form_key: UUID | None = None,
    by: Seat,
    at: datetime,
) -> ReportIssue:
    """Count a project as it stands and keep the numbers for good, under the project's next number.

    Completions after the last day of the period do not count. The same form sent twice freezes once.
    Takes seconds for a thousand offices, so pages ask with `ask_to_freeze`.
    Raises CannotCorrect, PeriodGoesOn. A project out of reach does not exist: Project.DoesNotExist.
    """
    project = _locked_project(project_id, by)
    if form_key and (again := ReportIssue.objects.filter(form_key=form_key).first()):
        return again
    _check_over(period_to, at)
    if corrects_id is not None:
        _check_correction(project_id, corrects_id, correction_note)
    taken = ReportIssue.objects.filter(project_id=project_id).aggregate(last=Max("number"))["last"] or 0
    issue = ReportIssue.objects.create(
        project=project, number=taken + 1, title=title, period_from=period_from, period_to=period_to,
        frozen_at=at, content=content(project, min(at, _end_of(period_to))), corrects_id=corrects_id,
        correction_note=correction_note.strip(), form_key=form_key,
    )  # fmt: skip
    audit.record(by, "reporting.freeze", issue)
    return issue


def ask_to_freeze(
    project_id: int,
    *,
    title: str,
    period_from: date,
    period_to: date,
    corrects_id: int | None = None,
    correction_note: str = "",
    form_key: UUID,
    by: Seat,
    at: datetime,
) -> JobRun:
    """Queue the freezing of a report as a job that its author watches; the rest is as in `freeze`.

    The same form sent again answers with the same job. Raises what `freeze` raises, as far as can be
    told by now; what changes before the job begins is told on its page.
    """
    _locked_project(project_id, by)  # the same form sent twice at once waits here
    if again := JobRun.objects.filter(name=FREEZING, facts__form_key=str(form_key)).first():
        return again
    _check_over(period_to, at)
    if corrects_id is not None:
        _check_correction(project_id, corrects_id, correction_note)
    return jobs.start(
        FREEZING, by=by, label="Zamrażanie raportu", at=at, total=1, project_id=project_id, title=title,
        period_from=period_from.isoformat(), period_to=period_to.isoformat(), corrects_id=corrects_id,
        correction_note=correction_note, form_key=str(form_key),
    )  # fmt: skip


def review(issue_id: int, *, by: Seat, at: datetime) -> ReportIssue:
    """Say that the report was read through and is right; done twice it stays as first said. Raises Rejected."""
    issue = _locked(issue_id)
    if issue.state == State.REJECTED:
        raise Rejected
    if issue.state == State.FROZEN:
        issue.state, issue.reviewed_at = State.REVIEWED, at
        issue.save(update_fields=["state", "reviewed_at"])
        audit.record(by, "reporting.review", issue)
    return issue


def reject(issue_id: int, *, why: str, by: Seat, at: datetime) -> ReportIssue:
    """Throw away a report whose numbers are wrong, before anyone saw it; it stays, under a number of its own.

    What it was to correct may be corrected by another. Done twice it stays as first said. Raises AlreadyPublished.
    Source: rule R-07.
    """
    issue = _locked(issue_id)
    if issue.state == State.PUBLISHED:
        raise AlreadyPublished
    if issue.state != State.REJECTED:
        was_to_correct = issue.corrects_id
        issue.state, issue.rejected_at, issue.rejected_why, issue.corrects = (
            State.REJECTED,
            at,
            why.strip(),
            None,
        )
        issue.save(update_fields=["state", "rejected_at", "rejected_why", "corrects"])
        audit.record(by, "reporting.reject", issue, was_to_correct=str(was_to_correct or ""))
    return issue


def release(issue_id: int, *, by: Seat, at: datetime) -> ReportIssue:
    """Let everyone see the report; done twice it stays as first said. Raises NotReviewed, Rejected.

    The portal's `publish` calls this; it also gives the report its address.
    """
    issue = _locked(issue_id)
    if issue.state == State.REJECTED:
        raise Rejected
    if issue.state == State.FROZEN:
        raise NotReviewed
    if issue.state == State.REVIEWED:
        issue.state, issue.published_at = State.PUBLISHED, at
        issue.save(update_fields=["state", "published_at"])
        audit.record(by, "reporting.publish", issue)
    return issue


def _locked_project(project_id: int, by: Seat) -> Project:
    reachable = Project.objects.select_related("operator")
    if by.projects is not None:
        reachable = reachable.filter(pk__in=by.projects)
    return reachable.select_for_update(of=("self",)).get(pk=project_id)


def _locked(issue_id: int) -> ReportIssue:
    return ReportIssue.objects.select_for_update(of=("self",)).get(pk=issue_id)


def _check_over(period_to: date, at: datetime) -> None:
    if period_to > timezone.localdate(at):
        raise PeriodGoesOn


def _check_correction(project_id: int, corrects_id: int, note: str) -> None:
    wrong = ReportIssue.objects.filter(
        pk=corrects_id, project_id=project_id, published_at__isnull=False, corrected_by=None
    )
    if not note.strip() or not wrong.exists():
        raise CannotCorrect


def _end_of(day: date) -> datetime:
    after = datetime.combine(day + timedelta(days=1), time())
    return timezone.make_aware(after) - timedelta(microseconds=1)
