"""Polish sentences of the report: what was lost or why something was refused, and what to do about it."""

from collections.abc import Mapping
from functools import singledispatch

from kaganek.lib.questions.report import MEGABYTE, Fact, Fault, Note, QuestionFileFault, Verdict
from kaganek.lib.questions.sentences import FAULTS, IMAGE_REASONS, KINDS, LOOKS, TROUBLES, TYPES, VERDICTS


@singledispatch
def explain(subject: object) -> str:
    """One or two sentences about a note of a question or about a refused file, with the way out."""
    raise TypeError(f"nothing to explain: {subject!r}")


@explain.register
def _(note: Note) -> str:
    return TROUBLES[note.trouble].format(**_words(note.facts))


@explain.register
def _(fault: QuestionFileFault) -> str:
    sentence = FAULTS[fault.code]
    if fault.code is Fault.NOT_TEXT:
        sentence = LOOKS.get(str(fault.facts.get("looks_like")), LOOKS[""]) + " " + sentence
    return sentence.format(**_words(fault.facts))


@explain.register
def _(verdict: Verdict) -> str:
    return VERDICTS[verdict]


def kind_name(kind: str) -> str:
    """The Polish name of one of our kinds or of a type of Moodle's; unknown ones in quotes."""
    return KINDS.get(kind) or TYPES.get(kind) or f"„{kind}”"


def _words(facts: Mapping[str, Fact]) -> dict[str, str]:
    words = {name: _spelled(value) for name, value in facts.items()}
    words["size_mb"] = _spelled(-(-int(facts.get("bytes", 0)) // MEGABYTE))
    words["limit_mb"] = _spelled(int(facts.get("limit", 0)) // MEGABYTE)
    words["type_name"] = kind_name(str(facts.get("type", "")))
    words["kind_name"] = kind_name(str(facts.get("kind", "")))
    words["reason_words"] = IMAGE_REASONS.get(str(facts.get("reason", "")), "")
    words["format_name"] = {"gift": "GIFT", "moodle-xml": "Moodle XML"}.get(str(facts.get("format", "")), "")
    return words


def _spelled(value: Fact) -> str:
    """20000 → "20 000" with a space that does not break the line."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}") if isinstance(value, int) else value
