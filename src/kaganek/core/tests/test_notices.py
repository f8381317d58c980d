"""News for people: once, the way each chose, and not at all when it was taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from django.db import DatabaseError, transaction

from kaganek.core.models import DigestRun, Letter, Notice, NoticeChoice, NoticeCount, Way
from kaganek.core.notices import Group, News, NoticeKind, notice_kinds, notify, withdraw
from kaganek.core.notices import digests as daily
from kaganek.core.notices.sorting import sort_new
from kaganek.core.outbox import deliver, letter_kinds
from kaganek.core.seats import ANONYMOUS, SYSTEM, seated
from kaganek.core.written import Words

Person = apps.get_model("people.Person")
AT = datetime(2026, 5, 12, 10, tzinfo=UTC)
SEVEN = datetime(2026, 5, 13, 5, tzinfo=UTC)  # seven in the morning in Poland
KINDS = (
    NoticeKind("tests.now", "Zdarzenie próbne", Group.STUDY),
    NoticeKind("tests.daily", "Inne zdarzenie", Group.TALK, Way.DIGEST),
    NoticeKind("tests.must", "Obowiązkowe", Group.ACCOUNT, obligatory=True),
)


@pytest.fixture(autouse=True)
def _kinds(monkeypatch) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for kind in KINDS:
            patch.setitem(notice_kinds._items, kind.key, kind)
        yield


@pytest.fixture
def news(cast) -> News:
    anna = cast.person("anna")
    return News(
        "tests.now", "event:1", anna.pk, office=cast.zalesie.pk, project=cast.project.pk,
        title="Nowa odpowiedź", url="/nauka/", facts={"text": "Ktoś odpowiada."}, about="tests.thing:1",
    )  # fmt: skip


def tell(*news: News, seat=SYSTEM) -> None:
    with seated(seat):
        notify(news, at=AT)


def choose(person: int, key: str, way: Way) -> None:
    with seated(SYSTEM):
        NoticeChoice.objects.create(person=person, key=key, way=way)


def ways() -> list[str]:
    with seated(SYSTEM):
        return list(Notice.policed.order_by("pk").values_list("way", flat=True))


def sent() -> list[tuple[str, str]]:
    return [(one.to[0], one.subject) for one in mail.outbox]


def digest() -> None:
    assert daily.begin_day(at=SEVEN)
    daily.prepare(day="2026-05-13", at=SEVEN.isoformat())
    deliver()


@pytest.mark.rule("C-01")
def test_one_event_is_one_notice_and_one_letter(news) -> None:
    tell(news)
    tell(news, news)
    for _ in range(2):
        sort_new(at=AT)
        deliver()

    assert ways() == ["now"]
    assert sent() == [("anna@urzad.example", "Nowa odpowiedź")]
    assert "Ktoś odpowiada." in mail.outbox[0].body


@pytest.mark.rule("C-01")
@pytest.mark.parametrize("name", ["anna", "celina", "irena", "ewa", "filip"])
def test_any_seat_tells_anybody_and_reads_only_its_own(cast, news, name) -> None:
    seat = cast.seat(name)
    tell(news, replace(news, person=seat.person_id or 0, event="own"), seat=seat)

    with seated(seat):
        assert set(Notice.objects.values_list("person", flat=True)) == {seat.person_id}
        mine = [news.person] if name == "anna" else []
        assert list(Notice.objects.filter(event="event:1").values_list("person", flat=True)) == mine
    with seated(SYSTEM):
        assert Notice.policed.count() == 2


def test_a_stranger_tells_and_reads_nothing(news) -> None:
    tell(news, seat=ANONYMOUS)

    with seated(ANONYMOUS), pytest.raises(DatabaseError), transaction.atomic():
        Notice.policed.exists()
    with seated(SYSTEM):
        assert Notice.policed.count() == 1


def test_a_kind_that_is_not_in_the_catalogue_is_refused(news) -> None:
    with pytest.raises(LookupError):
        tell(replace(news, kind="tests.unheard_of"))


@pytest.mark.rule("C-02")
@pytest.mark.parametrize(
    ("kind", "choices", "way"),
    [
        ("tests.now", {}, "now"),
        ("tests.daily", {}, "digest"),
        ("tests.now", {"group:study": Way.APP}, "app"),
        ("tests.now", {"group:study": Way.APP, "tests.now": Way.DIGEST}, "digest"),
        ("tests.now", {"group:talk": Way.APP}, "now"),
        ("tests.must", {"group:account": Way.APP, "tests.must": Way.DIGEST}, "now"),
    ],
)
def test_each_chooses_the_way(news, kind, choices, way) -> None:
    for key, chosen in choices.items():
        choose(news.person, key, chosen)
    tell(replace(news, kind=kind))
    sort_new(at=AT)

    assert ways() == [way]
    with seated(SYSTEM):
        assert Letter.objects.count() == (way == "now")


@pytest.mark.rule("C-01", "C-04")
def test_what_went_at_once_is_not_in_the_digest_and_the_digest_goes_once(news) -> None:
    tell(news, replace(news, kind="tests.daily", event="event:2", title="Wpis na forum"))
    sort_new(at=AT)
    deliver()
    digest()
    daily.prepare(day="2026-05-13", at=SEVEN.isoformat())  # the job killed and begun anew
    deliver()
    assert not daily.begin_day(at=SEVEN + timedelta(hours=1))

    assert sent() == [
        ("anna@urzad.example", "Nowa odpowiedź"),
        ("anna@urzad.example", "Kaganek: 1 nowe powiadomienie"),
    ]
    assert "Wpis na forum" in mail.outbox[1].body
    assert "Nowa odpowiedź" not in mail.outbox[1].body
    with seated(SYSTEM):
        run = DigestRun.objects.get()
        assert (run.total, run.done, run.finished_at is None) == (1, 1, False)


@pytest.mark.rule("C-04")
def test_before_the_hour_nothing_is_begun(news) -> None:
    tell(replace(news, kind="tests.daily"))
    sort_new(at=AT)

    assert not daily.begin_day(at=SEVEN - timedelta(minutes=1))
    with seated(SYSTEM):
        assert not DigestRun.objects.exists()


@pytest.mark.rule("C-04")
def test_what_was_read_meanwhile_is_left_out(news) -> None:
    tell(replace(news, kind="tests.daily"))
    sort_new(at=AT)
    with seated(SYSTEM):
        Notice.policed.update(read_at=AT)
    digest()

    assert sent() == []


@pytest.mark.rule("C-03")
@pytest.mark.parametrize("kind", ["tests.now", "tests.daily"])
@pytest.mark.parametrize("when", ["before sorting", "after sorting", "in the digest"])
def test_what_is_withdrawn_is_neither_mailed_nor_shown(cast, news, kind, when) -> None:
    tell(replace(news, kind=kind))
    if when != "before sorting":
        sort_new(at=AT)
    if when == "in the digest":
        daily.begin_day(at=SEVEN)
        daily.prepare(day="2026-05-13", at=SEVEN.isoformat())
    assert withdraw("tests.thing:1", at=AT) == 1
    assert withdraw("tests.thing:1", at=AT) == 0
    sort_new(at=AT)
    deliver()
    if when != "in the digest":
        digest()

    assert sent() == []
    with seated(SYSTEM):
        assert list(NoticeCount.policed.values_list("unread", flat=True)) in ([], [0])


@pytest.mark.rule("C-03")
@pytest.mark.parametrize("kind", ["tests.now", "tests.daily"])
@pytest.mark.parametrize("off", [True, False], ids=["switched off", "not"])
def test_nothing_waiting_is_mailed_to_a_person_switched_off_meanwhile(cast, news, kind, off) -> None:
    tell(replace(news, kind=kind))
    sort_new(at=AT)
    daily.begin_day(at=SEVEN)
    daily.prepare(day="2026-05-13", at=SEVEN.isoformat())
    with seated(SYSTEM):
        Person.objects.filter(pk=news.person).update(deactivated_at=AT if off else None)
    deliver()

    assert len(sent()) == (0 if off else 1)


@pytest.mark.rule("C-03")
def test_without_withdrawing_the_same_is_mailed(news) -> None:
    """Negative control of the test above."""
    tell(news)
    sort_new(at=AT)
    withdraw("tests.thing:2", at=AT)
    deliver()

    assert len(sent()) == 1


@pytest.mark.rule("C-07")
def test_what_is_done_by_now_is_dropped_from_letter_and_digest(news) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(letter_kinds._items, "tests.now", lambda letter: None)
        patch.setitem(
            letter_kinds._items,
            "tests.daily",
            lambda letter: Words("Co", "Coś") if letter.facts.get("due") else None,
        )
        tell(news, replace(news, kind="tests.daily", event="e2", title="Zrobione"))
        tell(replace(news, kind="tests.daily", event="e3", title="Do zrobienia", facts={"due": 1}))
        sort_new(at=AT)
        deliver()
        digest()

    assert sent() == [("anna@urzad.example", "Kaganek: 1 nowe powiadomienie")]
    assert "Zrobione" not in mail.outbox[0].body
    with seated(SYSTEM):
        assert Letter.objects.filter(kind="tests.now", dropped=True).count() == 1


def test_news_for_later_is_neither_shown_nor_sent_before(news) -> None:
    tell(replace(news, not_before=AT + timedelta(days=3)))

    assert sort_new(at=AT) == 0
    assert sort_new(at=AT + timedelta(days=3)) == 1


@pytest.mark.parametrize("change", [{"email": ""}, {"deactivated_at": AT}])
def test_who_cannot_be_written_to_has_the_notice_all_the_same(news, change) -> None:
    with seated(SYSTEM):
        Person.objects.filter(pk=news.person).update(**change)
    tell(news)
    sort_new(at=AT)
    deliver()

    assert sent() == []
    with seated(SYSTEM):
        assert Notice.policed.get().way == "now"


def test_two_people_with_one_mailbox_get_a_letter_each(cast, news) -> None:
    with seated(SYSTEM):
        Person.objects.filter(pk=cast.person("cezary").pk).update(email="anna@urzad.example")
    tell(news, replace(news, person=cast.person("cezary").pk))
    sort_new(at=AT)
    deliver()

    assert len(sent()) == 2


def test_the_unread_are_counted_for_their_reader(cast, news) -> None:
    tell(news, replace(news, event="e2"), replace(news, event="e3", person=cast.person("cezary").pk))
    sort_new(at=AT)

    with seated(SYSTEM):
        counts = dict(NoticeCount.policed.values_list("person", "unread"))
    assert counts == {news.person: 2, cast.person("cezary").pk: 1}
    with seated(cast.seat("anna")):
        assert list(NoticeCount.policed.values_list("unread", flat=True)) == [2]


@pytest.mark.parametrize("count", [1, 3])
def test_telling_costs_one_statement_and_sorting_the_same_for_one_and_three(
    cast, news, count, django_assert_num_queries
) -> None:
    many = [replace(news, event=f"e{number}") for number in range(count)]
    with seated(SYSTEM), django_assert_num_queries(1):
        notify(many, at=AT)
    with seated(SYSTEM), django_assert_num_queries(17):
        sort_new(at=AT)
