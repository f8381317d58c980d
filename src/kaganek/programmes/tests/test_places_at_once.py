"""Six people of one office whom the platform knows already want its last place in the same moment.

Lists of employees also wait for each other at the office itself; here the lock on the places decides alone.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from tests import databases, live
from tests.cast import Cast, assemble

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.models import Person
from kaganek.people.tests.factories import make_person
from kaganek.programmes.models import Enrolment, Participation
from kaganek.programmes.services.enrolment import PlacesExhausted, enrol

PEOPLE = 6
PAUSE = 0.4  # seconds between what was read and what is written
PLACE_LOCK = re.compile(r'(FROM "programmes_participation".*?)\s+FOR (?:NO KEY )?UPDATE[\w\s",]*$', re.DOTALL)


def thinking(execute: Callable[..., Any], text: str, params: Any, many: bool, context: Any) -> Any:
    """A server that takes its time before it writes an enrolment."""
    if text.startswith('INSERT INTO "programmes_enrolment"'):
        time.sleep(PAUSE)
    return execute(text, params, many, context)


def careless(execute: Callable[..., Any], text: str, params: Any, many: bool, context: Any) -> Any:
    """The same, and the places are not locked."""
    return thinking(execute, PLACE_LOCK.sub(r"\1", text), params, many, context)


def race(cast: Cast, people: list[Person], wrapper: Callable[..., Any]) -> tuple[Counter[str], int]:
    """What each of the six was told, and how many take part now."""
    start = Barrier(len(people))

    def enter(person: Person) -> str:
        try:
            with transaction.atomic(), seated(SYSTEM), connection.execute_wrapper(wrapper):
                start.wait(10)
                enrol([person.pk], project_id=cast.project.pk, by=SYSTEM, at=timezone.now())
                return "in"
        except PlacesExhausted:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as hands:
        told = Counter(hands.map(enter, people))
    with seated(SYSTEM):
        return told, Enrolment.objects.filter(office=cast.zalesie, left_at=None).count()


def last_place(name: str, wrapper: Callable[..., Any]) -> tuple[Counter[str], int]:
    """Anna has one of two places; six others want the second."""
    with databases.clone(name) as made, live.inside(made):
        with seated(SYSTEM):
            cast = assemble()
            people = [make_person(cast.zalesie) for _ in range(PEOPLE)]
            Participation.objects.filter(office=cast.zalesie).update(place_limit=2)
        return race(cast, people, wrapper)


def test_the_last_place_is_given_once(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        assert last_place("places_at_once", thinking) == (Counter({"refused": PEOPLE - 1, "in": 1}), 2)


def test_without_the_lock_on_the_places_it_would_be_given_again(django_db_setup, django_db_blocker) -> None:
    with django_db_blocker.unblock():
        told, taken = last_place("places_careless", careless)

    assert told["in"] > 1
    assert taken > 2
