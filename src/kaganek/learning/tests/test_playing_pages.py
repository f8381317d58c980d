from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, account_door, seated
from kaganek.learning.forms import playing as forms
from kaganek.learning.models import Package, PackageAttempt
from kaganek.learning.tests.factories import make_course, make_path, make_progress
from kaganek.learning.tests.playing import make_package, make_package_course
from kaganek.people.models import Session

STATUS = "cmi.core.lesson_status"
CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


@pytest.fixture
def package(cast: Cast) -> Package:
    with seated(SYSTEM):
        made = make_package(parts=[{"title": "Wstęp"}, {"title": "Sprawdzian"}])
        make_progress(cast.enrolments["anna"], make_package_course(made))
    return made


def items(package: Package) -> list[int]:
    with seated(SYSTEM):
        return list(package.items.order_by("position").values_list("pk", flat=True))


def begin(client: Client, package: Package, part: int = 0) -> dict[str, Any]:
    response = client.post(reverse("learning:package_begin", args=[package.pk, items(package)[part]]))
    assert response.status_code == 200
    return response.json()


def said(ticket: str, sequence: int = 1, *, kind: str = "commit", **values: str) -> dict[str, Any]:
    told = {"values": values, "faults": [{"call": "GetValue", "element": "cmi.x", "value": "", "code": 201}]}
    return {"ticket": ticket, "sequence": sequence, "kind": kind, "said": json.dumps(told)}


def state_of(package: Package) -> dict[str, str]:
    with seated(SYSTEM):
        return PackageAttempt.objects.filter(package=package).latest("pk").state


@pytest.mark.parametrize("odd", ["\x00", "\ud800", "ą\x00" * 200])
def test_signs_that_no_text_keeps_lose_nothing_else(
    client: Client, cast: Cast, package: Package, odd: str
) -> None:
    """A package that says them: its other values are kept, and what could not be taken is in the log."""
    client.force_login(cast.account("anna"))
    begun = begin(client, package)
    save = reverse("learning:package_save")
    told = {
        "values": {STATUS: "completed", "cmi.suspend_data": odd},
        "faults": [{"call": odd, "element": odd, "value": odd, "code": 201}],
    }
    message = {"ticket": begun["ticket"], "kind": "commit", "said": json.dumps(told)}
    unknown = message | {"said": json.dumps({"values": {f"cmi.{odd}": "x"}, "faults": []})}

    kept = client.post(save, message | {"sequence": 1})
    refused = client.post(save, unknown | {"sequence": 2})

    assert (kept.status_code, kept.json()["state"], refused.status_code) == (200, "saved", 200)
    assert refused.json()["state"] == "refused"
    assert state_of(package)[STATUS] == "completed"
    assert "cmi.suspend_data" not in state_of(package) or state_of(package)["cmi.suspend_data"] == ""


@pytest.mark.parametrize(
    ("who", "status"),
    [("anna", 200), ("cezary", 404), ("bogdan", 403), ("celina", 403), ("dorota", 403), ("ewa", 403)],
)
def test_only_who_takes_the_course_plays(
    client: Client, cast: Cast, package: Package, who: str, status: int
) -> None:
    client.force_login(cast.account(who))

    assert client.get(reverse("learning:play", args=[package.pk])).status_code == status
    address = reverse("learning:package_begin", args=[package.pk, items(package)[0]])
    assert client.post(address).status_code == status


def words(client: Client, package: Package, **asked: Any) -> str:
    page = client.get(reverse("learning:play", args=[package.pk]), asked).content.decode()
    return page.replace("\xa0", " ")


def test_the_page_shows_the_parts_and_the_frame(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("anna"))
    first, second = items(package)

    page = words(client, package)
    other = words(client, package, czesc=second)

    assert "Część 1 z 2: Wstęp" in page
    assert "Następna część: Sprawdzian" in page
    assert f'data-begin="{reverse("learning:package_begin", args=[package.pk, second])}"' in other
    assert 'sandbox="allow-scripts allow-forms allow-popups allow-modals allow-downloads"' in page
    for wrong in ("x", "9" * 30, str(first)):
        assert "Część 1 z 2" in words(client, package, czesc=wrong)


def test_a_closed_course_leads_to_its_page(client: Client, cast: Cast) -> None:
    with seated(SYSTEM):
        package = make_package()
        before, after = make_course(), make_package_course(package)
        for course in (before, after):
            make_progress(cast.enrolments["anna"], course)
        make_path(cast.enrolments["anna"], [before, after], in_order=True)
    client.force_login(cast.account("anna"))

    assert client.get(reverse("learning:play", args=[package.pk])).status_code == 302
    assert begin(client, package) == {"state": "locked"}


