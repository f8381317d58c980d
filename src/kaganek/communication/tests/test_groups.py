"""Pages of exchange groups: only the project's coordinator makes them, of offices of the project."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kaganek.communication.models import Space
from kaganek.core.seats import SYSTEM, seated


def offices_in(group: Space) -> set[int]:
    with seated(SYSTEM):
        return set(Space.objects.get(pk=group.pk).office_ids)


@pytest.mark.rule("C-32")
def test_a_coordinator_makes_a_group_and_changes_it(client, cast, third) -> None:
    client.force_login(cast.account("dorota"))
    address = reverse("communication:new_group", args=[cast.project.code])
    answer = client.post(address, {"title": "Małe urzędy", "offices": [cast.zalesie.pk, cast.borki.pk]})
    with seated(SYSTEM):
        group = Space.objects.get(title="Małe urzędy")
    assert answer.headers["Location"] == reverse("communication:space", args=[group.pk])
    again = client.post(address, {"title": "Małe urzędy", "offices": [cast.zalesie.pk, cast.borki.pk]})
    assert again.headers["Location"] == answer.headers["Location"]
    with seated(SYSTEM):
        Space.objects.filter(pk=group.pk).update(closed_at=group.opened_at)
    assert (
        client.post(
            address, {"title": "Małe urzędy", "offices": [cast.zalesie.pk, cast.borki.pk]}
        ).status_code
        == 422
    )
    with seated(SYSTEM):
        Space.objects.filter(pk=group.pk).update(closed_at=None)
    assert (
        client.post(address, {"title": "Małe urzędy", "offices": [cast.zalesie.pk, third.pk]}).status_code
        == 422
    )
    page = reverse("communication:group", args=[group.pk])
    assert client.get(page).status_code == 200
    client.post(page, {"offices": [cast.zalesie.pk, third.pk]})
    assert offices_in(group) == {cast.zalesie.pk, third.pk}
    asked = client.post(reverse("communication:close_group", args=[group.pk]), {}).content.decode()
    assert "Zamknąć grupę „Małe urzędy”?" in asked.replace("\xa0", " ")
    with seated(SYSTEM):
        assert Space.objects.get(pk=group.pk).closed_at is None
    client.post(reverse("communication:close_group", args=[group.pk]), {"confirmed": "1"})
    with seated(SYSTEM):
        assert Space.objects.get(pk=group.pk).closed_at


@pytest.mark.rule("C-32")
@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "", "offices": []}, "Wpisz nazwę grupy."),
        ({"title": "Jeden", "offices": ["zalesie"]}, "Zaznacz co najmniej dwa urzędy."),
        ({"title": "Wymiana doświadczeń", "offices": ["zalesie", "borki"]}, "jest już grupa o tej nazwie"),
        ({"title": "Obcy", "offices": ["zalesie", "987654321"]}, "Urzędy w grupie"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_makes_nothing(client, cast, group, data, said: str) -> None:
    ids = {"zalesie": cast.zalesie.pk, "borki": cast.borki.pk}
    client.force_login(cast.account("dorota"))
    answer = client.post(
        reverse("communication:new_group", args=[cast.project.code]),
        data | {"offices": [ids.get(one, one) for one in data["offices"]]},
    )
    assert answer.status_code == 422
    assert said in answer.content.decode().replace("\xa0", " ").replace("&nbsp;", " ")
    with seated(SYSTEM):
        assert Space.objects.filter(kind="group").count() == 1


@pytest.mark.rule("C-32")
@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("anna", 403),
        ("bogdan", 403),
        ("janina", 403),
        ("filip", 403),
        ("daniel", 404),
        ("grazyna", 403),
        ("dorota", 200),
    ],
)
def test_nobody_else_makes_or_changes_one(client, cast, group, who: str, status: int) -> None:
    client.force_login(cast.account(who))
    for address in (
        reverse("communication:new_group", args=[cast.project.code]), reverse("communication:group", args=[group.pk]),
    ):  # fmt: skip
        assert client.get(address).status_code == status
        assert client.post(address, {"offices": [cast.borki.pk]}).status_code in (status, 422)
    assert offices_in(group) == {cast.zalesie.pk, cast.borki.pk}


def test_the_list_of_groups_takes_the_same_number_of_statements_however_long(
    client, cast, group, third
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from kaganek.communication.tests.factories import make_exchange

    client.force_login(cast.account("dorota"))
    counts = []
    for n in range(2):
        client.get(reverse("communication:groups"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("communication:groups")).status_code == 200
        counts.append(len(asked))
        if not n:
            for title in ("Druga", "Trzecia"):
                make_exchange(cast.project, cast.borki, third, title=title)
    assert counts[0] == counts[1]
