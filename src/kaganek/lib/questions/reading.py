"""What reading a question has in common in every format: the limits, the verdict, the report's row."""

import time
from collections.abc import Callable
from dataclasses import replace

from kaganek.lib.questions.judging import judge
from kaganek.lib.questions.model import Question
from kaganek.lib.questions.report import (
    Fault,
    Finding,
    Limits,
    QuestionFileFault,
    Refused,
    Verdict,
    verdict_of,
)
from kaganek.lib.questions.texts import Desk


class Clock:
    """Watches over how many questions a file holds and how much processor time they take.

    Processor time, so that a good file is not refused because the machine is busy with something else.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._end = time.thread_time() + limits.seconds
        self._seen = 0

    def next_number(self) -> int:
        """The number of the next question. Raises QuestionFileFault where the file is beyond its limits."""
        self._seen += 1
        if self._seen > self._limits.questions:
            raise QuestionFileFault(Fault.TOO_MANY_QUESTIONS, limit=self._limits.questions)
        self.tick()
        return self._seen

    def tick(self) -> None:
        if time.thread_time() > self._end:
            raise QuestionFileFault(Fault.TIMEOUT, question=self._seen)


def judged_finding(found: Finding, build: Callable[[Desk], Question], limits: Limits) -> Finding:
    """The row of the report for one question: built and judged, or refused with the reason."""
    desk = Desk(limits)
    try:
        question = build(desk)
        question = replace(question, media=desk.shelf.media)
        judge(question, limits)
    except Refused as refused:
        return replace(found, verdict=Verdict.REFUSED, notes=(refused.note,))
    notes = desk.losses.notes
    return replace(
        found,
        name=question.name,
        type=found.type or question.kind.value,
        verdict=verdict_of(notes),
        notes=notes,
        question=question,
    )
