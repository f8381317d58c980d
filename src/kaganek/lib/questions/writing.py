"""What writing a question has in common in every format: the verdict and the report's row."""

from collections.abc import Callable

from kaganek.lib.questions.model import Question
from kaganek.lib.questions.report import Finding, Losses, Refused, Verdict, verdict_of


def written_finding(number: int, question: Question, write: Callable[[Losses], str]) -> tuple[str, Finding]:
    """The question in the words of the file, empty where it cannot be carried, and the report's row."""
    losses = Losses()
    kind = question.kind.value
    try:
        words = write(losses)
    except Refused as refused:
        return "", Finding(number, 0, question.name, kind, Verdict.REFUSED, (refused.note,), question)
    notes = losses.notes
    return words, Finding(number, 0, question.name, kind, verdict_of(notes), notes, question)
