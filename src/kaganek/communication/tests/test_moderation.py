"""Keeping order and reports of abuse: who may, what others see then, and what stays in the log."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kaganek.communication.models import AbuseReport, Moderation, Post, Space, Topic
from kaganek.communication.services.forum.abuse import judge_report, report_post
from kaganek.communication.services.forum.moderation import (
    NotModerator,
    hide_post,
    keep_order,
    move_topic,
    restore_post,
)
from kaganek.communication.terms import Measure, Verdict
from kaganek.communication.tests.factories import AT, make_reply, make_topic
from kaganek.core.models import AuditEntry
from kaganek.core.seats import SYSTEM, seated


@pytest.mark.rule("C-33", "C-38")
def test_a_hidden_post_is_gone_for_all_but_those_who_keep_order(client, cast, topic) -> None:
    make_reply(topic, cast.seat("cezary"), "Obraźliwe słowa o sąsiadach")
    dorota = cast.seat("dorota")
    with seated(dorota):
        for _ in range(2):
            hide_post(topic.pk, 2, reason="Obraża innych", by=dorota, at=AT)
        assert list(Moderation.objects.values_list("measure", "post_number", "reason", "by_name")) == [
            ("hide", 2, "Obraża innych", "Dorota Lis")
        ]
    address = reverse("communication:topic", args=[topic.pk])
    for who in ("anna", "cezary", "filip"):
        client.force_login(cast.account(who))
        page = client.get(address).content.decode()
        assert "Obraża innych" in page
        assert "Obraźliwe słowa" not in page
        assert "Obraźliwe" not in client.get(
            reverse("communication:search"), {"q": "obraźliwe"}
        ).content.decode().replace('value="obraźliwe"', "")
        assert client.get(f"{address}?cytuj=2").content.decode().count("sąsiadach") == 0
    client.force_login(cast.account("dorota"))
    assert "Obraźliwe słowa" in client.get(address).content.decode()
    with seated(dorota):
        restore_post(topic.pk, 2, reason="Pomyłka", by=dorota, at=AT)
    client.force_login(cast.account("anna"))
    assert "Obraźliwe słowa" in client.get(address).content.decode()
    with seated(SYSTEM):
        assert list(AuditEntry.objects.filter(deed__startswith="forum").order_by("pk").values_list("deed", flat=True)) == [
            "forum: hide", "forum: restore"
        ]  # fmt: skip


@pytest.mark.rule("C-33")
@pytest.mark.parametrize("who", ["anna", "bogdan", "celina", "filip"])
def test_nobody_else_keeps_order_in_a_group(client, cast, topic, who: str) -> None:
    seat = cast.seat(who)
    with seated(seat):
        with pytest.raises(NotModerator):
            hide_post(topic.pk, 1, reason="x", by=seat, at=AT)
        with pytest.raises(NotModerator):
            keep_order(topic.pk, Measure.LOCK, reason="x", by=seat, at=AT)
    client.force_login(cast.account(who))
    address = reverse("communication:hide", args=[topic.pk, 1])
    assert client.post(address, {"reason": "x"}).status_code in (403, 404)
    with seated(SYSTEM):
        assert not Post.objects.filter(hidden=True).exists()


@pytest.mark.rule("C-33")
def test_an_offices_staff_keep_order_at_home(cast, home) -> None:
    topic = make_topic(home, cast.seat("anna"))
    bogdan = cast.seat("bogdan")
    with seated(bogdan):
        assert keep_order(topic.pk, Measure.PIN, reason="Ważne", by=bogdan, at=AT).pinned


@pytest.mark.rule("C-38")
def test_a_locked_topic_is_read_and_not_written_and_a_hidden_one_is_not_there(client, cast, topic) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        keep_order(topic.pk, Measure.LOCK, reason="Koniec", by=dorota, at=AT)
    client.force_login(cast.account("anna"))
    address = reverse("communication:topic", args=[topic.pk])
    assert "Można czytać, nie można pisać" in client.get(address).content.decode()
    assert (
        client.post(reverse("communication:reply", args=[topic.pk]), {"text": "jeszcze"}).status_code == 422
    )
    with seated(dorota):
        keep_order(topic.pk, Measure.HIDE, reason="Powtórzenie", by=dorota, at=AT)
    assert client.get(address).status_code == 404
    assert (
        topic.title not in client.get(reverse("communication:space", args=[topic.space_id])).content.decode()
    )
    client.force_login(cast.account("dorota"))
    assert client.get(address).status_code == 200


@pytest.mark.rule("C-38")
def test_a_moved_topic_has_the_readers_of_its_new_place(client, cast, topic, wide, third) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota):
        move_topic(topic.pk, wide.pk, reason="Dla wszystkich", by=dorota, at=AT)
        assert set(Post.objects.values_list("space", flat=True)) == {wide.pk}
    client.force_login(cast.account("cezary"))
    assert client.get(reverse("communication:topic", args=[topic.pk])).status_code == 200
    with seated(SYSTEM):
        foreign = Topic.objects.get(pk=topic.pk)
    assert foreign.space_id == wide.pk


def test_a_topic_never_leaves_its_project(cast, topic, home) -> None:
    dorota = cast.seat("dorota")
    with seated(dorota), pytest.raises(Space.DoesNotExist):
        move_topic(topic.pk, home.pk, reason="x", by=dorota, at=AT)
    with seated(SYSTEM):
        assert Topic.objects.get(pk=topic.pk).space_id == topic.space_id


@pytest.mark.rule("C-39")
def test_a_report_waits_once_for_the_moderators_of_the_place(client, cast, topic, home) -> None:
    inside = make_topic(home, cast.seat("bogdan"), title="Wewnętrzny")
    anna, cezary, dorota = cast.seat("anna"), cast.seat("cezary"), cast.seat("dorota")
    with seated(cezary):
        for _ in range(2):
            report_post(topic.pk, 1, reason="Reklama", by=cezary, at=AT)
    with seated(anna):
        report_post(inside.pk, 1, reason="Nie na temat", by=anna, at=AT)
    seen = {}
    for who in (
        "anna",
        "bogdan",
        "celina",
        "cezary",
        "dorota",
        "daniel",
        "filip",
        "grazyna",
        "irena",
        "kazimierz",
    ):
        client.force_login(cast.account(who))
        answer = client.get(reverse("communication:reports"))
        page = answer.content.decode()
        seen[who] = {word for word in ("Reklama", "Nie na temat") if word in page}
    assert seen == {
        "anna": set(), "bogdan": {"Nie na temat"}, "celina": set(), "cezary": set(), "dorota": {"Reklama"},
        "daniel": set(), "filip": set(), "grazyna": set(), "irena": set(), "kazimierz": set(),
    }  # fmt: skip
    with seated(dorota):
        waiting = AbuseReport.objects.get()
        judge_report(waiting.pk, hide=True, by=dorota, at=AT)
        assert AbuseReport.objects.get().verdict == Verdict.HIDDEN
        assert Post.objects.get(topic=topic).hidden


def test_what_is_reported_is_shown_as_the_forum_shows_it(client, cast, topic) -> None:
    cezary = cast.seat("cezary")
    with seated(SYSTEM):
        Post.objects.filter(topic=topic, number=1).update(
            text="> cytat\n\n**Ważne** <script>alert(1)</script>"
        )
    with seated(cezary):
        report_post(topic.pk, 1, reason="Reklama", by=cezary, at=AT)
    client.force_login(cast.account("dorota"))
    page = client.get(reverse("communication:reports")).content.decode()
    assert "<blockquote><p>cytat</p></blockquote>" in page
    assert "<strong>Ważne</strong> &lt;script&gt;" in page


@pytest.mark.rule("C-39")
def test_a_foreign_report_is_not_there(client, cast, topic) -> None:
    cezary = cast.seat("cezary")
    with seated(cezary):
        report_post(topic.pk, 1, reason="Reklama", by=cezary, at=AT)
    with seated(SYSTEM):
        report = AbuseReport.objects.get()
    for who in ("bogdan", "daniel"):
        client.force_login(cast.account(who))
        assert (
            client.post(reverse("communication:judge", args=[report.pk]), {"decyzja": "ukryj"}).status_code
            == 404
        )
