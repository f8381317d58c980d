"""Ready answers, and who answers questions about what."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kaganek.communication.models import ReadyAnswer, SubjectAdviser
from kaganek.communication.queries.questions.subjects import Subject
from kaganek.communication.terms import Desk
from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.core.turns import take_turn
from kaganek.people.models import AdvisedOffice, Person
from kaganek.people.queries.account import own_person


class NotAConsultantHere(Exception):
    """The person advises no office of the project."""


@transaction.atomic
def keep_ready(
    ready_id: int | None, title: str, text: str, *, desk: Desk, project_id: int | None, by: Seat, at: datetime
) -> ReadyAnswer:
    """Keep an answer for later, or change one that is kept; answers already sent stay as they are.

    ready_id  the one to change; None for a new one, which sent twice is kept once.

    Raises ReadyAnswer.DoesNotExist beyond the seat's reach.

    Source: rule C-88 in docs/reference/rules.md.
    """
    if ready_id is None:
        take_turn("ready answer", desk, project_id, title)
        same = ReadyAnswer.objects.filter(
            desk=desk, project=project_id, title=title, text=text, dropped_at=None
        )
        if kept := same.first():
            return kept
        made = ReadyAnswer.objects.create(
            desk=desk, project_id=project_id, title=title, text=text, made_at=at,
            author_name=own_person(by).full_name,
        )  # fmt: skip
    else:
        made = ReadyAnswer.objects.select_for_update(of=("self",)).get(pk=ready_id, dropped_at=None)
        made.title, made.text = title, text
        made.save(update_fields=["title", "text"])
    audit.record(by, "ready answer kept", made)
    return made


@transaction.atomic
def drop_ready(ready_id: int, *, by: Seat, at: datetime) -> ReadyAnswer:
    """Take a ready answer out of use; where it was used stays known. Done again, nothing changes.

    Raises ReadyAnswer.DoesNotExist beyond the seat's reach.
    """
    found = ReadyAnswer.objects.select_for_update(of=("self",)).get(pk=ready_id)
    if found.dropped_at is None:
        found.dropped_at = at
        found.save(update_fields=["dropped_at"])
        audit.record(by, "ready answer dropped", found)
    return found


def consultants_of(project_id: int) -> list[tuple[int, str]]:
    """Consultants who advise some office of a project, in Polish order."""
    with seated(SYSTEM):
        open_ = AdvisedOffice.objects.filter(project=project_id, ended_at=None)
        rows = Person.objects.filter(pk__in=open_.values("adviser"), deactivated_at=None).order_by(
            "sort_name"
        )
        return [(row.pk, row.full_name) for row in rows]


@transaction.atomic
def give_subject(
    subject: Subject, person_id: int | None, *, project_id: int, by: Seat, at: datetime
) -> SubjectAdviser | None:
    """Say who answers questions about one thing in a project; None = whoever advises the office, as for the rest.

    Holds for questions asked from now on. Raises NotAConsultantHere.

    Source: rule C-81 in docs/reference/rules.md.
    """
    rows = SubjectAdviser.objects.filter(project=project_id, source=subject.source)
    if person_id is None:
        rows.delete()
        return None
    names = dict(consultants_of(project_id))
    if person_id not in names:
        raise NotAConsultantHere
    rows.delete()
    made = SubjectAdviser.objects.create(
        project_id=project_id, source=subject.source, title=subject.title[:200], adviser_id=person_id,
        adviser_name=names[person_id], since=at,
    )  # fmt: skip
    audit.record(by, "subject given", made, source=subject.source)
    return made
