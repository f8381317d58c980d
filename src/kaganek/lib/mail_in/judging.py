"""Who wrote a letter: judged from its headers alone, as mail programs mark what no person wrote."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from kaganek.lib.mail_in.model import Kind

MARK = "X-Kaganek"  # header of every letter of ours; its value is the installation's
LETTER_ID = re.compile(r"letter-\d{1,18}(?:-[0-9a-f]{4,64})?@[A-Za-z0-9.\-]+")
COMMENT = re.compile(r"\([^()]*\)")
BULK = {"bulk", "junk", "list"}
AUTOMATIC_SUBJECTS = re.compile(
    r"^\s*(?:(?:re|odp|fwd|pd)\s*:\s*)*(?:"
    r"automatyczna odpowied|odpowied[zź] automatyczna|auto-?odpowied|autoresponder|automatic reply|auto(?:matic)?[ -]?reply"
    r"|auto[ -]?response|out of (?:the )?office|poza biurem|jestem poza biurem|nieobecno[sś][cć] w (?:biurze|pracy)"
    r"|odczytano\s*:|nie odczytano\s*:|przeczytano\s*:|not read\s*:|read\s*:)",
    re.IGNORECASE,
)
DAEMONS = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)@", re.IGNORECASE)


def kind_of(
    header: Callable[[str], str],
    *,
    sender: str,
    envelope_from: str,
    hops: int,
    most_hops: int,
    is_bounce: bool,
    mark: str,
) -> Kind:
    """Whether a person wrote the letter.

    header         gives the value of a header, "" when there is none.
    envelope_from  the sender that the mail server was told; "" is what servers say of their own notices.
    mark           this installation's value of the header `MARK`.
    """
    if is_bounce or DAEMONS.match(sender):
        return Kind.BOUNCE
    if hops > most_hops or (mark and header(MARK).strip() == mark):
        return Kind.LOOP
    if _is_automatic(header, envelope_from):
        return Kind.AUTO
    if header("Precedence").strip().lower() in BULK or header("List-Id") or header("List-Unsubscribe"):
        return Kind.BULK
    return Kind.PERSON


def _is_automatic(header: Callable[[str], str], envelope_from: str) -> bool:
    if header("Auto-Submitted").partition(";")[0].strip().lower() not in ("", "no"):
        return True
    if any(header(name) for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")):
        return True
    if header("Precedence").strip().lower() in ("auto_reply", "auto-reply"):
        return True
    if header("Content-Type").lower().startswith("multipart/report"):
        return True  # a receipt of reading
    if envelope_from.strip() in ("", "<>") or header("Return-Path").strip() == "<>":
        return True
    return bool(AUTOMATIC_SUBJECTS.match(header("Subject")))


def vouches(results: Sequence[str], *, server: str, sender: str) -> bool:
    """Whether our own mail server says that the letter comes from the domain it names (DMARC passed).

    results  headers Authentication-Results, the last written first; only the first that bears the server's name is
             believed: the others came with the letter.
    server   that name; "" believes nobody.

    Source: RFC 8601 (the header), RFC 7489 (DMARC).
    """
    for one in results:
        name, _, said = COMMENT.sub(" ", one).partition(";")
        if server and name.split()[:1] == [server]:
            methods = [method.split() for method in said.lower().split(";")]
            domain = f"header.from={sender.rpartition('@')[2]}"
            return any(words[:1] == ["dmarc=pass"] and domain in words for words in methods)
    return False
