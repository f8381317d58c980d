"""Tickets and what the database is told; streams themselves: tests/faults/test_streams.py."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.signing import Signer

from kaganek.core.seats import SYSTEM
from kaganek.core.streams import Ticket, address_of, read_ticket, ticket_for, told

AT = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def test_a_ticket_says_what_it_was_made_for_and_runs_out() -> None:
    text = ticket_for("chat", 7, seat=SYSTEM, sitting="abc", at=AT)

    assert read_ticket(text, at=AT) == Ticket("chat", 7, 0, 0, "abc", int(AT.timestamp()) + 60)
    assert read_ticket(text, at=AT + timedelta(seconds=59)) is not None
    assert read_ticket(text, at=AT + timedelta(seconds=60)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a.b",
        "zażółć",
        Signer(salt="other", sep=".").sign_object(["chat", 7, 0, 0, "abc", 4_000_000_000]),
        Signer(salt="kaganek.stream", sep=".").sign_object(["chat", 7]),
        Signer(salt="kaganek.stream", sep=".").sign_object(["nie-ma", 7, 0, 0, "abc", 4_000_000_000]),
    ],
)
def test_what_is_no_ticket_of_ours_opens_nothing(text: str) -> None:
    assert read_ticket(text, at=AT) is None


def test_words_on_the_channel_are_read_or_passed_over() -> None:
    assert told("chat:12") == ("chat", 12)
    assert [told(one) for one in ("", "chat", "chat:", "chat:-1", "chat:x", "inny:3", "chat:1:2")] == [
        None
    ] * 7


def test_without_a_stream_there_is_no_address(settings) -> None:
    settings.STREAM_URL = ""
    assert address_of("t") == ""
    settings.STREAM_URL = "https://strumien.example.pl:8444"
    assert address_of("t") == "https://strumien.example.pl:8444/strumien/t"
