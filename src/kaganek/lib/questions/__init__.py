"""Question banks of other systems: GIFT and Moodle XML read and written, with a report of every question."""

from kaganek.lib.questions.explain import explain, kind_name
from kaganek.lib.questions.files import guess_format, read_questions, tidy_text, write_questions
from kaganek.lib.questions.report import (
    Fault,
    Finding,
    Format,
    Limits,
    Note,
    QuestionFileFault,
    Reading,
    Trouble,
    Verdict,
    Writing,
    counted,
)

__all__ = [
    "Fault",
    "Finding",
    "Format",
    "Limits",
    "Note",
    "QuestionFileFault",
    "Reading",
    "Trouble",
    "Verdict",
    "Writing",
    "counted",
    "explain",
    "guess_format",
    "kind_name",
    "read_questions",
    "tidy_text",
    "write_questions",
]
