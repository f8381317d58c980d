"""Questions, letters and contacts of the made-up country, each with a word of its own.

A question's word may be met by its asker, by those who answer and by the project's coordinator; the word of a note
by those who answer alone. The office's own word would not tell the asker's supervisor from the asker.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from kaganek.communication.models import (
    FaqEntry,
    IncomingMail,
    OfficeContact,
    Question,
    QuestionFile,
    QuestionMessage,
    QuestionNote,
    ReadyAnswer,
    ReadyAnswerUse,
    SubjectAdviser,
)
from kaganek.communication.terms import ContactKind, Desk, MailFate, QuestionState, Side
from kaganek.people.models import Membership, Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Enrolment
from kaganek.site.dataset.plan import canary

if TYPE_CHECKING:
    from kaganek.site.dataset.build import Country

FIRST = 16  # offices of each project with questions
SIGNED = "Konsultant projektu"  # names of consultants are known to their own offices alone
EACH = 2  # people of each who ask


def write_questions(country: Country, *, at: datetime) -> None:
    """Both desks in the first offices of every project, technical questions passed on in every second."""
    for project in country.projects:
        consultant = (
            Membership.objects.filter(role=Role.CONSULTANT, project=project.pk).order_by("pk").first()
        )
        coordinator = Membership.objects.filter(role=Role.COORDINATOR, project=project.pk).order_by("pk")[0]
        staff = (consultant or coordinator).person
        ready = ReadyAnswer.objects.create(
            desk=Desk.CONTENT, project=project, title=f"Gotowa {project.name}", text=project.name,
            author_name=SIGNED, made_at=at,
        )  # fmt: skip
        SubjectAdviser.objects.create(
            project=project, source="learning.course:1", title="Szkolenie", adviser=staff,
            adviser_name=SIGNED, since=at,
        )  # fmt: skip
        # what is published everyone reads; what was taken back, the project alone
        for question, withdrawn_at in (("Jak zacząć?", None), (f"Cofnięte {project.name}", at)):
            FaqEntry.objects.create(
                project=project, question=question, answer="Otwórz pierwszą lekcję.", published_on=at.date(),
                withdrawn_at=withdrawn_at,
            )  # fmt: skip
        for number, row in enumerate(_askers(project.pk)):
            for desk in (Desk.CONTENT, Desk.SUPPORT):
                _question(country, row, desk, staff, ready, passed_on=bool(number % 2), at=at)
            _letter(country, row, number, at)
            _contact(country, row, staff, number, at)
    ReadyAnswer.objects.create(
        desk=Desk.SUPPORT, title="Hasło", text="Kartka z kodem.", author_name="Dostawca", made_at=at
    )


def _askers(project: int) -> list[Enrolment]:
    rows = Enrolment.objects.filter(project=project).select_related("person").order_by("office", "pk")
    offices: dict[int, list[Enrolment]] = {}
    for row in rows.iterator(chunk_size=2000):
        held = offices.setdefault(row.office_id, [])
        if len(held) < EACH:
            held.append(row)
    return [one for office in list(offices)[:FIRST] for one in offices[office]]


def _question(
    country: Country,
    row: Enrolment,
    desk: Desk,
    staff: Person,
    ready: ReadyAnswer,
    *,
    passed_on: bool,
    at: datetime,
) -> None:
    support = desk is Desk.SUPPORT
    asker = row.person
    made = Question(
        desk=desk, project_id=row.project_id, office_id=row.office_id, person=asker, asker_name=asker.full_name,
        asked_at=at - timedelta(days=3), moved_at=at, promised_on=at.date(), state=QuestionState.OPEN if support else QuestionState.ANSWERED,
        first_answer_at=None if support else at, escalated_at=at if support and passed_on else None, adviser=None if support else staff,
        adviser_name="" if support else SIGNED, folded="",
    )  # fmt: skip
    made.save()
    word = canary(country.seed, f"Q{made.pk:05d}")
    made.subject = made.about_title = f"Pytanie {word}"
    made.folded = made.subject.lower()
    made.save(update_fields=["subject", "about_title", "folded"])
    said = {"question": made, "author_role": "x", "at": at}
    first = QuestionMessage.objects.create(
        **said, side=Side.ASKER, author=asker, author_name=asker.full_name, text=f"Pyta {word}"
    )
    QuestionFile.objects.create(
        message=first, name=f"{word}.txt", kind="txt", size=len(word), body=word.encode()
    )
    if support:
        return
    answer = QuestionMessage.objects.create(
        **said, side=Side.STAFF, author=staff, author_name=SIGNED, text=f"Odpowiada {word}"
    )
    QuestionNote.objects.create(
        question=made, author=staff, author_name=SIGNED, at=at,
        text=f"Notatka {canary(country.seed, f'N{made.pk:05d}')}",
    )  # fmt: skip
    ReadyAnswerUse.objects.create(ready=ready, message=answer, by_name=SIGNED, at=at)


def _letter(country: Country, row: Enrolment, number: int, at: datetime) -> None:
    made = IncomingMail.objects.create(
        once=f"{row.project_id}-{row.pk}", envelope_from=row.person.email, envelope_to="pytanie@pytania.example",
        received_at=at, size=1, raw=b"", fate=MailFate.TAKEN if number % 2 else MailFate.HELD, sender=row.person.email,
        sender_name=row.person.full_name, project_id=row.project_id, office_id=row.office_id, person=row.person,
    )  # fmt: skip
    made.subject = f"List {canary(country.seed, f'L{made.pk:05d}')}"
    made.save(update_fields=["subject"])


def _contact(country: Country, row: Enrolment, staff: Person, number: int, at: datetime) -> None:
    made = OfficeContact.objects.create(
        project_id=row.project_id, office_id=row.office_id, kind=ContactKind.CALL, on=at.date(), agreed="",
        next_on=at.date() + timedelta(days=number), author=staff, author_name=SIGNED, written_at=at,
        once=UUID(int=row.pk * 1000 + row.project_id), folded="",
    )  # fmt: skip
    made.agreed = f"Ustalono {canary(country.seed, f'K{made.pk:05d}')}"
    made.save(update_fields=["agreed"])
