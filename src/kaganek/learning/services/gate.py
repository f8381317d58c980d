"""The publishing gate: what a reader would stumble over is mended before it is published, or let through for a
reason that is written down. See rule L-76 and docs/decisions/0017-publishing-gate-and-own-courses.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from PIL import Image as Picture
from PIL import UnidentifiedImageError

from kaganek.core import audit
from kaganek.core.bodies import safe_html
from kaganek.core.licences import LICENCES
from kaganek.core.seats import Seat
from kaganek.learning.models import GateOverride, Lesson, QuizDraft
from kaganek.learning.terms import MENDS, Fault
from kaganek.lib.contrast import widest_contrast
from kaganek.lib.html_faults import Heard, heard, is_vague, skipped

Subject = Lesson | QuizDraft
LEAST_CONTRAST = 3.0  # WCAG 1.4.11: lines and signs
LEAST_REASON = 15  # characters
_FILE_NAME = re.compile(
    r"^\S+\.(png|jpe?g|gif|webp|svg|bmp|tiff?)$|^(img|dsc|screenshot|zrzut)[-_ ]?\d+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: in which block (its id and place from 0; None = the whole), and the words it is about."""

    fault: Fault
    block: str = ""
    place: int | None = None
    label: str = ""
    words: str = ""

    @property
    def mend(self) -> str:
        return MENDS[self.fault]

    @property
    def key(self) -> str:
        return f"{self.fault.value}:{self.block}"

    @property
    def where(self) -> str:
        return "Całość" if self.place is None else f"Blok {self.place + 1}: {self.label}"

    def facts(self) -> dict[str, str]:
        return {"key": self.key, "fault": str(self.fault.label), "where": self.where, "words": self.words}


class Blocked(Exception):
    """What stands in the way of publishing; `findings` of `subject` that no override covers."""

    def __init__(self, subject: Subject, findings: Sequence[Finding]) -> None:
        told = "; ".join(f"{one.where}: {one.fault.label}" for one in findings)
        super().__init__(f"{subject}: {told}")
        self.subject, self.findings = subject, list(findings)


class ReasonMissing(Exception):
    """An override needs a reason of at least LEAST_REASON characters."""


class NothingToOverride(Exception):
    """No finding stands in the way."""


def findings(subject: Subject) -> list[Finding]:
    """Everything the gate sees in a lesson or a quiz as the object in hand holds it, in reading order.

    What it does not see: whether an alternative text is true, whether captions agree with the film, contrast of
    words inside a picture (only a picture pale as a whole), documents behind links.
    """
    blocks = list(subject.body if isinstance(subject, Lesson) else subject.questions)
    if not blocks:
        return [Finding(Fault.NOTHING)]
    found: list[Finding] = []
    level = 1
    for place, block in enumerate(blocks):
        judge = JUDGES.get(block.block_type)
        for fault, words in judge(block.value) if judge else ():
            found.append(Finding(fault, str(block.id or ""), place, str(block.block.label), words[:200]))
        if block.block_type == "text":
            levels = [one for one, _ in _heard(block.value).headings]
            found += [
                Finding(Fault.HEADINGS, str(block.id or ""), place, str(block.block.label), words)
                for words in _out_of_order(block.value, after=level)
            ]
            level = levels[-1] if levels else level
    return found


def standing(subject: Subject) -> list[Finding]:
    """The findings that no override of this lesson or quiz covers."""
    found = findings(subject)
    covered = {key for one in overrides(subject) for key in one.keys} if found else set()
    return [one for one in found if one.key not in covered]


def overrides(subject: Subject) -> list[GateOverride]:
    """What has been let through so far, the newest first."""
    if not subject.pk:
        return []
    name = "lesson" if isinstance(subject, Lesson) else "quiz"
    return list(GateOverride.objects.filter(**{name: subject.pk}).order_by("-at"))


def check_gate(subject: Subject) -> None:
    """Raise Blocked while something stands in the way of publishing.

    Source: rule L-76 (próg publikacji).
    """
    if left := standing(subject):
        raise Blocked(subject, left)


@transaction.atomic
def override(subject: Subject, *, reason: str, by: Seat, at: datetime) -> GateOverride:
    """Let through what stands in the way now, for a reason; the same fault in another block is stopped again.

    Raises ReasonMissing, NothingToOverride. Written to the log.

    Source: rule L-76 (próg publikacji).
    """
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise ReasonMissing
    left = standing(subject)
    if not left:
        raise NothingToOverride
    name = "lesson" if isinstance(subject, Lesson) else "quiz"
    made = GateOverride.objects.create(
        **{name: subject},
        course=subject.course,
        title=subject.title,
        findings=[one.facts() for one in left],
        reason=reason[:1000],
        at=at,
        by_label=" · ".join(filter(None, (by.label or by.role, by.place))),
    )
    audit.record(by, "publishing gate overridden", made, reason=reason[:200])
    return made


