"""Letters against a real mail server: in order, once, and never with a header of somebody else's making."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from tests.post import Office, free_port, listening, writing_to

from kaganek.core.bounces import lift, note_bounce
from kaganek.core.models import Letter
from kaganek.core.notices.sorting import mailable
from kaganek.core.outbox import Post, Postman, letter_kinds, post
from kaganek.core.seats import SYSTEM, seated
from kaganek.core.written import Words, letter_of, message_id
from kaganek.lib.strips import Drawn

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
AT = datetime(2026, 5, 12, 10, tzinfo=UTC)


class Clock:
    """An hour that tests move by hand."""

    def __init__(self) -> None:
        self.at = AT

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def _words(monkeypatch) -> None:
    monkeypatch.setitem(letter_kinds._items, "tests.plain", lambda letter: Words(**letter.facts))


def queue(
    number: int, *, subject: str = "List", body: str = "Dzień dobry,\n\nto list.", to: str = ""
) -> None:
    with seated(SYSTEM):
        post(
            [
                Post("tests.plain", f"e{n}", to or f"o{n}@urzad.example", n + 1, facts={"subject": f"{subject} {n}", "body": body})
                for n in range(number)
            ],
            at=AT,
        )  # fmt: skip


def letters() -> list[Letter]:
    with seated(SYSTEM):
        return list(Letter.objects.order_by("pk"))


@pytest.mark.rule("C-05")
def test_a_server_that_is_away_for_hours_loses_and_doubles_nothing(cast) -> None:
    clock, port, office = Clock(), free_port(), Office()
    postman = Postman(clock)
    queue(5)
    with writing_to(port):
        for _ in range(200):  # ten hours
            assert postman.deliver() == 0
            clock.at += timedelta(minutes=3)
        assert {one.attempts for one in letters()} == {0}
        with listening(office, port):
            clock.at += timedelta(minutes=15)
            assert postman.deliver() == 5
            assert postman.deliver() == 0

    assert [one["Subject"] for one in office.taken] == [f"List {n}" for n in range(5)]
    assert office.numbers == [message_id(one) for one in letters()]


@pytest.mark.rule("C-05")
@pytest.mark.parametrize(("silent", "doubled"), [(False, 0), (True, 1)])
def test_a_server_that_dies_half_way_gets_the_rest_in_order(cast, silent, doubled) -> None:
    clock, port = Clock(), free_port()
    postman, first, second = Postman(clock), Office(after=3, silent=silent), Office()
    queue(8)
    with writing_to(port):
        with listening(first, port):
            assert postman.deliver() == 3
        clock.at += timedelta(minutes=2)
        with listening(second, port):
            assert postman.deliver() == 5

    everything = first.numbers + second.numbers
    assert sorted(set(everything)) == sorted(message_id(one) for one in letters())
    assert len(everything) - len(set(everything)) == doubled
    assert [one["Subject"] for one in second.taken] == [f"List {n}" for n in range(3, 8)]


@pytest.mark.rule("C-05")
def test_a_server_that_answers_and_breaks_for_days_loses_nothing(cast) -> None:
    clock, port = Clock(), free_port()
    postman, office = Postman(clock), Office()
    queue(5)
    with writing_to(port):
        with listening(Office(after=0), port):
            for _ in range(12 * 36):  # a day and a half
                assert postman.deliver() == 0
                clock.at += timedelta(minutes=5)
        assert {one.attempts for one in letters()} == {0}
        clock.at += timedelta(minutes=30)
        with listening(office, port):
            assert postman.deliver() == 5
    assert [one["Subject"] for one in office.taken] == [f"List {n}" for n in range(5)]


@pytest.mark.rule("C-05")
def test_a_letter_that_breaks_every_connection_holds_up_no_other(cast) -> None:
    clock, port, office = Clock(), free_port(), Office(breaks="List 0")
    postman = Postman(clock)
    queue(3)
    with writing_to(port), listening(office, port):
        for _ in range(12):
            postman.deliver()
            clock.at += timedelta(minutes=4)
    assert [one["Subject"] for one in office.taken] == ["List 1", "List 2"]
    assert letters()[0].attempts == 0  # it may still go


@pytest.mark.rule("C-06")
@pytest.mark.parametrize(
    ("answer", "stands", "attempts"),
    [
        ("550 5.1.1 No such user", True, 12),
        ("550 unknown mailbox", True, 12),
        ("554 5.7.1 Relaying denied", False, 1),
        ("550 5.7.1 Blocked by policy", False, 1),
        ("550 Relay not permitted", False, 1),
        ("452 4.2.2 Mailbox full", False, 1),
    ],
)
def test_only_an_unknown_mailbox_is_given_up(cast, answer, stands, attempts) -> None:
    port = free_port()
    queue(2)
    with writing_to(port), listening(Office(answers={"o0@urzad.example": answer}), port) as office:
        assert Postman(Clock()).deliver() == 1

    assert [one["To"] for one in office.taken] == ["o1@urzad.example"]
    refused = letters()[0]
    assert (refused.bounce_stands, refused.attempts, refused.sent_at) == (stands, attempts, None)
    assert answer[:3] in refused.error


@pytest.mark.rule("C-06")
def test_a_bounce_that_comes_later_marks_its_letter_and_only_ours(cast) -> None:
    anna = cast.person("anna")
    queue(1, to=anna.email)
    (letter,) = letters()
    assert not note_bounce(f"<letter-{letter.pk}-000000000000@localhost>", "5.1.1", "forged", at=AT)
    assert not note_bounce("<other@elsewhere>", "5.1.1", "", at=AT)
    with seated(SYSTEM):
        assert mailable([anna.pk]) == {anna.pk: anna.email}

    for _ in range(2):
        assert note_bounce(message_id(letter), "5.1.1", "No such\r\nuser", at=AT)

    (letter,) = letters()
    assert (letter.bounce, letter.bounce_stands, letter.bounced_at) == ("5.1.1 No such user", True, AT)
    with seated(SYSTEM):
        assert mailable([anna.pk]) == {}
        assert lift(anna.email) == 1
        assert mailable([anna.pk]) == {anna.pk: anna.email}


@pytest.mark.rule("C-06")
def test_a_full_mailbox_is_written_to_again(cast) -> None:
    queue(1)
    (letter,) = letters()
    note_bounce(message_id(letter), "5.2.2", "Mailbox full", at=AT)

    assert (letters()[0].bounced_at, letters()[0].bounce_stands) == (AT, False)


@pytest.mark.parametrize(
    "hostile",
    ["Cześć\r\nBcc: x@evil.example", "Cześć\nX-Evil: 1\n\nTreść", "Cze\u2028ść\x0bBcc: x@evil.example"],
)
def test_nothing_breaks_into_the_headers(cast, hostile) -> None:
    port = free_port()
    with seated(SYSTEM):
        facts = {"subject": hostile, "body": "Treść", "reply_to": "a@b.example\r\nBcc: y@evil.example"}
        facts["headers"] = {"X-Ours\r\nX-Evil": "1\r\nX-Evil: 2"}
        post([Post("tests.plain", "e", "o@urzad.example", 1, facts=facts)], at=AT)
        post([Post("tests.plain", "f", "o@urzad.example\r\nBcc: z@evil.example", 2, facts=facts)], at=AT)
    with writing_to(port), listening(Office(), port) as office:
        Postman(Clock()).deliver()

    assert {"Bcc", "X-Evil"} & {name for one in office.taken for name in one} == set()
    assert all("evil" not in str(one["To"]) for one in office.taken)


def test_a_letter_whose_words_cannot_be_written_holds_up_no_other(cast, monkeypatch) -> None:
    port = free_port()
    with seated(SYSTEM):
        post([Post("tests.plain", "bad", "o@urzad.example", 1, facts={"none": 1})], at=AT)
    queue(1)
    with writing_to(port), listening(Office(), port) as office:
        assert Postman(Clock()).deliver() == 1

    assert [one["Subject"] for one in office.taken] == ["List 0"]
    assert (letters()[0].attempts, "TypeError" in letters()[0].error) == (1, True)


class Page(HTMLParser):
    """What a mail's page loads, says and how it is built."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loads: list[str] = []
        self.links: list[str] = []
        self.lang = ""

    def handle_starttag(self, tag, attrs) -> None:
        facts = dict(attrs)
        self.tags.append(tag)
        self.loads += [value for name, value in attrs if name in ("src", "srcset", "background", "poster")]
        if tag == "a":
            self.links.append(facts["href"])
        if tag == "html":
            self.lang = facts["lang"]


