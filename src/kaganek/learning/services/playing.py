"""A package being played: a session begins, its messages are judged, its outcome is passed on.

Every deed runs in the transaction of the seat around it: what raises has written nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet

from kaganek.core.kept import ask
from kaganek.core.prepared import prepared
from kaganek.core.seats import Seat
from kaganek.learning.models import CourseProgress, PackageAttempt, PackageItem
from kaganek.learning.queries.playing import Place, own_place
from kaganek.learning.queries.serving import plays
from kaganek.learning.rules.said import handed_over, judge_said, start_state
from kaganek.learning.services.completion import CourseLocked
from kaganek.learning.services.lessons import open_lesson
from kaganek.learning.services.package_outcome import pass_on
from kaganek.learning.terms import CommitKind, CommitVerdict
from kaganek.lib.scorm import Fault, Outcome, Refused, storable
from kaganek.lib.scorm.completion import percent

# By hand: an ordinary message costs one statement to read and one to write. A message that came before leaves
# a line of its own that says so, bare and three times at most, so that a flood of them fills no disk.
MOST_REPEATS = 3
_LOG = f"""
INSERT INTO learning_packagecommit
    (attempt_id, enrolment_id, project_id, office_id, person_id, session, sequence, received_at,
     kind, verdict, changes, faults, repeat)
SELECT %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::bigint, %s::text, %s::bigint, %s::timestamptz,
    %s::text, %s::text, %s::jsonb, CASE WHEN %s::boolean AND times > 0 THEN '[]' ELSE %s::jsonb END,
    LEAST(times, {MOST_REPEATS})
FROM (SELECT count(*) AS times FROM learning_packagecommit
    WHERE attempt_id = %s::bigint AND session = %s::text AND sequence = %s::bigint) AS known
ON CONFLICT (attempt_id, session, sequence, repeat) DO NOTHING RETURNING repeat
"""  # noqa: S608 - all ours
_TAKE = f"""
WITH added AS ({_LOG})
UPDATE learning_packageattempt SET state = %s::jsonb, sequence = %s, ended = %s, last_at = %s,
    completion = %s, success = %s, completion_by = %s, success_by = %s, score = %s, measure = %s, seconds = %s
WHERE id = %s AND EXISTS (SELECT FROM added) RETURNING id
"""  # noqa: S608 - all ours
MOST_SECONDS = 2**31 - 1


class NotPlayable(Exception):
    """This installation has nothing to play the package with."""


@dataclass(frozen=True, slots=True)
class Launched:
    """A session that has just begun: the row, and the state that the package finds."""

    attempt: PackageAttempt
    state: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """What the page of a package sent: which session, its counter, and every value set in that session so far."""

    session: str
    sequence: int
    kind: CommitKind
    values: Mapping[str, object]
    faults: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message. `replayed`: it had come before, and nothing was written now."""

    verdict: CommitVerdict
    sequence: int  # the newest one taken from the session in charge
    replayed: bool = False
    aside: int = 0  # values that were not believed
    done: bool = False  # the package counts as done, now or before
    course_completed: bool = False
    completion: str = ""  # what the package has said so far, "" where nothing was taken
    success: str = ""
    version: str = ""  # of the data model that said so
    round_over: bool = False  # a renewal has begun since the session was opened


def begin_session(package_id: int, item_id: int, *, by: Seat, at: datetime) -> Launched:
    """Open one part of a package: from now on only messages of this session change anything.

    package_id  a package within a published lesson of a course that the seat takes; else
                CourseProgress.DoesNotExist.
    item_id     a part of it that opens something; else PackageItem.DoesNotExist.

    The package finds what the last accepted message of any earlier session left. Opened again it is
    only opened again: an earlier session that is still shown somewhere is told when it next speaks.

    Raises CourseLocked while the path keeps the course closed, NotPlayable for an H5P without its core. Source: rules L-45 (wznowienie paczki)
    and L-47 (jedna karta naraz).
    """
    place = own_place(package_id, lock=True)
    if place is None:
        raise CourseProgress.DoesNotExist
    if place.progress.blocked_by:
        raise CourseLocked(place.progress.course_id, place.progress.blocked_by)
    item = PackageItem.objects.select_related("package").get(pk=item_id, package=package_id)
    if not item.opens:
        raise PackageItem.DoesNotExist
    if not plays(item.package):
        raise NotPlayable
    attempt = _attempt(place, item, at=at)
    state = _launch_state(attempt, item)
    attempt.session, attempt.sequence, attempt.opened = secrets.token_hex(16), 0, state
    attempt.sessions += 1
    attempt.save(update_fields=["session", "sequence", "opened", "sessions"])
    open_lesson(place.progress, place.lesson_id, at=at)
    if attempt.done_at is None:
        pass_on(attempt, by=by, at=at)  # opening may be all it takes, and the rule may have changed since
    return Launched(attempt, handed_over(attempt.version, state) if attempt.version else state)


def _attempt(place: Place, item: PackageItem, *, at: datetime) -> PackageAttempt:
    """The person's newest try at a part, locked; the first one is made here. Progress is locked already."""
    rows = PackageAttempt.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(progress=place.progress, item=item).order_by("-number").first()
    if found:
        return found
    return PackageAttempt.objects.create(
        progress=place.progress,
        lesson_id=place.lesson_id,
        package=item.package,
        item=item,
        version=item.speaks,
        started_at=at,
        **place.progress.quad,
    )


