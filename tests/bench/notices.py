"""`python -m tests.bench.notices`: the day's digests of 3,300 people, from the job's start to the last letter in the outbox.

Each person has five pieces of news that wait for the digest, among 200 offices. Then the letters are written, as the
worker writes them when it sends; the mail server itself is no part of it.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from tests import settings  # noqa: F401  names the state directory before Django reads it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from django.db import connection, reset_queries  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from kaganek.core.models import DigestRun, Letter, Notice, Way  # noqa: E402
from kaganek.core.notices import digests  # noqa: E402
from kaganek.core.outbox import letter_kinds  # noqa: E402
from kaganek.core.seats import SYSTEM, account_door, seated  # noqa: E402
from kaganek.core.written import written  # noqa: E402
from kaganek.people.models import Account, Office, Person  # noqa: E402
from tests import databases  # noqa: E402
from tests.live import inside  # noqa: E402

PEOPLE, OFFICES, NEWS = 3_300, 200, 5
MUST_SECONDS = 60
KIND = "learning.plan_ended"


def fill() -> None:
    """People with addresses, and what waits for their digests."""
    at = timezone.now() - timedelta(hours=3)
    with account_door():
        accounts = Account.objects.bulk_create(
            Account(login=f"bench{n}", password="!") for n in range(PEOPLE)
        )
    with seated(SYSTEM):
        offices = Office.objects.bulk_create(
            Office(
                name=f"Bench {n}", office_name=f"Urząd Gminy Bench {n}", kind="rural", teryt=f"98{n:04d}", voivodeship="14",
                sort_name=f"bench {n:04d}", folded=f"bench {n}",
            )
            for n in range(OFFICES)
        )  # fmt: skip
        people = Person.objects.bulk_create(
            Person(
                account_id=account.pk, login=account.login, first_name="Jan", last_name=f"Bench{n}", created_at=timezone.now(), match_key=f"bench{n}",
                email=f"{account.login}@urzad.example", office=offices[n % OFFICES],
            )
            for n, account in enumerate(accounts)
        )  # fmt: skip
        Notice.policed.bulk_create(list(_news(people, at)), batch_size=2000)
        DigestRun.objects.create(day=timezone.localdate(), started_at=at, total=PEOPLE)


def _news(people: list[Person], at: object) -> Iterator[Notice]:
    for one in people:
        for number in range(NEWS):
            yield Notice(
                kind=KIND, event=f"bench:{number}", person=one.pk, office=one.office_id, way=Way.DIGEST, at=at,
                title=f"Plan numer {number}", url="/nauka/", facts={"course": 1, "title": "Prosty język", "refused": ""},
            )  # fmt: skip


def prepare() -> dict[str, object]:
    """The job itself, and how many statements it says."""
    now = timezone.now()
    reset_queries()
    began, used = time.perf_counter(), time.process_time()
    with CaptureQueriesContext(connection) as said:
        digests.prepare(day=timezone.localdate().isoformat(), at=now.isoformat())
    return {
        "prepared": _letters(), "seconds": round(time.perf_counter() - began, 2),
        "cpu": round(time.process_time() - used, 2), "statements": len(said),
    }  # fmt: skip


def write() -> float:
    """Seconds to write the words of all of them."""
    began = time.perf_counter()
    with seated(SYSTEM):
        for letter in Letter.objects.filter(kind=digests.DIGEST).iterator():
            if written(letter, letter_kinds) is None:
                raise RuntimeError(f"letter {letter.pk} has nothing to say")
    return round(time.perf_counter() - began, 2)


def _letters() -> int:
    with seated(SYSTEM):
        return Letter.objects.filter(kind=digests.DIGEST).count()


def main() -> int:
    with databases.clone("bench_notices") as name, inside(name):
        fill()
        found = prepare()
        found["writing"] = write()
    found["memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    found["load"] = round(os.getloadavg()[0], 1)
    found["must"] = found["prepared"] == PEOPLE and float(str(found["seconds"])) <= MUST_SECONDS
    print(json.dumps(found))
    return 0 if found["must"] else 1


if __name__ == "__main__":
    sys.exit(main())