def test_what_the_page_sends_is_kept_and_answered(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("anna"))
    begun = begin(client, package)
    assert (begun["origin"], begun["launch"]["version"]) == ("null", "1.2")
    assert begun["launch"]["state"]["cmi.core.student_name"] == "Wrona, Anna"
    save = reverse("learning:package_save")

    first = client.post(save, said(begun["ticket"], 2, **{STATUS: "completed"})).json()
    again = client.post(save, said(begun["ticket"], 2, **{STATUS: "completed"})).json()
    begin(client, package)
    late = client.post(save, said(begun["ticket"], 3, **{STATUS: "failed"})).json()

    assert (first["state"], first["words"], first["aside"]) == ("saved", "ukończona", 0)
    assert (again["state"], again["replayed"]) == ("older", True)
    assert late["state"] == "taken"
    assert state_of(package)[STATUS] == "completed"


def test_the_ticket_of_another_person_opens_nothing(client: Client, cast: Cast, package: Package) -> None:
    client.force_login(cast.account("anna"))
    ticket = begin(client, package)["ticket"]
    client.force_login(cast.account("cezary"))

    assert client.post(reverse("learning:package_save"), said(ticket)).status_code == 404


@pytest.mark.parametrize("change", [
    {"ticket": "nasz"}, {"sequence": "0"}, {"sequence": "x"}, {"kind": "passed"}, {"said": "{"},
    {"said": "[" * 5000}, {"said": "[]"}, {"said": '{"values": {"a": 5}}'}, {"said": '{"values": ["a"]}'},
])  # fmt: skip
def test_what_our_page_never_sends_is_refused(
    client: Client, cast: Cast, package: Package, change: dict[str, str]
) -> None:
    client.force_login(cast.account("anna"))
    body = said(begin(client, package)["ticket"]) | change

    assert client.post(reverse("learning:package_save"), body).status_code == 400
    assert client.post(reverse("learning:package_last_words"), body).status_code == 400


def test_last_words_come_without_a_cookie_while_the_person_is_signed_in(
    client: Client, cast: Cast, package: Package
) -> None:
    client.force_login(cast.account("anna"))
    ticket = begin(client, package)["ticket"]
    stranger, address = Client(), reverse("learning:package_last_words")

    with CaptureQueriesContext(connection) as asked:
        response = stranger.post(address, said(ticket, 5, kind="hide", **{"cmi.suspend_data": "koniec"}))
    assert response.status_code == 204
    assert state_of(package)["cmi.suspend_data"] == "koniec"
    # eight, and the seat of the test around it taken on again
    assert len([one for one in asked.captured_queries if not (one["sql"] or "").startswith(CONTROL)]) <= 9

    with account_door():
        Session.objects.all().delete()
    assert stranger.post(address, said(ticket, 6, **{"cmi.suspend_data": "po"})).status_code == 403
    assert state_of(package)["cmi.suspend_data"] == "koniec"


def test_an_old_ticket_opens_nothing(
    client: Client, cast: Cast, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(cast.account("anna"))
    ticket = begin(client, package)["ticket"]
    monkeypatch.setattr(forms, "LASTS", timedelta(seconds=-1))

    assert client.post(reverse("learning:package_save"), said(ticket)).status_code == 400


def test_faults_of_the_browser_are_cut_to_what_the_log_keeps() -> None:
    told = [
        {"call": "x" * 900, "element": "y" * 900, "value": "z" * 900, "code": 401},
        {"code": "401"},
        "nic",
    ]

    assert [{key: len(str(value)) for key, value in one.items()} for one in forms._faults(told)] == [
        {"call": 40, "element": 255, "value": 100, "code": 3}
    ]
    assert forms._faults({"call": 1}) == []
    assert len(forms._faults([{"code": 1}] * 90)) == forms.MOST_FAULTS


def test_without_a_session_the_script_is_told_by_the_way_to_sign_in(client: Client, package: Package) -> None:
    assert client.post(reverse("learning:package_save"), {}).status_code == 302


def test_an_ordinary_message_costs_at_most_eight_statements(
    client: Client, cast: Cast, package: Package
) -> None:
    client.force_login(cast.account("anna"))
    ticket = begin(client, package)["ticket"]
    save = reverse("learning:package_save")
    client.post(save, said(ticket, 1, **{STATUS: "incomplete"}))

    with CaptureQueriesContext(connection) as asked:
        client.post(save, said(ticket, 2, **{STATUS: "incomplete", "cmi.suspend_data": "2"}))

    words = [one["sql"] for one in asked.captured_queries if not (one["sql"] or "").startswith(CONTROL)]
    assert len(words) <= 8, words
