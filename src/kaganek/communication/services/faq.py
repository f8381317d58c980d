"""Answers for everybody: published from a question, without anyone's data; changed; withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from kaganek.communication.models import FaqEntry, Question, QuestionMessage
from kaganek.communication.terms import Desk
from kaganek.core import audit
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.lib.traces import Known, Trace, traces
from kaganek.people.models import Person

LONGEST_REASON = 300


class NamesLeft(Exception):
    """The words still say whose question it was; `found` says where."""

    def __init__(self, found: list[Trace]) -> None:
        super().__init__(len(found))
        self.found = found


@transaction.atomic
def publish_faq(
    question_id: int, question: str, answer: str, *, topic: str = "", reason: str = "", by: Seat, at: datetime
) -> FaqEntry:
    """Let everybody read a question with its answer, in words of their own; published again, the entry is changed.

    question, answer  edited words: no name of the asker's office or its people, no address, no long number.
    reason            why words that look like such data may stay; kept in the log of deeds.

    Raises Question.DoesNotExist beyond the seat's reach and for one's own question; NamesLeft without a reason, and then nothing is written.

    Source: rule C-89 in docs/reference/rules.md.
    """
    rows = Question.objects.select_for_update(of=("self",), no_key=True).select_related("office")
    asked = rows.exclude(person=by.person_id).get(pk=question_id, desk=Desk.CONTENT)
    found = traces(f"{topic}\n{question}\n{answer}", known_of(asked))
    if found and not reason.strip():
        raise NamesLeft(found)
    day = timezone.localdate(at)
    said = {"topic": topic, "question": question, "answer": answer}
    with seated(SYSTEM):  # a consultant's seat writes rows of offices alone, and this one is everybody's
        if asked.faq_id:
            FaqEntry.objects.filter(pk=asked.faq_id).update(**said, changed_on=day, withdrawn_at=None)
            entry = FaqEntry.objects.get(pk=asked.faq_id)
        else:
            entry = FaqEntry.objects.create(project_id=asked.project_id, published_on=day, **said)
    asked.faq_id = entry.pk
    asked.save(update_fields=["faq"])
    audit.record(by, "faq published", entry, question=str(asked.pk), reason=reason.strip()[:LONGEST_REASON])
    return entry


@transaction.atomic
def withdraw_faq(entry_id: int, *, by: Seat, at: datetime) -> FaqEntry:
    """Show an entry to nobody from this instant. Done again, nothing changes.

    Raises FaqEntry.DoesNotExist for an entry of no project of the seat.
    """
    with seated(SYSTEM):
        rows = FaqEntry.objects.select_for_update(of=("self",))
        entry = (
            rows.get(pk=entry_id) if by.projects is None else rows.get(pk=entry_id, project__in=by.projects)
        )
        if entry.withdrawn_at is None:
            entry.withdrawn_at = at
            entry.save(update_fields=["withdrawn_at"])
            audit.record(by, "faq withdrawn", entry)
    return entry


def known_of(question: Question) -> Known:
    """What the words are held against: the office, its people, and whoever wrote in the thread.

    Read as the system: a consultant need not reach everyone of the office, and is told only what stands in the
    words that are before them.
    """
    with seated(SYSTEM):
        people = list(
            Person.objects.filter(office=question.office_id).values_list("pk", "first_name", "last_name")
        )
        writers = list(
            Person.objects.filter(pk__in=QuestionMessage.objects.filter(question=question).values("author"))
            .values_list("pk", "first_name", "last_name")
        )  # fmt: skip
    own: Iterable[tuple[int, str, str]] = [*writers, *(row for row in people if row[0] == question.person_id)]
    office = question.office
    return Known(
        surnames=frozenset(last for _, _, last in [*people, *writers] if last),
        first_names=frozenset(first for _, first, _ in own if first),
        places=tuple(filter(None, (office.name, office.office_name))),
        codes=tuple(filter(None, (office.teryt,))),
    )