def _launch_state(attempt: PackageAttempt, item: PackageItem) -> dict[str, str]:
    if not attempt.version:
        return {}
    person = attempt.person
    facts = item.facts(learner_id=f"uczestnik-{person.pk}", learner_name=person.listed_name[:255])
    return start_state(attempt.version, facts, attempt.state, finished=attempt.ended)


def take_message(attempt_id: int, message: Message, *, by: Seat, at: datetime) -> Taken:
    """Judge what a package sent and keep it; whatever becomes of it is written into the log.

    attempt_id  within the seat's reach, else PackageAttempt.DoesNotExist; locked until commit, so that
                messages sent at once are taken one after another.

    A message changes something only when it comes from the newest session, is newer than the last one
    taken from it, and the package has not ended that session. The same message again changes nothing and is
    noted a few times. What is said after a renewal has begun counts for the round the session was opened in. Values that the standard's interface would have refused are put aside; a message with read-only or
    unknown elements or beyond the limits is refused whole.

    Source: rules L-46 (zapis paczki), L-47 (jedna karta naraz) and L-170 (runda, w której otwarto).
    """
    attempt: Any = _locked.first(attempt=attempt_id)
    if attempt is None:
        raise PackageAttempt.DoesNotExist
    late = _late(attempt, message)
    if late:
        line = _line(attempt, message, late, at=at, changes={}, faults=message.faults, bare=True)
        noted = ask(_LOG, line)
        return Taken(
            late,
            attempt.sequence,
            replayed=not noted or noted[0][0] > 0,
            done=attempt.done_at is not None,
            completion=attempt.completion,
            success=attempt.success,
            version=attempt.version,
            round_over=attempt.round_over,
        )
    before = attempt.state if attempt.sequence else attempt.opened
    finished = message.kind == CommitKind.FINISH
    found = judge_said(attempt.version, before, message.values, finished=finished)
    if isinstance(found, Refused):
        faults = [*message.faults, _told(found.fault)]
        ask(_LOG, _line(attempt, message, CommitVerdict.REFUSED, at=at, changes={}, faults=faults))
        return Taken(CommitVerdict.REFUSED, attempt.sequence, aside=len(message.values))
    changes = {name: value for name, value in found.values.items() if before.get(name) != value}
    faults = [*message.faults, *map(_told, found.aside)]
    line = _line(attempt, message, CommitVerdict.ACCEPTED, at=at, changes=changes, faults=faults)
    moved = _write(attempt, message, line, found.values, found.outcome, at=at)
    passed = pass_on(attempt, by=by, at=at) if moved else None
    return Taken(
        CommitVerdict.ACCEPTED,
        attempt.sequence,
        aside=len(found.aside),
        done=attempt.done_at is not None or bool(passed and passed.done),
        course_completed=bool(passed and passed.course_completed),
        completion=attempt.completion,
        success=attempt.success,
        version=attempt.version,
        round_over=attempt.round_over,
    )


@prepared
def _locked(attempt: int) -> QuerySet[Any]:
    rows = PackageAttempt.objects.select_for_update(of=("self",), no_key=True).filter(pk=attempt)
    return rows.annotate(round_over=F("progress__past"))


def _late(attempt: PackageAttempt, message: Message) -> CommitVerdict | None:
    """Why a message changes nothing; None when it is to be judged."""
    if message.session != attempt.session or not attempt.version:
        return CommitVerdict.TAKEN
    if message.sequence <= attempt.sequence:
        return CommitVerdict.OLDER
    return CommitVerdict.OVER if attempt.is_over else None


def _line(
    attempt: PackageAttempt,
    message: Message,
    verdict: CommitVerdict,
    *,
    at: datetime,
    changes: Mapping[str, str],
    faults: Sequence[Mapping[str, Any]],
    bare: bool = False,
) -> list[Any]:
    """The values of `_LOG`. `bare`: a repeated message is noted without its faults."""
    quad = (attempt.enrolment_id, attempt.project_id, attempt.office_id, attempt.person_id)
    head = [attempt.pk, *quad, message.session, message.sequence, at, message.kind, verdict]
    which = [attempt.pk, message.session, message.sequence]
    return [*head, json.dumps(changes), bare, json.dumps(list(faults)), *which]


def _told(fault: Fault) -> dict[str, Any]:
    """A fault of the server's own finding, as the log keeps it."""
    return {
        "call": "",
        "element": storable(fault.element)[:255],
        "code": fault.code,
        "trouble": fault.trouble.value,
    }


def _write(
    attempt: PackageAttempt,
    message: Message,
    line: list[Any],
    state: Mapping[str, str],
    found: Outcome,
    *,
    at: datetime,
) -> bool:
    """Keep the new state with its line in the log; whether what the package says of the learner has changed."""
    before = (attempt.completion, attempt.success, attempt.score)
    score, measure = percent(found.score_scaled), percent(found.progress)
    seconds = min(int(found.total_seconds), MOST_SECONDS)
    attempt.ended, attempt.sequence = message.kind == CommitKind.FINISH, message.sequence
    attempt.completion, attempt.success, attempt.score = found.completion, found.success, score
    ask(_TAKE, [
        *line, json.dumps(state), message.sequence, attempt.ended, at,
        found.completion, found.success, found.completion_by.value, found.success_by.value,
        score, measure, seconds, attempt.pk,
    ])  # fmt: skip
    return before != (attempt.completion, attempt.success, attempt.score)
