"""A question asked in the browser, answered by e-mail, answered back by e-mail, published and read by a stranger.

The real server, the real worker sending by SMTP to a mail server on loopback, and the real door for answers, spoken
to by LMTP. Hostile files and words go along; nothing of them runs in the session of whoever reads.
"""

from __future__ import annotations

import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from kaganek.core.seats import SYSTEM, seated
from kaganek.people.tests.factories import PASSWORD
from tests import databases
from tests.cast import assemble
from tests.journeys import walking
from tests.journeys.walking import Walk, window
from tests.live import Live, end, free_port, inside, live_server, worker
from tests.post import Office, listening

pytestmark = pytest.mark.journey
DOMAIN = "pytania.example"
SUBJECT = "Jak mierzyć czas oczekiwania?"
ASKED = "W sekretariacie nie ma biletomatu. Czy wystarczy zapytać ludzi?"
ANSWER = "Wystarczy kartka i zegar: notujcie wejście i koniec rozmowy."
THANKS = "Dziękuję, zrobimy to od poniedziałku."
HOSTILE = "<script>document.title='przejete'</script><img src=x onerror=alert(1)>"
WITHIN = 60.0  # seconds for a letter to go out or come in; a busy machine is slow


@dataclass
class Ground:
    """What runs during the walk."""

    server: Live
    office: Office
    door: int


@pytest.fixture(scope="module")
def ground(django_db_blocker: Any) -> Iterator[Ground]:
    with databases.clone("journey_question_by_mail") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            assemble()
        smtp, lmtp = free_port(), free_port()
        told = {
            "KAGANEK_MAIL_IN_DOMAIN": DOMAIN, "KAGANEK_SMTP_HOST": "127.0.0.1", "KAGANEK_SMTP_PORT": str(smtp),
            "KAGANEK_MAIL_FROM": f"Kaganek <kaganek@{DOMAIN}>",
        }  # fmt: skip
        with (
            listening(Office(), smtp) as office,
            live_server(name, **told) as server,
            worker(name, **told, KAGANEK_BASE_URL=server.url),
            _door(name, lmtp, told),
        ):
            yield Ground(server, office, lmtp)


class _Running:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    def __enter__(self) -> None:
        """Wait for nothing: the first letter is sent long after."""

    def __exit__(self, *_: object) -> None:
        end(self.process)


def _door(database: str, port: int, told: dict[str, str]) -> _Running:
    """`kaganek mail-in` as an installation runs it."""
    command = [sys.executable, "-m", "kaganek.site.cli", "mail-in", "--listen", f"127.0.0.1:{port}"]
    log = databases.state() / f"mail-in-{port}.log"
    with log.open("wb") as out:
        return _Running(
            subprocess.Popen(
                command, env=databases.environment(database) | told, cwd=databases.ROOT, stdout=out, stderr=out,
                start_new_session=True,
            )
        )  # fmt: skip


@pytest.fixture(scope="module")
def chrome(ground: Ground) -> Iterator[Browser]:
    with walking.chromium() as opened:
        yield opened


def until(what: Callable[[], Any], told: str) -> Any:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        if found := what():
            return found
        time.sleep(0.3)
    raise AssertionError(f"not within {WITHIN:.0f} s: {told}")


def letter_to(ground: Ground, login: str, holding: str) -> EmailMessage:
    """The letter that our outbox sent to somebody."""
    own = f"{login}@urzad.example"

    def found() -> EmailMessage | None:
        return next(
            (one for one in ground.office.taken if own in str(one["To"]) and holding in plain(one)), None
        )

    return until(found, f"a letter to {login} with {holding!r}")


def plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    return part.get_content() if part else ""


def reply(to: EmailMessage, login: str, text: str, number: int, **headers: str) -> EmailMessage:
    """What a mail program makes when its user presses "Odpowiedz"."""
    made = EmailMessage()
    made["From"] = f"{login}@urzad.example"
    made["To"] = str(to["Reply-To"])
    made["Subject"] = f"Odp: {to['Subject']}"
    made["Message-ID"] = f"<odp{number}@urzad.example>"
    made["In-Reply-To"] = str(to["Message-ID"])
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    quoted = "".join(f"> {line}\n" for line in plain(to).splitlines())
    made.set_content(f"{text}\n\nW dniu 23.11.2026 o 12:00, Kaganek pisze:\n{quoted}")
    return made


def send(ground: Ground, made: EmailMessage) -> None:
    def spoken() -> bool:
        try:
            with smtplib.LMTP("127.0.0.1", ground.door) as line:
                line.sendmail(str(made["From"]), [str(made["To"])], made.as_bytes(policy=SMTP))
        except ConnectionRefusedError:
            return False
        return True

    until(spoken, "the door for letters opens")


def test_a_question_goes_by_mail_both_ways_and_becomes_a_frequent_one(
    ground: Ground, chrome: Browser
) -> None:
    with window(chrome, ground.server.url) as anna, window(chrome, ground.server.url) as filip:
        anna.sign_in("anna", PASSWORD)
        page = asks(anna)
        given = letter_to(ground, "filip", ASKED)
        assert f"@{DOMAIN}" in str(given["Reply-To"])
        send(ground, hostile_answer(given))
        answer = sees_the_answer(anna, ground, page)
        send(ground, reply(answer, "anna", "Jestem na urlopie.", 2, Auto_Submitted="auto-replied"))
        send(ground, reply(answer, "anna", THANKS, 3))
        filip.sign_in("filip", PASSWORD)
        reads_the_thanks(filip, ground, page)
        publishes(filip)
    with window(chrome, ground.server.url) as stranger:
        stranger.to("/czeste-pytania/")
        stranger.page.get_by_text(SUBJECT).click()
        expect(stranger.page.get_by_text(ANSWER)).to_be_visible()
        assert "Wrona" not in stranger.words()
        stranger.examine()


