from __future__ import annotations

import pytest

from kaganek.communication.models import Space
from kaganek.communication.tests import factories
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.terms import Role
from kaganek.people.tests.factories import give_role, make_office, make_person
from kaganek.programmes.tests.factories import make_participation


@pytest.fixture
def third(cast):
    """An office of the project that is in no group unless told."""
    with seated(SYSTEM):
        office = make_office(name="Dąbie", teryt="080101")
        make_participation(cast.project, office)
        person = make_person(office, login="dariusz", first_name="Dariusz", last_name="Sum")
        give_role(person, Role.SUPERVISOR)
    return office


@pytest.fixture
def group(cast, third) -> Space:
    """Zalesie and Borki exchange; Dąbie does not."""
    factories.open_spaces()
    return factories.make_exchange(cast.project, cast.zalesie, cast.borki)


@pytest.fixture
def home(cast, group) -> Space:
    """The space of Zalesie."""
    with seated(SYSTEM):
        return Space.objects.get(office=cast.zalesie)


@pytest.fixture
def wide(cast, group) -> Space:
    """The space of the project."""
    with seated(SYSTEM):
        return Space.objects.get(kind="project", project=cast.project)


@pytest.fixture
def topic(cast, group):
    return factories.make_topic(group, cast.seat("anna"))
