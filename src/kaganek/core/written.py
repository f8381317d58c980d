"""A letter written: its words as plain text and as an accessible page, with headers that nothing can break into."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.mime.image import MIMEImage
from enum import Enum, auto
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.crypto import salted_hmac
from django.utils.module_loading import import_string

from kaganek.core.models import Letter, Notice
from kaganek.core.notices.catalogue import notice_kinds
from kaganek.core.registry import Registry
from kaganek.lib.strips import Drawn

SUBJECT_MOST = 250
CHOICES = "/konto/powiadomienia/"
RETURNED = "zwrot"  # local part of the address for reports of mail servers
LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:)]")
LINKED_LINE = re.compile(r"^(?P<words>.{2,250}): (?P<link>https?://\S+)$")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
UNKNOWN_MAILBOX = (550, 551, 553)
HARD_STATUS = re.compile(r"\b5\.(1\.[0-9]{1,2}|2\.1)\b")
ENHANCED = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
RELAYING = re.compile(r"relay|authenticat|spam|block|policy|reputation", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Words:
    """What a letter says. Line breaks in a subject or header become spaces.

    body      plain text: paragraphs, lines beginning "- ", and lines "words: address".
    reply_to  an address that answers come back to; "" = nobody reads answers.
    headers   further headers ("In-Reply-To").
    """

    subject: str
    body: str
    reply_to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class _Related(EmailMultiAlternatives):
    """What is attached belongs to the page."""

    mixed_subtype = "related"


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter ready to go."""

    to: str
    subject: str
    text: str
    html: str
    reply_to: str
    headers: dict[str, str]
    pictures: Mapping[str, bytes] = field(
        default_factory=dict
    )  # PNG by Content-ID; the page shows them, none is fetched

    def message(self) -> EmailMultiAlternatives:
        """From us; what comes back goes to an address that we read, where mail comes in at all."""
        returned = returns_to()
        made = _Related(
            self.subject, self.text, from_email=returned or None, to=[self.to],
            reply_to=[self.reply_to] if self.reply_to else None,
            headers=self.headers | ({"From": settings.DEFAULT_FROM_EMAIL} if returned else {}),
        )  # fmt: skip
        made.attach_alternative(self.html, "text/html")
        for cid, png in self.pictures.items():
            picture = MIMEImage(png, "png")
            picture["Content-ID"] = f"<{cid}>"
            picture["Content-Disposition"] = "inline"
            made.attach(picture)
        return made


def returns_to() -> str:
    """The envelope's sender, to which mail servers report what they could not deliver; "" = the usual one."""
    return f"{RETURNED}@{settings.MAIL_IN_DOMAIN}" if settings.MAIL_IN_DOMAIN else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph: words, and the address they lead to."""

    words: str
    link: str = ""
    before: str = ""  # words in front of an address in the middle of a sentence
    after: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    lines: Sequence[Line]
    listed: bool = False


def written(letter: Letter, kinds: Registry[Callable[[Letter], Words | None]]) -> Mail | None:
    """A letter with the words of this moment; None when it has nothing left to say.

    Nothing is left when its notice was withdrawn, when the person may sign in no more, or when its kind says
    so: the thing is done, the deadline was moved. Runs in the system's seat. Source: rules C-03 and C-07.
    """
    if letter.kind in notice_kinds and has_left(letter):
        return None
    notice = Notice.policed.filter(letter=letter.pk, kind=letter.kind).first()
    if notice is not None and notice.withdrawn_at is not None:
        return None
    words = kinds.get(letter.kind)(letter) if letter.kind in kinds else _plain(notice)
    return mail_of(letter, words) if words else None


def has_left(letter: Letter) -> bool:
    """Whether the person whom a letter brings news was switched off, or gave up every address, since it was queued."""
    if not letter.person:
        return False
    found: Mapping[int, str] = import_string(settings.ADDRESSES_OF)([letter.person])
    return letter.person not in found


def _plain(notice: Notice | None) -> Words | None:
    """Words of a kind that has none of its own: what the notice says, and the way there."""
    if notice is None:
        return None
    text = f"{notice.facts['text']}\n\n" if notice.facts.get("text") else ""
    where = f"Otwórz w Kaganku: {settings.BASE_URL}{notice.url}\n" if notice.url else ""
    return Words(notice.title, f"Dzień dobry,\n\n{notice.title.rstrip('.')}.\n\n{text}{where}")


def mail_of(letter: Letter, words: Words) -> Mail:
    """Words with the frame that every mail of ours has: who sends it, why, how to choose, the signs of the project."""
    strip = _strip(letter.project)
    chosen = letter.kind not in notice_kinds or not notice_kinds.get(letter.kind).obligatory
    choices = settings.BASE_URL + CHOICES if chosen and letter.person else ""
    foot = _foot(choices, [sign.name for sign, _ in strip])
    signs = [(sign, f"{sign.file[:32]}@kaganek" if png else "") for sign, png in strip]
    subject = one_line(words.subject)[:SUBJECT_MOST]
    body = words.body.strip()
    html = render_to_string(
        "mail/letter.html",
        {"subject": subject, "paragraphs": paragraphs(body), "choices": choices, "signs": signs, "home": settings.BASE_URL},
    )  # fmt: skip
    return Mail(
        to=letter.to, subject=subject, text=f"{body}\n\n-- \n{foot}", html=html,
        reply_to=one_line(words.reply_to), headers=_headers(letter, words, choices),
        pictures={cid: png for (_, cid), (_, png) in zip(signs, strip, strict=True) if cid},
    )  # fmt: skip


def _headers(letter: Letter, words: Words, choices: str) -> dict[str, str]:
    own = {
        "Message-ID": message_id(letter),
        "Auto-Submitted": "auto-generated",  # no automatic answer comes back
        "X-Auto-Response-Suppress": "All",
    }
    if choices:
        own["List-Unsubscribe"] = f"<{choices}>"
    return {one_line(key): one_line(value) for key, value in words.headers.items()} | own


def _foot(choices: str, strip: Sequence[str]) -> str:
    rows = [f"Kaganek, platforma szkoleniowa: {settings.BASE_URL}"]
    if choices:
        rows.append(f"Jakie wiadomości dostajesz i jak często, ustawisz tutaj: {choices}")
    if strip:
        rows.append(" | ".join(strip))
    return "\n".join(rows) + "\n"


def _strip(project: int | None) -> list[tuple[Drawn, bytes]]:
    found: list[tuple[Drawn, bytes]] = import_string(settings.STRIP_OF)(project) if project else []
    return found


def one_line(text: str) -> str:
    """A header's value: no control sign, no break of a line, so nothing that begins another header."""
    return " ".join(CONTROL.sub(" ", text).split())