def asks(anna: Walk) -> str:
    """The participant asks; the page says who reads it and by when there will be an answer."""
    anna.to("/pytania/")
    anna.examine()
    anna.follow("Zadaj pytanie")
    anna.examine()
    anna.page.get_by_label("Temat").fill(SUBJECT)
    anna.page.get_by_label("Treść pytania").fill(ASKED)
    anna.press("Wyślij pytanie")
    expect(anna.page.get_by_text("Opiekun Twojego urzędu tego nie widzi")).to_be_visible()
    assert "Odpowiemy do" in anna.words()
    anna.examine()
    return anna.page.url


def hostile_answer(given: EmailMessage) -> EmailMessage:
    made = reply(given, "filip", f"{ANSWER}\n\n{HOSTILE}", 1)
    made.add_attachment(b"%PDF-1.7 arkusz", maintype="application", subtype="pdf", filename="arkusz.pdf")
    made.add_attachment(HOSTILE.encode(), maintype="text", subtype="plain", filename="notatka.txt")
    made.add_attachment(HOSTILE.encode(), maintype="text", subtype="html", filename="strona.html")
    made.add_attachment(b"<svg onload=alert(1)>", maintype="image", subtype="svg+xml", filename="znak.svg")
    return made


def sees_the_answer(anna: Walk, ground: Ground, page: str) -> EmailMessage:
    answer = letter_to(ground, "anna", ANSWER)

    def shown() -> bool:
        anna.to(page)
        return ANSWER in anna.words()

    until(shown, "the answer on the asker's page")
    assert "Jest odpowiedź" in anna.words()
    assert "strona.html" in anna.words()  # named as not taken
    assert anna.page.locator("main a.kg-file").count() == 2
    assert HOSTILE in anna.words()  # as words
    assert anna.page.title() != "przejete"
    anna.examine()
    return answer


def reads_the_thanks(filip: Walk, ground: Ground, page: str) -> None:
    def shown() -> bool:
        filip.to(page)
        return THANKS in filip.words()

    until(shown, "the asker's reply on the consultant's page")
    assert "urlopie" not in filip.words()  # a program wrote that
    assert "W dniu 23.11.2026" not in filip.words()
    filip.examine()
    for name in ("arkusz.pdf", "notatka.txt"):
        with filip.page.expect_download() as waiting:
            filip.page.locator("main a.kg-file", has_text=name).click()
        assert waiting.value.suggested_filename.startswith("pytanie-")
    assert filip.page.title() != "przejete"
    filip.to("/kolejka-pytan/")
    filip.examine()


def publishes(filip: Walk) -> None:
    """Words that tell whose question it was are refused; edited ones are published."""
    page = filip.page
    filip.follow(SUBJECT)
    filip.follow("Do częstych pytań")
    filip.examine()
    page.get_by_label("Odpowiedź", exact=True).fill(f"Anna Wrona pytała. {ANSWER}")
    page.get_by_label("Nie ma tu niczego").check()
    filip.complaints.clear()
    filip.press("Opublikuj")
    expect(page.get_by_text("Nie opublikowaliśmy")).to_be_visible()
    filip.complaints.clear()  # the browser writes down that the answer was 422
    page.get_by_label("Odpowiedź", exact=True).fill(ANSWER)
    filip.press("Opublikuj")
    expect(page.get_by_text("Opublikowane.")).to_be_visible()


def test_a_hostile_file_does_not_run_in_the_sessions_of_those_who_answer(
    ground: Ground, chrome: Browser
) -> None:
    """Asked of technical support by the office's administrator, it reaches the platform's supplier."""
    with window(chrome, ground.server.url) as henryk:
        henryk.sign_in("henryk", PASSWORD)
        henryk.to("/pytania/nowe/?do=wsparcie")
        henryk.page.get_by_label("Temat").fill("Nie działa")
        henryk.page.get_by_label("Treść pytania").fill(HOSTILE)
        file = {"name": "dziennik.txt", "mimeType": "text/html", "buffer": HOSTILE.encode()}
        henryk.page.get_by_label("Pliki").set_input_files([file])  # type: ignore[list-item]
        henryk.press("Wyślij pytanie")
        where = henryk.page.url
        henryk.examine()
    with window(chrome, ground.server.url) as grazyna:
        grazyna.sign_in("grazyna", PASSWORD)
        grazyna.to("/zgloszenia/")
        grazyna.examine()
        grazyna.to(where)
        assert HOSTILE in grazyna.words()
        address = grazyna.page.locator("main a.kg-file").get_attribute("href")
        with grazyna.page.expect_download() as waiting:
            grazyna.page.evaluate("address => { location.href = address }", address)
        assert waiting.value.path().read_bytes() == HOSTILE.encode()
        assert grazyna.page.title() != "przejete"
        grazyna.examine()
