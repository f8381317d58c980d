"""The demonstration's forum: a group of two offices with a question and its answer, talks at home, two messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from kaganek.communication.models import Space, Topic
from kaganek.communication.services.forum.moderation import keep_order
from kaganek.communication.services.forum.posting import mark_answer, open_topic, reply
from kaganek.communication.services.messages import open_conversation, send_message
from kaganek.communication.services.spaces import make_group, open_due_spaces
from kaganek.communication.terms import Measure, SpaceKind
from kaganek.core.seats import Seat, seated
from kaganek.people.models import Office
from kaganek.programmes.models import Project

GROUP = "Obsługa mieszkańca: Zalesie i Borki"
QUESTION = """Dzień dobry. Od stycznia chcemy podawać na stronie **średni czas oczekiwania** przy okienku.

Nie mamy biletomatu. Jak to robicie u siebie:
- kartka i długopis przy okienku,
- znacznik w systemie dziedzinowym,
- jeszcze inaczej?"""
ANSWER = """U nas działa prosty sposób. Przez dwa tygodnie w kwartale:

1. przy wejściu wydajemy kartonik z godziną,
2. przy okienku urzędnik dopisuje drugą godzinę,
3. pod koniec dnia wpisujemy obie do arkusza.

Tyle wystarcza, żeby zobaczyć godziny szczytu. Mieszkańcom podajemy wynik zaokrąglony do 5 minut."""
THANKS = """> Przez dwa tygodnie w kwartale

Dziękuję, od tego zaczniemy. Dwa tygodnie to mniej, niż myślałam."""
WELCOME = (
    "To miejsce dla wszystkich urzędów projektu. Pytania o jedno szkolenie zadawaj na forum tego szkolenia."
)
AT_HOME = "Czy ktoś ma nasz wzór wezwania po skróceniu? Ten z sekretariatu ma jeszcze dwie strony."


def write_forum(
    project: Project, offices: Mapping[str, Office], seats: Mapping[str, Seat], *, at: datetime
) -> None:
    """Open the spaces and write in them, by the deeds of the product.

    seats   of Anna, Bogdan, Celina, Dorota and Filip.
    """
    open_due_spaces(at=at - timedelta(days=30))
    anna, bogdan, celina, dorota, filip = (
        seats[name] for name in ("anna", "bogdan", "celina", "dorota", "filip")
    )
    inside = [offices["Zalesie"].pk, offices["Borki"].pk]
    with seated(dorota):
        group = make_group(project.pk, title=GROUP, office_ids=inside, by=dorota, at=at - timedelta(days=20))
        whole = Space.objects.get(kind=SpaceKind.PROJECT, project=project)
    welcome = _topic(whole, dorota, "Od czego zacząć", WELCOME, at=at - timedelta(days=19))
    with seated(dorota):
        keep_order(welcome.pk, Measure.PIN, reason="Powitanie", by=dorota, at=at - timedelta(days=19))
    question = _topic(group, anna, "Jak mierzycie czas oczekiwania?", QUESTION, at=at - timedelta(days=3))
    _reply(question, celina, ANSWER, at=at - timedelta(days=2))
    _reply(question, anna, THANKS, at=at - timedelta(days=1))
    with seated(anna):
        mark_answer(question.pk, 2, by=anna)
        home = Space.objects.get(kind=SpaceKind.OFFICE)
    _topic(home, anna, "Wzór wezwania do uzupełnienia wniosku", AT_HOME, at=at - timedelta(days=4))
    _messages(anna, bogdan, filip, at=at)


def _topic(space: Space, by: Seat, title: str, text: str, *, at: datetime) -> Topic:
    with seated(by):
        return open_topic(space.pk, title=title, text=text, by=by, at=at)


def _reply(topic: Topic, by: Seat, text: str, *, at: datetime) -> None:
    with seated(by):
        reply(topic.pk, text=text, answers=1, by=by, at=at)


def _messages(anna: Seat, bogdan: Seat, filip: Seat, *, at: datetime) -> None:
    with seated(bogdan):
        held = open_conversation([anna.person_id or 0], by=bogdan, at=at - timedelta(hours=20))
        send_message(
            held.pk,
            "Pani Anno, proszę zacząć od szkolenia z prostego języka.",
            by=bogdan,
            at=at - timedelta(hours=20),
        )
    with seated(anna):
        asked = open_conversation([filip.person_id or 0], by=anna, at=at - timedelta(hours=5))
        send_message(
            asked.pk,
            "Czy możemy porozmawiać o zadaniu w przyszłym tygodniu?",
            by=anna,
            at=at - timedelta(hours=5),
        )
