"""Questions of the demonstration: answered, waiting, passed on, published; a held letter; contacts with offices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from kaganek.communication.models import IncomingMail, Question, ReadyAnswer
from kaganek.communication.queries.questions.subjects import Subject
from kaganek.communication.services import contacts, faq
from kaganek.communication.services.questions import asking, ready
from kaganek.communication.terms import Desk, MailFate
from kaganek.core.seats import SYSTEM, Seat, seated
from kaganek.learning.models import Course
from kaganek.people.models import Office, Person
from kaganek.programmes.models import Project

MEASURING = "Jak mierzyć czas oczekiwania, gdy nie ma numerków?"
ASKED = (
    "Dzień dobry, w naszym sekretariacie nie ma biletomatu. Lekcja prosi o zmierzenie czasu oczekiwania. "
    "Czy wystarczy zapytać ludzi, ile czekali?"
)
ANSWER = (
    "Samo pytanie zwykle zawyża wynik: ludzie pamiętają czekanie jako dłuższe.\n\n"
    "Prościej: przez trzy dni, w tej samej godzinie, zapisujcie dwie rzeczy: kto wszedł i o której skończył rozmowę. "
    "Wystarczy kartka i zegar. Z 20 spraw wyjdzie uczciwa średnia."
)
CARD = "Karta pomiaru\n\nNumer sprawy | Wejście | Koniec rozmowy\n1 | |\n2 | |\n"
LETTER = "Dzień dobry,\n\npiszę z prywatnej skrzynki, bo służbowa dziś nie działa. Czy termin zadania można przesunąć o tydzień?\n"


@dataclass(frozen=True)
class Cast:
    """Who asks and who answers."""

    anna: Seat
    bogdan: Seat
    henryk: Seat
    filip: Seat
    dorota: Seat


def write_questions(
    project: Project,
    offices: Mapping[str, Office],
    course: Course,
    cast: Cast,
    *,
    asker: Person,
    at: datetime,
) -> None:
    """Everything by the deeds of the product, some days ago."""
    about = Subject(f"learning.course:{course.pk}", course.title)
    _duties(project, about, cast, at - timedelta(days=20))
    answered = _answered(project, about, cast, at)
    _public(answered, cast, at - timedelta(days=3))
    _waiting(project, about, cast, at)
    _technical(project, cast, at)
    _held(project, asker, at - timedelta(hours=5))
    _contacts(project, offices, cast, at)


def _duties(project: Project, about: Subject, cast: Cast, at: datetime) -> None:
    with seated(cast.dorota):
        ready.give_subject(about, cast.filip.person_id, project_id=project.pk, by=cast.dorota, at=at)
    with seated(cast.filip):
        for title, text in (
            ("Pomiar czasu", ANSWER),
            (
                "Termin zadania",
                "Termin zadania przesuwa koordynator projektu. Napisz, do kiedy potrzebujesz i dlaczego.",
            ),
        ):
            ready.keep_ready(
                None, title, text, desk=Desk.CONTENT, project_id=project.pk, by=cast.filip, at=at
            )


def _ask(
    project: Project,
    seat: Seat,
    desk: Desk,
    subject: str,
    text: str,
    at: datetime,
    about: Subject | None = None,
) -> Question:
    with seated(seat):
        return asking.ask(
            desk, subject, text, project_id=project.pk, about=about.source if about else "",
            about_title=about.title if about else "", by=seat, at=at,
        )  # fmt: skip


def _answered(project: Project, about: Subject, cast: Cast, at: datetime) -> Question:
    made = _ask(project, cast.anna, Desk.CONTENT, MEASURING, ASKED, at - timedelta(days=4), about)
    with seated(cast.filip):
        kept = ReadyAnswer.objects.get(title="Pomiar czasu")
        card = ContentFile(CARD.encode(), name="karta-pomiaru.txt")
        said: dict[str, Any] = {"by": cast.filip, "at": at - timedelta(days=3, hours=20)}
        asking.answer(made.pk, ANSWER, files=[card], ready_id=kept.pk, **said)
        asking.note(made.pk, "Dobre pytanie do „Częstych pytań”.", **said)
    with seated(cast.anna):
        asking.write_more(
            made.pk, "Dziękuję, zrobimy to od poniedziałku.", by=cast.anna, at=at - timedelta(days=3)
        )
        asking.close(made.pk, by=cast.anna, at=at - timedelta(days=3))
    return made


def _public(question: Question, cast: Cast, at: datetime) -> None:
    with seated(cast.filip):
        faq.publish_faq(question.pk, MEASURING, ANSWER, topic=question.about_title, by=cast.filip, at=at)


def _waiting(project: Project, about: Subject, cast: Cast, at: datetime) -> None:
    _ask(
        project, cast.anna, Desk.CONTENT, "Czy pismo do mieszkańca może zaczynać się od „Dzień dobry”?",
        "Kierownik mówi, że to niepoważne. W lekcji jest taki przykład. Co odpowiedzieć?", at - timedelta(hours=20), about,
    )  # fmt: skip
    _ask(
        project, cast.bogdan, Desk.CONTENT, "Kiedy odbędą się spotkania w urzędzie?",
        "Chcę zarezerwować salę. Czy znany jest już tydzień?", at - timedelta(days=6),
    )  # fmt: skip


def _technical(project: Project, cast: Cast, at: datetime) -> None:
    _ask(
        project, cast.anna, Desk.SUPPORT, "Film w lekcji nie ma dźwięku", "Na innym komputerze dźwięk jest.",
        at - timedelta(hours=3),
    )  # fmt: skip
    passed = _ask(
        project, cast.bogdan, Desk.SUPPORT, "Raport otwiera się bez polskich liter",
        "Plik CSV w starym arkuszu pokazuje krzaczki zamiast „ą” i „ę”.", at - timedelta(days=2),
    )  # fmt: skip
    with seated(cast.henryk):
        asking.escalate(passed.pk, by=cast.henryk, at=at - timedelta(days=1))


def _held(project: Project, asker: Person, at: datetime) -> None:
    letter = EmailMessage()
    letter["From"] = "Anna <anna.prywatnie@poczta.example>"
    letter["Subject"] = "Termin zadania"
    letter["Message-ID"] = "<prywatny-1@poczta.example>"
    letter.set_content(LETTER)
    raw = letter.as_bytes()
    with seated(SYSTEM):
        IncomingMail.objects.create(
            once="demo", envelope_from="anna.prywatnie@poczta.example", envelope_to="pytanie@pytania.example",
            received_at=at, size=len(raw), raw=raw, fate=MailFate.HELD, why="Nie znamy nadawcy.", project=project,
            sender="anna.prywatnie@poczta.example", sender_name="Anna", subject="Termin zadania",
        )  # fmt: skip


def _contacts(project: Project, offices: Mapping[str, Office], cast: Cast, at: datetime) -> None:
    today = timezone.localdate(at)
    said = (
        ("Zalesie", "call", 12, "Bogdan Maj", "Szkolenie PDU zaczną po rozliczeniu podatków. Listę osób przyślą w piątek.", 3),
        ("Zalesie", "visit", 40, "sekretarz gminy", "Plan szkoleń na rok, sala na 20 osób, rzutnik jest na miejscu.", None),
        ("Lipniki", "mail", 5, "", "Proszą o przesunięcie terminu zadania o tydzień.", -1),
        ("Olszany", "online", 20, "kierownik referatu", "Zaczynają od „Prostego języka”. Wrócimy do rozmowy po pierwszym teście.", 10),
    )  # fmt: skip
    with seated(cast.filip):
        for number, (name, kind, ago, whom, agreed, ahead) in enumerate(said):
            contacts.note_contact(
                offices[name].pk, project_id=project.pk, kind=kind, on=today - timedelta(days=ago), with_whom=whom,
                agreed=agreed, next_on=None if ahead is None else today + timedelta(days=ahead),
                once=UUID(int=number + 1), by=cast.filip, at=at - timedelta(days=ago),
            )  # fmt: skip
