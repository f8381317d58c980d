"""One letter from its bytes. Runs in the fenced child: whatever is in the letter, the worst it can do is not be read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.utils import getaddresses

from kaganek.lib.mail_in import files, judging
from kaganek.lib.mail_in.charsets import decoded, one_line, tidy
from kaganek.lib.mail_in.model import Attached, Bounce, Incoming, Limits, Unreadable, unique
from kaganek.lib.mail_in.plain import plain_text
from kaganek.lib.mail_in.quotes import own_words

MESSAGE_ID = re.compile(r"<?([^\s<>@]{1,250}@[^\s<>@]{1,250})>?")
ADDRESS = re.compile(r"[^\s@<>\"(),;:\\\[\]]{1,64}@[a-z0-9](?:[a-z0-9.\-]{0,250}[a-z0-9])?", re.IGNORECASE)
BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
READ_BYTES = 2 * 2**20  # of one part with words
LOGO_BYTES = 12_000  # a smaller picture inside the words is a sign of the sender's office, not a file
ENDINGS = {"jpg": "jpg", "png": "png", "gif": "gif", "pdf": "pdf", "text": "txt", "rtf": "rtf"}


def parse(raw: bytes, *, envelope_from: str, mark: str, limits: Limits) -> Incoming:
    """Read a letter; raises Unreadable for one that is too big, too deep or of too many parts.

    envelope_from  the sender that the mail server was told.
    mark           this installation's value of the header X-Kaganek: a letter that has it is our own.
    """
    _check(raw, limits)
    try:
        message = message_from_bytes(raw, policy=policy.default)
        return _read(message, envelope_from, mark, limits)
    except RecursionError:
        raise Unreadable("deep") from None


def message_id_of(raw: bytes) -> str:
    """The id of a letter from its first 64 kB, without reading it further; "" when it has none."""
    head = raw[: 64 * 1024].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
    found = BytesHeaderParser(policy=policy.compat32).parsebytes(head).get("Message-ID", "")
    named = MESSAGE_ID.search(str(found)[:600])
    return named[1] if named else ""


def _check(raw: bytes, limits: Limits) -> None:
    if len(raw) > limits.message_bytes:
        raise Unreadable("big")
    if len(raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]) > limits.header_bytes:
        raise Unreadable("headers")
    if len(BOUNDARY.findall(raw[: 2**20])) > limits.parts:
        raise Unreadable("parts")


def _read(message: EmailMessage, envelope_from: str, mark: str, limits: Limits) -> Incoming:
    letter = _Letter(message, limits)
    letter.count()
    bounce = letter.bounce()
    name, sender = letter.sender()
    whole = letter.body(message)[: limits.text_chars]
    found = letter.files
    return Incoming(
        kind=judging.kind_of(
            letter.header,
            sender=sender,
            envelope_from=envelope_from,
            hops=sum(key.lower() == "received" for key, _ in message.raw_items()),
            most_hops=limits.received,
            is_bounce=bounce is not None,
            mark=mark,
        ),
        sender=sender,
        sender_name=name,
        subject=one_line(letter.header("Subject"), 250),
        message_id=next(iter(_ids(letter.header("Message-ID"))), ""),
        answers=unique([*_ids(letter.header("In-Reply-To")), *reversed(_ids(letter.header("References")))])[
            :30
        ],
        text=own_words(whole),
        whole=whole,
        files=tuple(found[: limits.files]),
        left_out=max(0, len(found) - limits.files),
        bounce=bounce,
        results=tuple(headers(message, "Authentication-Results", limits.header_chars)[:20]),
    )


def _ids(value: str) -> list[str]:
    return [found[1] for found in MESSAGE_ID.finditer(value)]


class _Letter:
    """A letter under reading: its parts counted, its files collected."""

    def __init__(self, message: EmailMessage, limits: Limits) -> None:
        self.message, self.limits = message, limits
        self.files: list[Attached] = []

    def header(self, name: str, part: EmailMessage | None = None) -> str:
        return header(part or self.message, name, self.limits.header_chars)

    def count(self) -> None:
        """Raises Unreadable for too many parts, or too deep ones."""
        waiting, seen = [(self.message, 1)], 0
        while waiting:
            part, depth = waiting.pop()
            seen += 1
            if depth > self.limits.depth:
                raise Unreadable("deep")
            if seen > self.limits.parts:
                raise Unreadable("parts")
            waiting += [(inner, depth + 1) for inner in _inner(part)]

    def sender(self) -> tuple[str, str]:
        """Name and address of the first sender that has one."""
        for name, address in getaddresses([self.header("From")]):
            if ADDRESS.fullmatch(address):
                return one_line(name, 120), address.lower()
        return "", ""

    def body(self, part: EmailMessage) -> str:
        """The words of a part, files aside: of alternatives the plain one, of others all, one after another."""
        kind = part.get_content_type()
        if part.is_multipart() and kind != "message/rfc822":
            said = [(inner.get_content_type(), self.body(inner)) for inner in _inner(part)]
            if kind == "multipart/alternative":
                spoken = sorted(
                    ((which != "text/plain", text) for which, text in said if text), key=lambda one: one[0]
                )
                return spoken[0][1] if spoken else ""
            return "\n\n".join(text for _, text in said if text)
        if kind in ("text/plain", "text/html") and not self._is_file(part):
            text = decoded(_bytes(part)[:READ_BYTES], _charset(part))
            return tidy(plain_text(text) if kind == "text/html" else text).strip()
        if kind not in ("message/delivery-status", "text/rfc822-headers"):
            self._add(part)
        return ""

    def _is_file(self, part: EmailMessage) -> bool:
        return _disposition(part) == "attachment" or bool(_file_name(part))

    def _add(self, part: EmailMessage) -> None:
        body = part.as_bytes() if part.get_content_type() == "message/rfc822" else _bytes(part)
        kind = files.kind_of(body)
        inside = bool(self.header("Content-ID", part)) and _disposition(part) != "attachment"
        if not body or (inside and kind in ("png", "jpg", "gif") and len(body) < LOGO_BYTES):
            return
        ending = "eml" if part.get_content_type() == "message/rfc822" else ENDINGS.get(kind, "bin")
        name = files.safe_name(_file_name(part), number=len(self.files) + 1, ending=ending)
        self.files.append(Attached(name, kind, body))

    def bounce(self) -> Bounce | None:
        """What a mail server says of a letter of ours, when this is such a notice."""
        report = next(
            (p for p in _walk(self.message) if p.get_content_type() == "message/delivery-status"), None
        )
        daemon = judging.DAEMONS.match(self.sender()[1])
        if report is None and not daemon:
            return None
        facts = self._status(report)
        recipient = (
            facts.get("final-recipient", facts.get("original-recipient", "")).rpartition(";")[2].strip()
        )
        return Bounce(
            message_id=self._original(),
            recipient=one_line(recipient, 254).lower(),
            action=facts.get("action", "failed" if daemon and report is None else "").strip().lower()[:20],
            status=facts.get("status", "").strip()[:12],
            reason=one_line(facts.get("diagnostic-code", "").rpartition(";")[2], 300),
        )

    def _status(self, report: EmailMessage | None) -> dict[str, str]:
        """The headers of the first recipient that a notice names."""
        for block in _inner(report) if report else ():
            facts = {key.lower(): header(block, key, 2000) for key, _ in block.raw_items()}
            if "action" in facts or "status" in facts:
                return facts
        return {}

    def _original(self) -> str:
        """The id of our letter: from its copy or its headers, or from the words of the notice."""
        for part in _walk(self.message):
            if part is not self.message and part.get_content_type() not in (
                "message/rfc822",
                "message/delivery-status",
            ):
                if found := _ids(header(part, "Message-ID", 600)):
                    return found[0]
                if part.get_content_type() == "text/rfc822-headers":
                    return message_id_of(_bytes(part))
        said = judging.LETTER_ID.search(self.message.as_string()[:200_000])
        return said[0] if said else ""


def header(part: EmailMessage, name: str, most: int) -> str:
    """A header as text, in one line; "" when there is none. Never raises, whatever it holds."""
    return next(iter(headers(part, name, most)), "")


def headers(part: EmailMessage, name: str, most: int) -> list[str]:
    """All headers of a name as text, each in one line, in their order."""
    return [
        _header_text(key, str(value)[:most]) for key, value in part.raw_items() if key.lower() == name.lower()
    ]


def _header_text(name: str, value: str) -> str:
    raw = value.encode("utf-8", "surrogateescape")
    if not raw.isascii():  # bytes without any charset: what a careless program writes
        return one_line(decoded(raw), 2000)
    try:
        return one_line(str(policy.default.header_factory(name, value)), 2000)
    except Exception:  # the library's parser of headers falls over some of them
        return one_line(value, 2000)


def _inner(part: EmailMessage) -> list[EmailMessage]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, EmailMessage)] if isinstance(payload, list) else []


def _walk(message: EmailMessage) -> Iterator[EmailMessage]:
    yield message
    for part in _inner(message):
        yield from _walk(part)


def _bytes(part: EmailMessage) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except Exception:  # a transfer encoding that is none
        return b""
    return found if isinstance(found, bytes) else b""


def _charset(part: EmailMessage) -> str:
    try:
        return str(part.get_param("charset", "", unquote=True) or "")
    except Exception:
        return ""


def _disposition(part: EmailMessage) -> str:
    return header(part, "Content-Disposition", 300).partition(";")[0].strip().lower()


def _file_name(part: EmailMessage) -> str:
    try:
        return one_line(part.get_filename("") or "", 400)
    except Exception:
        return ""


def address_of(name: str, address: str) -> str:
    """`Name <address>` for a header, with the name encoded and quoted as it needs to be."""
    local, _, domain = address.rpartition("@")
    return str(Address(one_line(name, 120), local, domain))
