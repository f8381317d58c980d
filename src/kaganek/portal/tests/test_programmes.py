"""Pages of projects, the offices that take part, and how long we keep what strangers sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.test_office_pages import expected, statuses
from kaganek.portal.models import Case, JoinRequest, ProgrammePage
from kaganek.portal.services.programmes import MoreThanWhole, PageFacts, show_page, write_page
from kaganek.portal.services.retention import erase_past
from kaganek.portal.terms import Asking, CaseKind, CaseState, RequestState
from kaganek.portal.tests.factories import make_offer, words
from kaganek.programmes.models import Project

FACTS = PageFacts(
    title="Sprawny urząd", lead="Usługi proste i szybkie.", text="Uczymy urzędy.\n\n## Zadania\n\n- szkolenia\n- wsparcie",
    audience="urzędy gmin", effects="Krótsze kolejki.", value_pln=Decimal(1_000_000), eu_pln=Decimal(850_000),
    names_offices=True, title_en="An efficient office", text_en="We teach offices.",
)  # fmt: skip


def written(cast, *, shown: bool = True, facts: PageFacts = FACTS) -> ProgrammePage:
    with seated(SYSTEM):
        write_page(cast.project.pk, facts, by=SYSTEM, at=timezone.now())
        return show_page(cast.project.pk, shown=shown, by=SYSTEM, at=timezone.now())


def test_a_stranger_reads_what_for_whom_when_and_who(client, cast):
    with seated(SYSTEM):
        make_offer(cast.project, "Prosty język w piśmie")
    page = written(cast)

    told = words(client.get(reverse("portal:programme", args=[page.slug])))

    for one in (
        "Sprawny urząd", "urzędy gmin", "<h2>Zadania</h2>", "Krótsze kolejki.", cast.project.operator.office_name,
        "1 000 000,00 zł", "850 000,00 zł", "Prosty język w piśmie",
    ):  # fmt: skip
        assert one in told
    english = words(client.get(reverse("portal:programme_en", args=[page.slug])))
    assert '<div class="kg-prose" lang="en"><p>We teach offices.</p></div>' in english
    for one in ("· under way", "Open for applications (in Polish)", "In short", "PLN 850 000,00"):
        assert one in english
    for one in ("· trwa", "Do czego można się zgłosić", "Nabór do", "W skrócie", "Dla kogo"):
        assert one not in english
    assert "Sprawny urząd" in words(client.get(reverse("portal:programmes")))
    assert "Sprawny urząd" in words(client.get("/"))
    assert reverse("portal:programme", args=[page.slug]) in words(client.get("/sitemap.xml"))
    hits = client.get(reverse("portal:search"), {"q": "kolejkami urzędów"}).context["hits"]
    assert [hit.href for hit in hits] == [reverse("portal:programme", args=[page.slug])]


@pytest.mark.rule("W-23")
def test_a_draft_is_nobodys(client, cast):
    page = written(cast, shown=False)

    assert client.get(reverse("portal:programme", args=[page.slug])).status_code == 404
    assert "Sprawny urząd" not in words(client.get(reverse("portal:programmes")))
    assert words(client.get(reverse("portal:programme_offices"))).count("<li>Urząd") == 0
    assert client.get(reverse("portal:search"), {"q": "kolejkami urzędów"}).context["hits"] == []


@pytest.mark.rule("W-23")
def test_offices_are_named_where_the_project_chose_so_and_nothing_more_is_said(client, cast):
    url = reverse("portal:programme_offices")
    page = written(cast)

    told = words(client.get(url))

    assert cast.zalesie.office_name in told
    assert cast.borki.office_name in told
    assert "Anna" not in told
    written(cast, facts=replace(FACTS, names_offices=False))
    assert cast.zalesie.office_name not in words(client.get(url))
    assert "?program=" not in words(client.get(reverse("portal:programme", args=[page.slug])))


def test_coordinators_write_pages_of_their_own_projects(client, cast):
    desk = reverse("portal:programme_desk")
    url = reverse("portal:programme_edit", args=[cast.project.code])

    assert statuses(client, cast, desk) == expected({"dorota", "daniel", "grazyna"})
    assert statuses(client, cast, url) == expected({"dorota", "grazyna"}, daniel=404)
    client.force_login(cast.account("daniel"))
    assert client.post(url, {}).status_code == 404
    assert (
        client.post(reverse("portal:programme_show", args=[cast.project.code]), {"pokaz": "1"}).status_code
        == 404
    )


def test_a_page_is_written_shown_and_taken_back_in_the_browser(client, cast):
    client.force_login(cast.account("dorota"))
    url = reverse("portal:programme_edit", args=[cast.project.code])
    data = {
        "title": "Sprawny urząd", "lead": "Proste usługi.", "text": "Cele.", "audience": "urzędy", "effects": "",
        "value_pln": "100", "eu_pln": "200", "names_offices": "on", "title_en": "", "text_en": "",
    }  # fmt: skip

    refused = client.post(url, data)
    half = client.post(url, data | {"eu_pln": "85", "title_en": "An office"})
    assert client.post(url, data | {"eu_pln": "85"}).status_code == 302

    assert (refused.status_code, half.status_code) == (422, 422)
    assert "Wkład z Unii nie może być większy niż wartość projektu." in words(refused)
    assert "Wpisz i tytuł, i treść po angielsku." in words(half)
    show = reverse("portal:programme_show", args=[cast.project.code])
    for shown, status in (("1", 200), ("1", 200), ("", 404)):
        client.post(show, {"pokaz": shown})
        assert client.get(reverse("portal:programme", args=[cast.project.code.lower()])).status_code == status


def test_money_that_does_not_add_up_and_foreign_projects_are_refused(cast):
    with seated(SYSTEM), pytest.raises(MoreThanWhole):
        write_page(cast.project.pk, replace(FACTS, eu_pln=Decimal(2_000_000)), by=SYSTEM, at=timezone.now())
    daniel = cast.seat("daniel")
    with seated(daniel), pytest.raises(Project.DoesNotExist):
        write_page(cast.project.pk, FACTS, by=daniel, at=timezone.now())
    with seated(SYSTEM):
        assert not ProgrammePage.objects.exists()


@pytest.mark.rule("W-24")
def test_what_strangers_sent_is_erased_when_its_time_is_over(cast):
    now = timezone.now()
    ago = {months: now - timedelta(days=31 * months) for months in (11, 13, 25)}
    with seated(SYSTEM):
        offer = make_offer(cast.project)

        def asked(name: str, state: str, months: int) -> None:
            decided = None if state == RequestState.NEW else ago[months]
            JoinRequest.objects.create(
                offer=offer, project=cast.project, key=uuid4(), asking=Asking.PERSON, name=name, email="a@dom.example",
                asked_at=ago[months], state=state, decided_at=decided,
            )  # fmt: skip

        def sent(name: str, months: int, *, closed: bool) -> None:
            day = ago[months].date()
            Case.objects.create(
                key=uuid4(), kind=CaseKind.COMPLAINT, name=name, email="b@dom.example", text="Treść", sent_at=ago[months],
                due_on=day, longest_on=day, state=CaseState.ANSWERED if closed else CaseState.NEW,
                closed_at=ago[months] if closed else None,
            )  # fmt: skip

        asked("stara", RequestState.ACCEPTED, 13)
        asked("świeża", RequestState.REFUSED, 11)
        asked("czeka", RequestState.NEW, 13)
        asked("zapomniana", RequestState.NEW, 25)
        sent("dawna", 25, closed=True)
        sent("niedawna", 13, closed=True)
        sent("otwarta", 25, closed=False)

    assert (erase_past(at=now), erase_past(at=now)) == (3, 0)

    with seated(SYSTEM):
        assert set(JoinRequest.objects.values_list("name", flat=True)) == {"świeża", "czeka"}
        assert set(Case.objects.values_list("name", flat=True)) == {"niedawna", "otwarta"}
        assert AuditEntry.objects.filter(deed="portal.erase_past").count() == 3
