"""Who hears of what: followers who still read, members, those who keep order; nothing of what was hidden."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from kaganek.communication.models import AbuseReport, Post, SpaceFollow
from kaganek.communication.services.forum.abuse import judge_report, report_post
from kaganek.communication.services.forum.follows import follow, follow_space, unfollow, unfollow_space
from kaganek.communication.services.forum.moderation import hide_post, keep_order, move_topic
from kaganek.communication.services.forum.telling import tell_followers
from kaganek.communication.services.messages import open_conversation, send_message
from kaganek.communication.services.spaces import set_offices
from kaganek.communication.terms import Measure
from kaganek.communication.tests.factories import AT, make_exchange, make_reply, make_topic
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


@pytest.mark.rule("C-39")
def test_what_was_judged_may_be_reported_again_and_is_told_again(cast, topic) -> None:
    """Keepers have one notice while something waits, none once it is judged, and a new one for a new report."""
    cezary, celina, dorota = cast.seat("cezary"), cast.seat("celina"), cast.seat("dorota")

    def report(seat) -> None:
        with seated(seat):
            report_post(topic.pk, 1, reason="Reklama", by=seat, at=AT)

    def waiting() -> int:
        with seated(SYSTEM):
            return Notice.policed.filter(kind="communication.abuse", withdrawn_at=None).count()

    def judge() -> None:
        with seated(dorota):
            judge_report(AbuseReport.objects.filter(verdict="waits")[0].pk, hide=False, by=dorota, at=AT)

    for seat in (cezary, celina, cezary):
        report(seat)
    assert waiting() == 1
    judge()
    assert waiting() == 0
    report(cezary)
    assert waiting() == 1
    with seated(SYSTEM):
        assert AbuseReport.objects.filter(by=cezary.person_id).count() == 2
    judge()
    assert waiting() == 0


def followed(space, *seats) -> None:
    for seat in seats:
        with seated(seat):
            follow_space(space, by=seat, at=AT)


def first_post(topic) -> Post:
    with seated(SYSTEM):
        return Post.objects.get(topic=topic, number=1)


@pytest.mark.rule("C-44")
def test_followers_of_a_space_hear_of_a_new_topic_once_and_of_no_reply(cast, group) -> None:
    followed(group, cast.seat("anna"), cast.seat("bogdan"), cast.seat("bogdan"), cast.seat("cezary"))
    opened = make_topic(group, cast.seat("cezary"))
    reply = make_reply(opened, cast.seat("celina"))
    assert tell_followers(first_post(opened).pk, at=AT) == 2
    tell_followers(first_post(opened).pk, at=AT)
    assert tell_followers(reply.pk, at=AT) == 1  # who opened it
    people = {cast.person(name).pk for name in ("anna", "bogdan")}
    assert told("communication.topic") == {(one, f"Nowy temat „{opened.title}”") for one in people}
    assert {person for person, _ in told("communication.post")} == {cast.person("cezary").pk}


@pytest.mark.rule("C-44")
def test_a_new_topic_is_told_once_where_its_follower_answers_it_meanwhile(cast, group) -> None:
    bogdan = cast.seat("bogdan")
    followed(group, bogdan)
    opened = make_topic(group, cast.seat("cezary"))
    tell_followers(first_post(opened).pk, at=AT)
    with seated(bogdan):
        follow(opened, by=bogdan, at=AT)
    tell_followers(first_post(opened).pk, at=AT)
    with seated(SYSTEM):
        assert Notice.policed.filter(person=bogdan.person_id).count() == 1


@pytest.mark.rule("C-44")
def test_nobody_hears_of_a_topic_of_a_place_they_read_no_more_or_do_not_follow(cast, group, third) -> None:
    dorota, bogdan, celina = (cast.seat(name) for name in ("dorota", "bogdan", "celina"))
    followed(group, bogdan, celina)
    with seated(celina):
        unfollow_space(group, by=celina)
    with seated(dorota):
        set_offices(group, [cast.borki.pk, third.pk], by=dorota, at=AT)
    opened = make_topic(group, cast.seat("cezary"))
    assert tell_followers(first_post(opened).pk, at=AT) == 0
    assert told("communication.topic") == set()


@pytest.mark.rule("C-44", "C-32")
def test_a_topic_told_is_taken_back_from_who_is_let_out_or_left_behind(cast, group, third) -> None:
    """An office taken out of the group, and readers of the old place of a topic that is moved."""
    dorota, anna, celina = (cast.seat(name) for name in ("dorota", "anna", "celina"))
    followed(group, anna, celina)
    opened = make_topic(group, cast.seat("cezary"))
    tell_followers(first_post(opened).pk, at=AT)
    assert len(told("communication.topic")) == 2
    with seated(dorota):
        set_offices(group, [cast.borki.pk, third.pk], by=dorota, at=AT)
    assert {person for person, _ in told("communication.topic")} == {celina.person_id}
    with seated(dorota):
        elsewhere = make_exchange(cast.project, cast.zalesie, third, title="Inni")
        move_topic(opened.pk, elsewhere.pk, reason="Nie tu", by=dorota, at=AT)
    assert told("communication.topic") == set()


@pytest.mark.rule("C-44", "C-38")
def test_nothing_goes_out_about_a_new_topic_that_was_hidden(cast, group) -> None:
    dorota = cast.seat("dorota")
    followed(group, cast.seat("anna"))
    opened = make_topic(group, cast.seat("cezary"))
    assert tell_followers(first_post(opened).pk, at=AT) == 1
    with seated(dorota):
        keep_order(opened.pk, Measure.HIDE, reason="Reklama", by=dorota, at=AT)
    assert told("communication.topic") == set()
    assert tell_followers(first_post(opened).pk, at=AT) == 0


@pytest.mark.rule("C-44")
def test_new_topics_come_in_the_digest(cast, group) -> None:
    followed(group, cast.seat("anna"))
    tell_followers(first_post(make_topic(group, cast.seat("cezary"))).pk, at=AT)
    sort_new(at=AT)
    deliver()
    assert mail.outbox == []
    with seated(SYSTEM):
        assert Notice.policed.get(kind="communication.topic").way == "digest"


@pytest.mark.rule("C-44")
def test_the_button_of_a_space_follows_it_and_no_more(client, cast, group) -> None:
    page, button = (reverse(f"communication:{name}", args=[group.pk]) for name in ("space", "follow_space"))

    def following() -> list[int]:
        with seated(SYSTEM):
            return list(SpaceFollow.objects.values_list("person", flat=True))

    client.force_login(cast.account("anna"))
    assert "nowych tematach" in client.get(page).content.decode()
    client.post(button, {"obserwuj": "tak"})
    assert following() == [cast.person("anna").pk]
    client.get(page)  # said once that it is done
    assert "nowych tematach" not in client.get(page).content.decode()
    client.post(button, {"obserwuj": "nie"})
    assert following() == []
    client.force_login(cast.account("daniel"))
    assert client.post(button, {"obserwuj": "tak"}).status_code == 404
    assert following() == []
