"""Chats of the demonstration: an exchange group of two offices with a room, where people talk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

from kaganek.communication.models import Space
from kaganek.communication.services.chat import say, take_back
from kaganek.communication.services.chat_rooms import RoomFacts, open_room
from kaganek.communication.services.spaces import make_group, open_due_spaces
from kaganek.communication.terms import SpaceKind
from kaganek.core.seats import Seat, seated
from kaganek.people.models import Office
from kaganek.programmes.models import Project

GROUP = "Obsługa mieszkańca: Zalesie i Borki"
ROOM = "Prosty język w naszych pismach"
# who, how many minutes before the loading, what
LINES = (
    (
        "dorota",
        1560,
        "Dzień dobry! To pokój dla Zalesia i Borek. Pytajcie śmiało, zaglądam tu codziennie rano.",
    ),
    ("bogdan", 1548, "Dzień dobry. U nas najgorzej idzie z wezwaniami do uzupełnienia wniosku."),
    ("celina", 1541, "U nas to samo. Mieszkańcy dzwonią i pytają, co właściwie mają dosłać."),
    (
        "bogdan",
        1537,
        "Spróbowaliśmy zacząć od listy: co, do kiedy, gdzie. Podstawa prawna jest teraz na końcu.",
    ),
    ("celina", 1530, "I co na to prawnik?"),
    ("bogdan", 1526, "Zgodził się, bo nic nie zginęło. Telefonów jest mniej, tak na oko o połowę."),
    ("anna", 190, "Mogę podesłać nasz wzór po poprawkach, jest krótszy o pół strony."),
    ("celina", 184, "Poproszę! Przymierzymy go do naszych wezwań."),
    ("celina", 183, "Mój numer prywatny to…"),
    ("dorota", 170, "Wzór wrzućcie do tematu na forum grupy, wtedy łatwiej go później znaleźć."),
)
WITHDRAWN = 8  # the line that its author took back


def write_chats(
    project: Project, offices: Mapping[str, Office], seats: Mapping[str, Seat], *, at: datetime
) -> None:
    """A group of two offices, its room with quiet hours, and a conversation; one line was taken back."""
    open_due_spaces(at=at - timedelta(days=3))
    dorota, begun = seats["dorota"], at - timedelta(days=2)
    inside = [offices[name].pk for name in ("Zalesie", "Borki")]
    with seated(dorota):
        group = Space.objects.filter(project=project, kind=SpaceKind.GROUP, title=GROUP).first()
        group = group or make_group(project.pk, title=GROUP, office_ids=inside, by=dorota, at=begun)
        room = open_room(group.pk, RoomFacts(ROOM, time(18), time(7)), by=dorota, at=begun)
    for number, (name, ago, text) in enumerate(LINES):
        when, key = at - timedelta(minutes=ago), uuid5(NAMESPACE_URL, f"kaganek:demo:{number}")
        with seated(seats[name]):
            line = say(room.pk, text, key=key, by=seats[name], at=when)
            if number == WITHDRAWN:
                take_back(line.pk, by=seats[name], at=when + timedelta(minutes=1))
