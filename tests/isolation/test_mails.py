"""No mail of any kind carries a word, a login or a number of anyone but its addressee."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from unittest import mock

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from kaganek.communication.models import Post
from kaganek.communication.services.forum import telling
from kaganek.core.models import Letter
from kaganek.core.notices import Group, News, NoticeKind, notice_kinds
from kaganek.core.outbox import Words, letter_kinds
from kaganek.people.models import Person
from kaganek.people.services import letters
from tests import mail_pages
from tests.isolation import country
from tests.isolation.mails import COORDINATORS, anybodys, mailed_kinds, marks_in, sent_to_several_offices

KINDS = ("documents.issued", "people.activation", "people.new_password", "reporting.reminder")


@pytest.fixture(scope="module")
def _country(django_db_setup, django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock(), country.opened("test_mails"):
        yield


@pytest.fixture(autouse=True)
def _database(_country, django_db_blocker) -> Iterator[None]:
    """What one test posts is not there for the next."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_no_mail_of_any_kind_holds_a_mark_of_anyone_else() -> None:
    """A newly registered kind of letter or notice is sent by tests.isolation.mails too, or this test fails."""
    post = sent_to_several_offices()

    assert post.leaks == []
    assert len(post.offices) == len(COORDINATORS)
    missed = {kind: post.offices - post.offices_by_kind.get(kind, set()) for kind in mailed_kinds()}
    assert missed == {kind: set() for kind in mailed_kinds()}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Twój login: p0007.0000.", {"p0007.0000"}),
        ("p0007.0000.kanarek-0007-1c37a49f@urzad.example", {"p0007.0000", "kanarek-0007-1c37a49f"}),
        ("https://k.example/aktywacja/Qz-u0004-7Ab/", {"u0004"}),
        ("https://k.example/aktywacja/Qz-x8761-7Ab/", set()),
    ],
)
def test_a_login_is_a_mark_wherever_it_stands_and_a_random_key_is_none(text: str, found: set[str]) -> None:
    assert anybodys(marks_in(text), {"p0007.0000", "u0004"}) == found


def test_a_kind_that_nobody_sends_here_is_missed() -> None:
    """Negative control: what is registered and not sent makes the comparison above fail."""
    unheard = NoticeKind("forum.unheard_of", "Nieznane", Group.TALK)
    with (
        mock.patch.dict(letter_kinds._items, {"portal.unheard_of": letters.activation}),
        mock.patch.dict(notice_kinds._items, {unheard.key: unheard}),
    ):
        post = sent_to_several_offices()
        registered = mailed_kinds()

    assert registered - set(post.offices_by_kind) == {"portal.unheard_of", "forum.unheard_of"}


@pytest.mark.turns(8)
@pytest.mark.parametrize("kind", KINDS)
def test_hole_a_letter_that_is_written_about_somebody_else(kind: str) -> None:
    """The words of each kind in turn are made from the letter of a person of another office."""
    with mock.patch.dict(letter_kinds._items, {kind: about_another(letter_kinds.get(kind))}):
        post = sent_to_several_offices()

    assert post.leaks


def about_another(write: Callable[[Letter], Words | None]) -> Callable[[Letter], Words | None]:
    def written(letter: Letter) -> Words | None:
        today = Letter.objects.filter(kind=letter.kind, queued_at__gt=timezone.now() - timedelta(days=1))
        strangers = today.exclude(to=letter.to)  # of letters long since sent some have nothing left to say
        return write(strangers.exclude(office=letter.office).first() or strangers[0])

    return written


def test_hole_an_addressee_looked_up_without_the_letters_person() -> None:
    def without_filter(letter: Letter) -> Person | None:
        return Person.objects.filter(deactivated_at=None).exclude(account=None).order_by("pk").first()

    with mock.patch.object(letters, "_addressee", without_filter):
        post = sent_to_several_offices()

    assert post.leaks


def test_hole_a_forum_notice_that_names_who_wrote() -> None:
    told = telling._of_post

    def naming(post: Post, person: int, office: int | None) -> News:
        news = told(post, person, office)
        return replace(news, title=f"{post.by.last_name}: {news.title}")

    with mock.patch.object(telling, "_of_post", naming):
        post = sent_to_several_offices()

    assert post.leaks


def test_the_page_of_every_kind_of_mail_can_be_read_by_everybody() -> None:
    """Judged as WCAG 2.2 AA asks: language, headings, words of links, contrast, nothing loaded, the text the same."""
    post = sent_to_several_offices()
    wrong = {
        one.subject: found
        for one in mail.outbox
        if (found := mail_pages.faults(one.subject, str(one.body), str(one.alternatives[0][0])))
    }

    assert wrong == {}
    assert set(post.offices_by_kind) == mailed_kinds()


GOOD = """<!doctype html><html lang="pl"><head><title>Temat</title></head><body><main><h1>Temat</h1>
<p>Dzień dobry</p><p><a href="https://k.example/a" style="color:#0b4f8a">Otwórz szkolenie</a></p></main></body></html>"""
PLAIN = "Dzień dobry\n\nOtwórz szkolenie: https://k.example/a\n\n-- \n"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (' lang="pl"', "", "language"),
        ("<title>Temat</title>", "<title></title>", "title"),
        ("<h1>Temat</h1>", "<p>Temat</p>", "headings"),
        ("<p>Dzień dobry</p>", "<h2>Dzień</h2><h4>dobry</h4>", "heading 4 after 2"),
        ("Otwórz szkolenie<", "tutaj<", "says nothing"),
        ("color:#0b4f8a", "color:#9fb4c4", "contrast"),
        ("<p>Dzień dobry</p>", '<p>Dzień dobry<img src="https://evil.example/x.gif"></p>', "loads"),
        (
            "<p>Dzień dobry</p>",
            "<p style=\"background:url('//evil.example')\">Dzień dobry</p>",
            "a style that loads",
        ),
        ("<p>Dzień dobry</p>", "<p>Dzień dobry, Anno</p>", "differ"),
        ("<p>Dzień dobry</p>", "", "differ"),
        ("https://k.example/a", "https://k.example/b", "address only"),
        ("<p>Dzień dobry</p>", '<p style="font-size:9px">Dzień dobry</p>', "9 pixels"),
        ("<p>Dzień dobry</p>", '<p onclick="x()">Dzień dobry</p>', "runs a script"),
    ],
)
def test_the_judge_of_pages_sees_each_fault(old: str, new: str, fault: str) -> None:
    """Negative control."""
    assert mail_pages.faults("Temat", PLAIN, GOOD) == []
    assert any(fault in one for one in mail_pages.faults("Temat", PLAIN, GOOD.replace(old, new)))
