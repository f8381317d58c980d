"""A page of another role: refused, and offered in the role that opens it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import account_door
from kaganek.people.models import Membership
from kaganek.people.terms import Role


@pytest.fixture
def supervising(client: Client, cast: Cast) -> int:
    """Henryk at work as his office's administrator; the id of his other role, in which he looks after people."""
    client.force_login(cast.account("henryk"))
    client.post(reverse("people:switch_seat"), {"seat": cast.seat("henryk").membership_id})
    with account_door():
        return Membership.policed.get(person=cast.person("henryk").pk, role=Role.SUPERVISOR).pk


def test_a_page_of_another_own_role_is_opened_in_it(client: Client, supervising: int) -> None:
    page = reverse("learning:works") + "?q=a"
    refused = client.get(page)
    assert refused.status_code == 403
    assert f'name="seat" value="{supervising}"' in refused.content.decode()
    assert f'name="next" value="{page}"' in refused.content.decode()
    answer = client.post(reverse("people:switch_seat"), {"seat": supervising, "next": page}, follow=True)
    assert (answer.status_code, answer.redirect_chain) == (200, [(page, 302)])


@pytest.mark.parametrize("wanted", ["https://zly.example/", "//zly.example/", "/\\zly.example", ""])
def test_a_change_of_role_leads_nowhere_else(client: Client, supervising: int, wanted: str) -> None:
    answer = client.post(reverse("people:switch_seat"), {"seat": supervising, "next": wanted})
    assert answer.headers["Location"] == "/"


def test_a_deed_is_not_carried_over(client: Client, supervising: int) -> None:
    sent = client.post(reverse("learning:work_due", args=[1]), {})
    assert (sent.status_code, "Otwórz jako" in sent.content.decode()) == (403, False)


def test_who_has_no_such_role_is_offered_none(client: Client, cast: Cast) -> None:
    client.force_login(cast.account("bogdan"))
    refused = client.get(reverse("learning:own_courses"))
    assert (refused.status_code, "Otwórz jako" in refused.content.decode()) == (403, False)