def test_a_letter_goes_as_text_and_as_a_page_that_loads_nothing(cast) -> None:
    port = free_port()
    body = "Dzień dobry,\n\n<img src=//evil.example/x.gif> & więcej.\n\n- raz\n- dwa: https://k.example/a\n\nOtwórz: https://k.example/nauka/"
    with seated(SYSTEM):
        letter = Post(
            "tests.plain",
            "e",
            "o@urzad.example",
            1,
            project=cast.project.pk,
            facts={"subject": "Temat", "body": body},
        )
        cast.project.strip = [{"name": "Fundusze Europejskie"}, {"name": "Unia Europejska"}]
        cast.project.save()
        post([letter], at=AT)
    with writing_to(port), listening(Office(), port) as office:
        Postman(Clock()).deliver()

    (mail,) = office.taken
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    page = Page()
    page.feed(html)
    assert (page.lang, page.loads) == ("pl", [])
    assert [tag for tag in page.tags if tag in ("h1", "ul", "li", "img", "script", "table")] == [
        "h1",
        "ul",
        "li",
        "li",
    ]
    assert page.links[:2] == ["https://k.example/a", "https://k.example/nauka/"]
    assert "&lt;img" in html
    assert html.index("Fundusze Europejskie") < html.index("Unia Europejska")
    assert "Fundusze Europejskie | Unia Europejska" in text
    assert mail["List-Unsubscribe"].endswith("/konto/powiadomienia/>")
    assert mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.rule("W-22")