# -- what is judged in each kind of block: (fault, words it is about)

Judged = Iterator[tuple[Fault, str]]


def _heard(rich: Any) -> Heard:
    return heard(safe_html(rich.source))


def _out_of_order(rich: Any, *, after: int) -> list[str]:
    headings = _heard(rich).headings
    return [headings[place][1] for place in skipped([level for level, _ in headings], after=after)]


def _rich(rich: Any, *, may_be_empty: bool = False) -> Judged:
    said = _heard(rich)
    if not said.words.strip() and not may_be_empty:
        yield Fault.EMPTY, ""
    for _, words in said.headings:
        if not words:
            yield Fault.HEADING_EMPTY, ""
    for href, words in said.links:
        if not words:
            yield Fault.LINK_EMPTY, href
        elif not href:
            yield Fault.LINK_NOWHERE, words
        elif is_vague(words):
            yield Fault.LINK_VAGUE, words


def _note(value: Any) -> Judged:
    yield from _rich(value["text"])


def _image(value: Any) -> Judged:
    alt = (value["alt"] or "").strip()
    if not alt:
        yield Fault.ALT, ""
    elif _FILE_NAME.search(alt):
        yield Fault.ALT_NAME, alt
    if not value["licence"]:
        yield Fault.LICENCE, ""
    yield from _licence(value)
    if value["image"] is None:
        yield Fault.EMPTY, ""
    elif (ratio := _contrast(value["image"])) and ratio < LEAST_CONTRAST:
        yield Fault.CONTRAST, f"kontrast {ratio:.1f}:1".replace(".", ",")


def _licence(value: Any) -> Judged:
    if value["licence"] and value["licence"] not in LICENCES:
        yield Fault.LICENCE_UNKNOWN, value["licence"]


def _contrast(image: Any) -> float | None:
    """Between the darkest and the lightest parts of a picture; None when the file cannot be read."""
    try:
        with image.file.open("rb") as stream, Picture.open(stream) as picture:
            picture.draft("RGB", (200, 200))
            picture.thumbnail((200, 200))
            paper = Picture.new("RGBA", picture.size, "white")  # what is clear lies on white
            paper.alpha_composite(picture.convert("RGBA"))
            colours: Any = paper.convert("RGB").getcolors(picture.width * picture.height)
            return widest_contrast(colours)
    except (OSError, UnidentifiedImageError, Picture.DecompressionBombError):
        return None


def _video(value: Any) -> Judged:
    if value["file"] is None:
        yield Fault.EMPTY, ""
    if value["captions"] is None:
        yield Fault.CAPTIONS, value["title"] or ""
    if not (value["transcript"] or "").strip():
        yield Fault.TRANSCRIPT, value["title"] or ""


def _file(value: Any) -> Judged:
    if value["file"] is None:
        yield Fault.EMPTY, value["title"] or ""
    if is_vague(value["title"] or ""):
        yield Fault.LINK_VAGUE, value["title"]


def _attachment(value: Any) -> Judged:
    yield from _file(value)
    yield from _licence(value)


def _table(value: Any) -> Judged:
    table = value["table"]
    if table is None or not table.columns or not any(any(row["values"]) for row in table.row_data):
        yield Fault.EMPTY, ""
        return
    if not all((column["heading"] or "").strip() for column in table.columns):
        yield Fault.TABLE_HEADS, table.caption or ""
    if not (table.caption or "").strip():
        yield Fault.TABLE_CAPTION, ""


def _steps(value: Any) -> Judged:
    for step in value["steps"]:
        yield from _rich(step["text"], may_be_empty=bool(step["title"]))


def _columns(value: Any) -> Judged:
    for column in value["columns"]:
        yield from _rich(column["text"])


def _quote(value: Any) -> Judged:
    if not (value["text"] or "").strip():
        yield Fault.EMPTY, ""


JUDGES: Mapping[str, Callable[[Any], Judged]] = {
    "text": _rich,
    "note": _note,
    "expandable": _note,
    "image": _image,
    "video": _video,
    "download": _file,
    "attachment": _attachment,
    "table": _table,
    "steps": _steps,
    "comparison": _columns,
    "quote": _quote,
}
