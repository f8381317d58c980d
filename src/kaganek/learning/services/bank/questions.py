"""Questions of the bank: added, worded anew, put in categories, retired.

Whose bank: that of the seat's own office, or the programme's for a seat without one; rule L-60.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from kaganek.core import audit
from kaganek.core.dbroles import DbRole
from kaganek.core.seats import Seat
from kaganek.learning.models import BankCategory, BankQuestion, BankVersion
from kaganek.learning.services.bank.wording import Placed, Wording, wording_of
from kaganek.people.services.signatures import signature

MOST_TAGS = 20


class AlreadyInBank(Exception):
    """The same words stand in the bank already, as another question; `question_id` is that one."""

    def __init__(self, question_id: int) -> None:
        super().__init__(question_id)
        self.question_id = question_id


def library_of(by: Seat) -> int | None:
    """The office whose bank a seat keeps; None for the programme's own."""
    return by.offices[0] if by.db_role is DbRole.OFFICE and by.offices else None


@transaction.atomic
def add_questions(
    placed: Sequence[Placed], *, office_id: int | None, by: Seat, at: datetime, note: str = ""
) -> list[BankQuestion]:
    """Put new questions into a bank, in order; the number of statements does not grow with theirs.

    office_id   whose bank; within the seat's reach, or the database refuses.
    """
    made = BankQuestion.objects.bulk_create(
        BankQuestion(
            office_id=office_id, category_id=one.category_id, tags=list(one.tags), external_id=one.external_id,
            made_at=at,
        )
        for one in placed
    )  # fmt: skip
    signed = signature(by)
    BankVersion.objects.bulk_create(
        _version(question, one.wording, 1, by=by, at=at, signed=signed, note=note)
        for question, one in zip(made, placed, strict=True)
    )
    first = BankVersion.objects.filter(question=OuterRef("pk")).values("pk")[:1]
    BankQuestion.objects.filter(pk__in=[one.pk for one in made]).update(current=Subquery(first))
    audit.record_all(by, "learning.add_bank_question", made)
    return made


@transaction.atomic
def reword_question(
    question_id: int, wording: Wording, *, note: str = "", by: Seat, at: datetime
) -> BankVersion:
    """Give a question its next version; the same words make none, and the standing one is returned.

    Quizzes that took an earlier version keep it. Raises BankQuestion.DoesNotExist, and AlreadyInBank where
    another question says the very same. Source: rule L-61.
    """
    question = (
        BankQuestion.objects.select_for_update(of=("self",)).select_related("current").get(pk=question_id)
    )
    assert question.current is not None
    if question.current.digest == wording.digest and question.current.name == wording.title:
        return question.current
    if twin := same_words(question.office_id, wording).exclude(pk=question_id).first():
        raise AlreadyInBank(twin.pk)
    newest = question.versions.order_by("-number").values_list("number", flat=True)[0]
    made = _version(question, wording, newest + 1, by=by, at=at, signed=signature(by), note=note)
    made.save(force_insert=True)
    BankQuestion.objects.filter(pk=question_id).update(current=made)
    audit.record(by, "learning.reword_bank_question", question, version=str(made.number))
    return made


def restore_version(question_id: int, number: int, *, by: Seat, at: datetime) -> BankVersion:
    """Make an earlier wording the newest again, as a version of its own. Raises BankVersion.DoesNotExist."""
    old = BankVersion.objects.get(question=question_id, number=number)
    return reword_question(question_id, wording_of(old), note=f"Przywrócono wersję {number}", by=by, at=at)


def same_words(office_id: int | None, wording: Wording) -> QuerySet[BankQuestion]:
    """Questions of that bank whose standing version says the very same."""
    return BankQuestion.objects.filter(office=office_id, current__digest=wording.digest)


@transaction.atomic
def move_questions(ids: Collection[int], category: BankCategory | None, *, by: Seat) -> int:
    """Put questions into a category of their own bank, or out of any; how many moved."""
    found = BankQuestion.objects.filter(pk__in=ids)
    if category is not None:
        found = found.filter(office=category.office_id)
    return _changed(found.exclude(category=category), by, "learning.move_bank_question", category=category)


@transaction.atomic
def tag_questions(ids: Collection[int], tag: str, *, by: Seat) -> int:
    """Give questions one tag more; those that have it, or enough of them, stay as they are."""
    rows = BankQuestion.objects.filter(pk__in=ids).exclude(tags__contains=[tag])
    rows = rows.exclude(tags__len__gte=MOST_TAGS).select_for_update(of=("self",))
    found = list(rows)
    for one in found:
        one.tags = [*one.tags, tag]
    BankQuestion.objects.bulk_update(found, ["tags"])
    audit.record_all(by, "learning.tag_bank_question", found)
    return len(found)


def place_question(
    question_id: int, *, category: BankCategory | None, tags: Sequence[str], by: Seat
) -> BankQuestion:
    """Say anew where one question belongs. Raises BankQuestion.DoesNotExist."""
    question = BankQuestion.objects.get(pk=question_id)
    wanted = category.pk if category else None
    if (question.category_id, question.tags) != (wanted, list(tags)):
        question.category, question.tags = category, list(tags)
        question.save(update_fields=["category", "tags"])
        audit.record(by, "learning.place_bank_question", question)
    return question


@transaction.atomic
def retire_questions(ids: Collection[int], *, by: Seat, at: datetime) -> int:
    """No new quiz takes them; quizzes that have them keep them. How many were retired now."""
    return _changed(
        BankQuestion.objects.filter(pk__in=ids, retired_at=None), by, "learning.retire_bank_question",
        retired_at=at,
    )  # fmt: skip


@transaction.atomic
def bring_back_questions(ids: Collection[int], *, by: Seat) -> int:
    """Retired questions may be taken again; how many."""
    retired = BankQuestion.objects.filter(pk__in=ids, retired_at__isnull=False)
    return _changed(retired, by, "learning.bring_back_bank_question", retired_at=None)


def _changed(rows: QuerySet[BankQuestion], by: Seat, deed: str, **values: object) -> int:
    found = list(rows.select_for_update(of=("self",)))
    BankQuestion.objects.filter(pk__in=[one.pk for one in found]).update(**values)
    audit.record_all(by, deed, found)
    return len(found)


def _version(
    question: BankQuestion, said: Wording, number: int, *, by: Seat, at: datetime, signed: str, note: str
) -> BankVersion:
    return BankVersion(
        question=question, office_id=question.office_id, number=number, name=said.title, kind=said.kind,
        text=said.text, payload=dict(said.payload), explanation=said.explanation, points=said.points,
        digest=said.digest, folded=said.folded, made_by=by.person_id, signed=signed, made_at=at, note=note,
    )  # fmt: skip