def test_the_signs_of_a_project_come_with_the_letter(cast, monkeypatch) -> None:
    """A picture where the operator has put one in, shown from the letter itself; a name where not."""
    drawn = Drawn("Unia Europejska", 120, 40, "ab" * 32, "", own=False)
    bare = Drawn("Rzeczpospolita Polska", 120, 40, "", "", own=False)
    monkeypatch.setattr("kaganek.programmes.queries.strip_of", lambda project: [(drawn, PNG), (bare, b"")])
    port = free_port()
    with seated(SYSTEM):
        facts = {"subject": "Temat", "body": "Dzień dobry."}
        post([Post("tests.plain", "e", "o@urzad.example", 1, project=cast.project.pk, facts=facts)], at=AT)
    with writing_to(port), listening(Office(), port) as office:
        Postman(Clock()).deliver()

    (mail,) = office.taken
    assert mail.get_content_type() == "multipart/related"
    page = Page()
    page.feed(mail.get_body(("html",)).get_content())
    (picture,) = [part for part in mail.walk() if part.get_content_type() == "image/png"]
    assert page.loads == [f"cid:{picture['Content-ID'].strip('<>')}"]
    assert picture.get_content() == PNG
    assert picture["Content-Disposition"].startswith("inline")
    assert "Rzeczpospolita Polska" in mail.get_body(("html",)).get_content()
    assert "Unia Europejska | Rzeczpospolita Polska" in mail.get_body(("plain",)).get_content()


def test_the_number_of_a_letter_is_known_by_its_signature(cast) -> None:
    queue(1)
    (letter,) = letters()

    assert letter_of(f"Re: {message_id(letter)}") == letter.pk
    assert letter_of(message_id(letter).replace(f"letter-{letter.pk}-", f"letter-{letter.pk + 1}-")) is None