def _signature(letter_id: int) -> str:
    return salted_hmac("kaganek.letter", str(letter_id)).hexdigest()[:12]


def message_id(letter: Letter) -> str:
    """The same for each try; signed, so that nobody can report a bounce of a letter they have not seen."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("<> ")
    return f"<letter-{letter.pk}-{_signature(letter.pk)}@{host}>"


def letter_of(message: str) -> int | None:
    """The letter whose Message-ID this is; None for any other."""
    found = re.search(r"<?letter-(\d{1,18})-([0-9a-f]{12})@", message)
    return int(found[1]) if found and _signature(int(found[1])) == found[2] else None


def paragraphs(body: str) -> list[Paragraph]:
    """Plain text as what a page shows: paragraphs, lists and links. All words are escaped by the template."""
    made: list[Paragraph] = []
    for block in re.split(r"\n\s*\n", body.strip()):
        rows = [row.strip() for row in block.split("\n") if row.strip()]
        items = [row for row in rows if row.startswith("- ")]
        rest = [row for row in rows if not row.startswith("- ")]
        if rest:
            made.append(Paragraph([_line(row) for row in rest]))
        if items:
            made.append(Paragraph([_line(row[2:]) for row in items], listed=True))
    return made


def _line(row: str) -> Line:
    if whole := LINKED_LINE.match(row):
        return Line(whole["words"], whole["link"])
    if found := LINK.search(row):
        return Line(found[0], found[0], before=row[: found.start()], after=row[found.end() :])
    return Line(row)


class Refusal(Enum):
    """Whose fault it is that a letter did not go."""

    SERVER = auto()  # the connection broke or the server takes nothing from us now
    LETTER = auto()  # this letter was refused; it may pass later
    FOR_GOOD = auto()  # there is no such mailbox


def refusal(fault: Exception) -> Refusal:
    """Judge a fault of sending. Source: rule C-06."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return _of_recipient(fault)
    if isinstance(fault, smtplib.SMTPResponseException):
        busy = fault.smtp_code == 421 or isinstance(
            fault,
            smtplib.SMTPSenderRefused | smtplib.SMTPConnectError | smtplib.SMTPHeloError | smtplib.SMTPAuthenticationError,
        )  # fmt: skip
        return Refusal.SERVER if busy else Refusal.LETTER
    return Refusal.SERVER if isinstance(fault, OSError) else Refusal.LETTER


def _of_recipient(fault: smtplib.SMTPRecipientsRefused) -> Refusal:
    answers: Any = list(fault.recipients.values())
    code, said = answers[0]
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    if code == 421:
        return Refusal.SERVER
    return Refusal.FOR_GOOD if is_hard(code, text) else Refusal.LETTER


def is_hard(code: int, text: str) -> bool:
    """Whether an answer says that the mailbox does not exist, and not that we are unwelcome."""
    if HARD_STATUS.search(text):
        return True
    if ENHANCED.search(text) or RELAYING.search(text):
        return False
    return code in UNKNOWN_MAILBOX
