"""The made-up country d33 as a database of its own, and what each of its roles may see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from kaganek.core.seats import ANONYMOUS, SYSTEM, Seat, seated
from kaganek.people.models import Account
from kaganek.site.dataset import canary
from kaganek.site.dataset.banks import PROGRAMME
from tests import databases, live
from tests.isolation import questions, sent_reports, settled, talks, walls
from tests.isolation.sent_reports import seat_of

SEED = 33
# Office 7 is in two projects; office 0 is in the second, office 4 in the first (the big one).
LOGINS = {
    "learner": "p0004.0000",
    "supervisor": "o0004",
    "office_coordinator": "u0004",
    "it_admin": "i0004",
    "supervisor of a shared office": "o0007",
    "coordinator": "k01",
    "coordinator of a small project": "k02",
    "consultant": "c01",
    "expert": "e1",
    "auditor": "a1",
    "supplier": "s1",
    "operator": "n1",
}
PASSER_BY = "passer-by"  # has not signed in


def template() -> str:
    """Name of the database that holds d33, built when this state of the code has none."""
    return databases.filled("d33", _fill, by=databases.of_site())


def _fill(database: str) -> None:
    size = ("--size", "d33", "--seed", str(SEED), "--json")
    databases.run(database, "-m", "kaganek.site.cli", "dataset", *size)


@contextmanager
def opened(name: str) -> Iterator[None]:
    """This process's connection works on a copy of d33 until the block ends."""
    with databases.clone(name, source=template()) as made, live.inside(made):
        _leave_notes()
        _leave_reports()
        _leave_indicators()
        yield


def _leave_notes() -> None:
    """Deadlines move and move back, so that sums wait to be made anew (learning.ProgressChange)."""
    with seated(SYSTEM):
        for days in (1, -1):
            _said("UPDATE learning_courseprogress SET due_on = due_on + %s", days)


def _leave_reports() -> None:
    """Reports that people of several places saved and were sent, each named with the word of its place."""
    for login in ("o0000", "o0004", "o0007", "k01", "k02"):
        seat = seat_of(login)
        word = canary(SEED, f"P{login[1:]}" if login.startswith("k") else login[1:])
        sent_reports.send(seat, f"Postęp {word}", at=timezone.now())


def _leave_indicators() -> None:
    """An indicator of two projects, named with the word of its own, frozen for one period and counted in the next."""
    for login in ("k01", "k02"):
        settled.settle(seat_of(login), canary(SEED, f"P{login[1:]}"), at=timezone.now())


def _said(statement: str, *params: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)


@dataclass
class Viewer:
    """One role of the country: its account, its seat, the canaries it may meet, the people it may not."""

    role: str
    account: Account | None  # None: somebody who has not signed in
    seat: Seat
    allowed: set[str] = field(default_factory=set)
    strangers: set[str] = field(default_factory=set)  # names and addresses, lower case


def viewers() -> list[Viewer]:
    return [_viewer(role, login) for role, login in LOGINS.items()]


def _viewer(role: str, login: str) -> Viewer:
    account, seat = Account.objects.get(login=login), seat_of(login)
    return Viewer(role, account, seat, allowed(seat), strangers(seat))


def passer_by() -> Viewer:
    """Somebody who has not signed in: of all words only those in the names of projects with a published report."""
    with seated(SYSTEM):
        published = _rows(
            "SELECT name FROM programmes_project WHERE id IN"
            " (SELECT project_id FROM reporting_reportissue WHERE published_at IS NOT NULL)"
        )
    words = {name.rpartition(" ")[2] for (name,) in published}
    return Viewer(PASSER_BY, None, ANONYMOUS, words, strangers(ANONYMOUS))


