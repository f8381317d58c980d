"""The writer's own words of a letter: without the letters it quotes and without the signature below."""

from __future__ import annotations

import re

ABOVE = "Odpowiedz powyżej tej linii"  # our own letters carry it; whatever is below is ours
_DAY = r"(?:pon|wt|śr|sr|czw|pt|sob|so|ndz|niedz|nie|mon|tue|wed|thu|fri|sat|sun)\w*\.?,"
OPENS = re.compile(
    rf"^(?:W dniu\b|Dnia\b|Wiadomość napisana przez\b|On\b|{_DAY}|\d{{4}}-\d\d-\d\d|\d{{1,2}}[. ]\w+[. ]\d{{4}})",
    re.IGNORECASE,
)
CLOSES = re.compile(
    r"(?:napisał(?:\(a\)|a|/a)?|napisano|pisze|pisał(?:\(a\)|a)?|wrote|writes)\s*:\s*$", re.IGNORECASE
)
APPLE = re.compile(r"^Wiadomość napisana przez .*(?:w dniu|dnia) .*\d\s*:\s*$", re.IGNORECASE | re.DOTALL)
DIVIDERS = re.compile(
    r"^[\s>*_-]*(?:-{2,}|_{5,}|\*{3,})\s*"
    r"(?:Original Message|Original Appointment|Wiadomość oryginalna|Oryginalna wiadomość|Wiadomość pierwotna"
    r"|Pierwotna wiadomość|Forwarded message|Wiadomość przekazana dalej|Przekazana wiadomość"
    r"|Treść przekazanej wiadomości)\s*[-_*]*\s*$",
    re.IGNORECASE,
)
FROM = re.compile(r"^\s*\*?(?:Od|From|Nadawca)\s*:\*?\s*\S", re.IGNORECASE)
BESIDE = re.compile(
    r"^\s*\*?(Wysłano|Wysłane|Sent|Data|Date|Do|To|Adresat|DW|Cc|Temat|Subject)\s*:\*?", re.IGNORECASE
)
RULE = re.compile(r"^\s*_{10,}\s*$")
SIGNATURE = re.compile(r"^--\s?$")
DEVICE = re.compile(
    r"^\s*(?:Wysłan[eoy] z (?:mojego |systemu |aplikacji |urządzenia |telefonu|smartfon|programu |iPhon|iPad|Samsung"
    r"|Yahoo|Huawei|Xiaomi)|Wysłane przy użyciu|Sent from (?:my|Outlook|Mail for|Yahoo)|Pobierz (?:program |aplikację )?"
    r"Outlook dla|Get Outlook for|Uzyskaj (?:program |aplikację )?Outlook)",
    re.IGNORECASE,
)
SPAN = 4  # lines that one attribution may take


def own_words(text: str) -> str:
    """What the writer wrote in this letter; "" when there is nothing but a quotation.

    Understands the ways of Outlook, Gmail, Thunderbird, Apple Mail and Polish web mail, in Polish and in English.
    A text below a quotation is kept, and of answers between quoted lines the answers.
    """
    lines = text.split("\n")
    lines = lines[: _divider(lines)]
    lines = _without_quotes(lines)
    lines = _without_signature(lines)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines)).strip()


def _divider(lines: list[str]) -> int:
    """Where everything below is somebody else's."""
    for number, line in enumerate(lines):
        if ABOVE in line or DIVIDERS.match(line) or _is_header_block(lines, number):
            above = number - 1
            return above if above >= 0 and RULE.match(lines[above]) else number
    return len(lines)


def _is_header_block(lines: list[str], number: int) -> bool:
    """Whether an Outlook's block begins here: from whom, and at least two more headers within six lines."""
    if not FROM.match(lines[number]):
        return False
    named = {found[1].lower() for line in lines[number + 1 : number + 7] if (found := BESIDE.match(line))}
    return len(named) >= 2


def _without_quotes(lines: list[str]) -> list[str]:
    kept: list[str] = []
    number = 0
    while number < len(lines):
        taken = _attribution(lines, number)
        if taken:
            after = next((line for line in lines[number + taken :] if line.strip()), "")
            if not after.lstrip().startswith(">"):
                return kept  # a quotation without marks: nothing tells where it would end
            number += taken
        elif lines[number].lstrip().startswith(">"):
            number += 1
        else:
            kept.append(lines[number])
            number += 1
    return kept


def _attribution(lines: list[str], number: int) -> int:
    """How many lines from here say "on that day somebody wrote:"; 0 for none."""
    if not OPENS.match(lines[number].strip()):
        return 0
    said = ""
    for count, line in enumerate(lines[number : number + SPAN], start=1):
        if not line.strip() and count > 1:
            return 0
        said = f"{said} {line.strip()}".strip()
        if CLOSES.search(said) or APPLE.match(said):
            return count
    return 0


def _without_signature(lines: list[str]) -> list[str]:
    for number, line in enumerate(lines):
        said_before = any(one.strip() for one in lines[:number])
        if said_before and (SIGNATURE.match(line) or DEVICE.match(line)):
            return lines[:number]
        if DEVICE.match(line):
            return lines[number + 1 :]
    return lines
