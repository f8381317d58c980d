"""Who hears of what: followers who still read, members, those who keep order; nothing of what was hidden."""

from __future__ import annotations

import pytest
from django.core import mail

from kaganek.communication.services.forum.abuse import report_post
from kaganek.communication.services.forum.follows import follow, unfollow
from kaganek.communication.services.forum.moderation import hide_post, keep_order
from kaganek.communication.services.forum.telling import tell_followers
from kaganek.communication.services.messages import open_conversation, send_message
from kaganek.communication.services.spaces import set_offices
from kaganek.communication.terms import Measure
from kaganek.communication.tests.factories import AT, make_reply
from kaganek.core.models import Notice
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver
from kaganek.core.seats import SYSTEM, seated


def told(kind: str) -> set[tuple[int, str]]:
    with seated(SYSTEM):
        return set(Notice.policed.filter(kind=kind, withdrawn_at=None).values_list("person", "title"))


@pytest.mark.rule("C-37")
def test_followers_hear_once_and_the_author_does_not(cast, topic) -> None:
    bogdan = cast.seat("bogdan")
    with seated(bogdan):
        follow(topic, by=bogdan, at=AT)
        follow(topic, by=bogdan, at=AT)
    post = make_reply(topic, cast.seat("cezary"))
    assert tell_followers(post.pk, at=AT) == 2
    tell_followers(post.pk, at=AT)
    words = f"Nowy wpis w temacie „{topic.title}”"
    assert told("communication.post") == {
        (cast.person("anna").pk, words), (cast.person("bogdan").pk, words),
    }  # fmt: skip


@pytest.mark.rule("C-37")
def test_who_no_longer_reads_or_follows_hears_nothing(cast, topic, third) -> None:
    dorota, bogdan = cast.seat("dorota"), cast.seat("bogdan")
    with seated(bogdan):
        follow(topic, by=bogdan, at=AT)
        unfollow(topic, by=bogdan)
    post = make_reply(topic, cast.seat("cezary"))
    with seated(dorota):
        set_offices(topic.space, [cast.borki.pk, third.pk], by=dorota, at=AT)
    assert tell_followers(post.pk, at=AT) == 0
    assert told("communication.post") == set()


@pytest.mark.rule("C-37", "C-38")
def test_nothing_goes_out_about_a_hidden_post(cast, topic) -> None:
    dorota = cast.seat("dorota")
    first, second = make_reply(topic, cast.seat("cezary")), make_reply(topic, cast.seat("celina"), "Reklama")
    assert tell_followers(first.pk, at=AT)
    assert tell_followers(second.pk, at=AT)
    with seated(dorota):
        hide_post(topic.pk, second.number, reason="Reklama", by=dorota, at=AT)
    with seated(SYSTEM):
        waiting = set(Notice.policed.filter(withdrawn_at=None).values_list("about", flat=True))
    assert waiting == {f"communication.post:{first.pk}"}
    assert tell_followers(second.pk, at=AT) == 0


@pytest.mark.rule("C-37", "C-38")
def test_nothing_goes_out_about_a_hidden_topic(cast, topic) -> None:
    dorota = cast.seat("dorota")
    post = make_reply(topic, cast.seat("cezary"))
    assert tell_followers(post.pk, at=AT)
    with seated(dorota):
        keep_order(topic.pk, Measure.HIDE, reason="Reklama", by=dorota, at=AT)
    assert told("communication.post") == set()
    assert tell_followers(post.pk, at=AT) == 0


@pytest.mark.rule("C-37", "C-32")
def test_nothing_waits_for_those_who_read_the_place_no_more(cast, topic, third) -> None:
    """An office taken out of a group hears nothing more, not even what was to come in a digest; others do."""
    dorota, bogdan, celina = (cast.seat(name) for name in ("dorota", "bogdan", "celina"))
    for seat in (bogdan, celina):
        with seated(seat):
            follow(topic, by=seat, at=AT)
    tell_followers(make_reply(topic, cast.seat("cezary")).pk, at=AT)
    assert {person for person, _ in told("communication.post")} >= {
        cast.person("bogdan").pk,
        cast.person("celina").pk,
    }
    with seated(dorota):
        set_offices(topic.space, [cast.borki.pk, third.pk], by=dorota, at=AT)
    assert {person for person, _ in told("communication.post")} == {cast.person("celina").pk}


def test_members_hear_of_a_message_without_its_words(cast, group) -> None:
    anna = cast.seat("anna")
    with seated(anna):
        held = open_conversation([cast.person("bogdan").pk], by=anna, at=AT)
        send_message(held.pk, "Sekret", by=anna, at=AT)
    assert told("communication.message") == {(cast.person("bogdan").pk, "Nowa wiadomość: Anna Wrona")}


@pytest.mark.rule("C-37")
def test_the_mail_of_a_post_tells_the_place_and_no_name(cast, topic) -> None:
    assert tell_followers(make_reply(topic, cast.seat("cezary")).pk, at=AT)
    sort_new(at=AT)
    deliver()

    (sent,) = [one for one in mail.outbox if one.to == ["anna@urzad.example"]]
    assert sent.subject == f"Nowy wpis w temacie „{topic.title}”"
    assert f"Miejsce: {topic.space.title}\n" in sent.body
    assert "Dzik" not in sent.body
    assert "numerki" not in sent.body  # not its words


@pytest.mark.rule("C-39")
def test_those_who_keep_order_hear_of_a_report(cast, topic) -> None:
    cezary = cast.seat("cezary")
    with seated(cezary):
        report_post(topic.pk, 1, reason="Reklama", by=cezary, at=AT)
    assert {person for person, _ in told("communication.abuse")} == {cast.person("dorota").pk}