def _rows(query: str, *params: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return cursor.fetchall()


def allowed(seat: Seat) -> set[str]:
    """Canaries a seat may meet, worked out from the tables alone and not from the product's rules.

    An office's people: the office's own and its projects'. A project's people: its own and those of
    the offices in it, and the programme's bank of questions; a consultant's: of the project, that bank and the
    offices assigned to them. The centre: everything but talks. Content editors: that bank. Strangers: nothing.
    The platform's suppliers are named to those who read a question that is theirs to answer (`questions.words`).
    Besides, everyone the words of the spaces they read and of their own conversations (`talks.words_of`).
    """
    with seated(SYSTEM):
        # five pairs of offices share a name, so an office's word comes from its agreement
        agreed = _rows("SELECT office_id, project_id, agreement_ref FROM programmes_participation")
        projects = dict(_rows("SELECT id, substr(code, 2)::int FROM programmes_project"))
    word = {office: ref.rpartition("/")[2] for office, _, ref in agreed}
    centre, bank = canary(SEED, "CENTRALA"), canary(SEED, PROGRAMME)
    with seated(SYSTEM):
        asked = questions.words(seat, SEED)
    if seat.role in ("auditor", "supplier", "operator"):  # nothing of what people write to each other
        return asked | {
            *word.values(),
            *(canary(SEED, f"P{n:02d}") for n in projects.values()),
            centre,
            bank,
            canary(SEED, "DOSTAWCA"),
        }
    with seated(SYSTEM), walls.as_owner():
        talked = talks.words_of(seat) | asked
    if seat.role == "expert":
        return {centre, bank} | talked
    if seat.role == "consultant":
        own, shared = set(given(seat)), set(seat.projects or ())
    elif seat.projects is None:
        own = set(seat.offices or ())
        shared = {project for office, project, _ in agreed if office in own}
    else:
        shared = set(seat.projects)
        own = {office for office, project, _ in agreed if project in shared}
    common = set() if seat.projects is None else {bank}  # the programme's questions are no office's to read
    return (
        common
        | talked
        | {word[office] for office in own}
        | {canary(SEED, f"P{projects[p]:02d}") for p in shared}
    )


def given(seat: Seat) -> list[int]:
    """Offices assigned to a consultant, from the table and not from the seat."""
    with seated(SYSTEM):
        rows = _rows(
            "SELECT office_id FROM people_advisedoffice WHERE ended_at IS NULL AND membership_id = %s",
            seat.membership_id,
        )
    return [office for (office,) in rows]


def strangers(seat: Seat) -> set[str]:
    """Names and addresses that a seat of one office must never meet, whatever canary they carry.

    Its own office's people are known to office staff, and the office's staff to a learner; to a consultant
    those of the offices assigned to them who are in the project; an office's consultants to all of it. Everyone
    else is a stranger: people and staff of other offices, and the people of its own projects; but not who wrote in a
    space that the seat reads.
    """
    if seat.offices is None:
        return set()
    known = "office_id = ANY(%s)" if seat.persons is None else "office_id = ANY(%s) AND is_contact"
    offices = list(seat.offices)
    if seat.role == "consultant":
        offices, known = given(seat), f"{known} AND project_ids && '{{{seat.projects[0]}}}'"
    known = f"{known} OR id IN (SELECT adviser_id FROM people_advisedoffice WHERE office_id = ANY(%s))"
    with seated(SYSTEM):
        rows = _rows(
            f"SELECT last_name, first_name, email FROM people_person"
            f" WHERE id <> %s AND ({known}) IS NOT TRUE",
            seat.person_id or 0, offices, offices,
        )  # fmt: skip
        met = _rows(
            f"SELECT last_name, first_name FROM people_person WHERE id = %s OR ({known})",
            seat.person_id, offices, offices,
        )  # fmt: skip
        with walls.as_owner():
            said = _rows(
                "SELECT last_name, first_name FROM people_person WHERE id = ANY(%s)",
                sorted(talks.authors_in(seat)),
            )
    namesakes = {" ".join(row) for row in [*met, *said]}
    return {
        word.lower()
        for last, first, email in rows
        for word in (f"{last}, {first}", f"{first} {last}", email)
        if f"{last} {first}" not in namesakes
    }
