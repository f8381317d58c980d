"""What stands around every page: menu, seats, account, logo strip. Costs no query once the session knows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from kaganek.core.access import may
from kaganek.core.requests import saves_data
from kaganek.core.seats import Seat
from kaganek.lib.strips import row_of
from kaganek.people.models import Person
from kaganek.people.terms import Role
from kaganek.programmes.models import Project
from kaganek.programmes.queries import row_to_draw, running_strip
from kaganek.programmes.terms import Period
from kaganek.site import menu
from kaganek.site.menu import FIRST_PAGE

ICONS = {
    Role.LEARNER: "graduation-cap",
    Role.SUPERVISOR: "users",
    Role.OFFICE_COORDINATOR: "landmark",
    Role.IT_ADMIN: "settings",
}
STRIP = row_of(Period.FERS, ["Organizator"])  # shown before a project's own signs are known
FRAME = "frame"  # session key: who is signed in, for the shell alone
TALK = "Kontakt"
KEEP = 60  # seconds a project's name and signs may be out of date


@dataclass
class Shell:
    """Everything base.html asks for; see core/templates/ui/base.html."""

    kind: str
    subtitle: str = ""
    top: list[dict[str, Any]] = field(default_factory=list)
    side: list[dict[str, Any]] = field(default_factory=list)
    me: dict[str, str] | None = None
    seats: list[dict[str, Any]] = field(default_factory=list)
    seat: dict[str, Any] | None = None
    hero: bool = False
    strip: list[dict[str, Any]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    account_links: list[dict[str, Any]] = field(default_factory=list)
    bell_url: str = ""
    bell: int = 0  # notices not read
    pinned: list[dict[str, Any]] = field(
        default_factory=list
    )  # announcements, on the seat's first page alone
    home_url: str = "/"
    seat_url: str = ""
    logout_url: str = ""
    login_url: str = ""
    statement_url: str = ""  # of accessibility; machines look for it in the head of every page


def shell(request: HttpRequest) -> dict[str, Any]:
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None or request.path_info.startswith("/redakcja/"):
        return {}
    scheme = getattr(request.user, "scheme", "auto")
    return {
        "shell": build(request, seat),
        "scheme": scheme,
        "light": saves_data(request),
        "demo": settings.DEMO,
    }


def build(request: HttpRequest, seat: Seat) -> Shell:
    kind = menu.kind_of(seat)
    frame = _frame(request, seat)
    project = _project(frame.get("project"))
    made = Shell(
        kind,
        subtitle=project["name"],
        strip=project["strip"],
        links=_links(stranger=seat.is_anonymous, demo=settings.DEMO),
    )
    made.statement_url = menu.address("portal:accessibility")
    path = request.path_info
    if kind == "public":
        made.top = _entries(seat.role, menu.PUBLIC, path)
        made.login_url = menu.address("people:sign_in")
        made.hero = path in ("/", menu.address("portal:home"))
        return made
    made.me = {"name": frame["name"], "initials": frame["initials"]}
    made.seat_url, made.logout_url = menu.address("people:switch_seat"), menu.address("people:sign_out")
    made.bell_url, made.bell = menu.address("communication:notices"), getattr(request.session, "unread", 0)
    if path == menu.address(FIRST_PAGE[Role(seat.role)]):
        made.pinned = _pinned(request)
    own = _account_links(card=may(seat, "change", "communication.contactcard"), portal=kind == "participant")
    made.account_links = [{**link, "current": link["href"] == path} for link in own]
    if len(request.seats) > 1:  # type: ignore[attr-defined]
        made.seats = [_seat(one, one.membership_id == seat.membership_id) for one in request.seats]  # type: ignore[attr-defined]
    made.seat = _seat(seat, current=True)
    if kind == "participant":
        made.top = [*_entries(seat.role, menu.PARTICIPANT, path), *_folded(seat.role, path)]
    else:
        made.side = _sides(kind, seat, path, project["name"])
    return made


def _pinned(request: HttpRequest) -> list[dict[str, Any]]:
    """What came with the session and is not over; costs no query."""
    today = timezone.localdate().isoformat()
    return [one for one in getattr(request.session, "pinned", ()) if one["until"] >= today]


def _sides(kind: str, seat: Seat, path: str, project: str) -> list[dict[str, Any]]:
    """The groups of the left column; one entry of all is where we are, the one whose address says most of it."""
    own = seat.place or project or seat.label
    if kind == "office":
        groups = [(own, menu.OFFICE), (TALK, menu.TALK)]
    else:
        groups = [
            (own, menu.PROJECT), ("Osoby i urzędy", menu.PEOPLE), ("Nauka", menu.STUDY), (TALK, menu.TALK),
            ("Treści", menu.CONTENT),
        ]  # fmt: skip
    found: list[dict[str, Any]] = [
        {"name": name, "items": _entries(seat.role, table, path)}
        for name, table in (*groups, ("Portal", menu.PORTAL))
    ]
    here = [item for group in found for item in group["items"] if item["current"]]
    for item in here:
        item["current"] = item["href"] == max((one["href"] for one in here), key=len)
    return [group for group in found if group["items"]]


def _folded(role: str, path: str) -> list[dict[str, Any]]:
    """What does not fit beside the rest of the top bar: one entry that opens."""
    items = _entries(role, menu.TALK, path)
    current = any(item["current"] for item in items)
    return [{"label": TALK, "icon": "messages-square", "items": items, "current": current}] if items else []


def _entries(role: str, table: tuple[menu.Item, ...], path: str) -> list[dict[str, Any]]:
    found = menu.items(role, table)
    best = max((href for _, href, _ in found if path.startswith(href)), key=len, default="")
    return [
        {"label": label, "href": href, "icon": icon, "current": href == best} for label, href, icon in found
    ]


def _seat(seat: Seat, current: bool) -> dict[str, Any]:
    return {
        "id": seat.membership_id,
        "role": seat.label,
        "office": seat.place,
        "icon": ICONS.get(Role(seat.role), "briefcase"),
        "current": current,
    }


def _frame(request: HttpRequest, seat: Seat) -> dict[str, Any]:
    """Name, initials and first project of the person, read once for each session and seat."""
    if seat.is_anonymous:
        return {"project": None}
    kept: dict[str, Any] | None = request.session.get(FRAME)
    if kept and kept["seat"] == seat.membership_id:
        return kept
    made = {"seat": seat.membership_id, "name": str(request.user), "initials": "?", "project": None}
    if person := Person.policed.filter(pk=seat.person_id or 0).first() if seat.role != Role.EXPERT else None:
        made["name"] = person.full_name
        made["initials"] = f"{person.first_name[:1]}{person.last_name[:1]}".upper()
        made["project"] = next(iter(seat.projects or person.project_ids), None)
    else:
        made["name"] = request.user.get_full_name() if hasattr(request.user, "get_full_name") else ""
        made["initials"] = "".join(word[:1] for word in str(made["name"]).split()[:2]).upper()
    request.session[FRAME] = made
    return made


def _project(project_id: int | None) -> dict[str, Any]:
    """Name and signs of a project, without one those of the portal: public facts, kept a minute in this process."""
    key = f"shell.project.{project_id}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        name, strip = "", None
        if project_id is None:
            strip = running_strip(timezone.localdate())
        elif project := Project.objects.filter(pk=project_id).only("name", "strip").first():
            name, strip = project.name, project.strip
        found = {"name": name, "strip": row_to_draw(strip or STRIP)}
        cache.set(key, found, KEEP)
    return found


@lru_cache(maxsize=4)
def _links(*, stranger: bool, demo: bool) -> list[dict[str, str]]:
    rows = [
        ("Deklaracja dostępności", "portal:accessibility"),
        ("Prywatność", "portal:privacy"),
        ("Kontakt i skargi", "portal:contact"),
        ("Pomoc", "portal:help"),
        ("Licencje", "site:licences"),
    ]
    if not stranger:
        rows.insert(2, ("Kto widzi moje dane", "people:who_sees"))
    if demo:
        rows.append(("Niewysłane wiadomości (demonstracja)", "site:mails"))
    return [{"label": label, "href": menu.address(url)} for label, url in rows]


@lru_cache(maxsize=2)
def _account_links(*, card: bool, portal: bool) -> tuple[dict[str, str], ...]:
    rows = [
        ("Moje konto i hasło", "people:account", "settings"),
        *([("Twoja wizytówka", "communication:own_card", "id-card")] if card else []),
        ("Ustawienia powiadomień", "communication:notice_choices", "bell"),
        ("Kto widzi moje dane", "people:who_sees", "eye"),
        *([("Portal programu", "portal:home", "globe")] if portal else []),  # the top bar is full
    ]
    return tuple({"label": label, "href": menu.address(url), "icon": icon} for label, url, icon in rows)
