"""Words for what packages say: states of parts, why one is or is not complete, messages and answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from kaganek.learning.models import PackageAttempt, PackageCommit, PackageItem
from kaganek.learning.queries.package_people import Sent
from kaganek.learning.queries.playing import PackageResult
from kaganek.learning.rules.said import fault_words, is_private, named, worded
from kaganek.learning.terms import CommitVerdict, DoneWhen
from kaganek.lib.polish import clock, long_date, number
from kaganek.lib.scorm import Answer, Version
from kaganek.lib.scorm.completion import Rule
from kaganek.lib.scorm.words import VALUES

COMPLETION = {
    "completed": "ukończona",
    "incomplete": "w trakcie",
    "not attempted": "w trakcie",  # it was opened, and has not said anything yet
    "unknown": "w trakcie",
}
FAILED = "niezaliczona, możesz spróbować jeszcze raz"
SUCCESS = {"passed": "zaliczona", "failed": "niezaliczona"}
NOT_FAILED = "a żadna jej część nie jest niezaliczona"
RULES = {  # as the end of a sentence: “Paczka jest ukończona, gdy …”
    Rule.PACKAGE: f"sama powie, że jest ukończona, {NOT_FAILED}",
    Rule.VISITED: str(DoneWhen.VISITED.label),
    Rule.STATUS: f"każda jej część jest zaliczona albo ukończona, {NOT_FAILED}",
}
DECIDED = {
    "completion threshold": "o ukończeniu rozstrzyga próg postępu zapisany w paczce",
    "passing score": "o zaliczeniu rozstrzyga próg wyniku zapisany w paczce",
    "mastery score": "o zaliczeniu rozstrzyga próg wyniku zapisany w paczce",
    "finish": "paczka skończyła pracę i nie podała stanu, a to standard uznaje za ukończenie",
}
TOLD = {
    CommitVerdict.OLDER: "Starszy od zapisu, który już mamy. Niczego nie zmienił.",
    CommitVerdict.TAKEN: "Z karty, którą zastąpiła nowsza. Niczego nie zmienił.",
    CommitVerdict.OVER: "Po zakończeniu sesji przez paczkę. Niczego nie zmienił.",
    CommitVerdict.REFUSED: "Odrzucony w całości.",
}


def said_words(completion: str, success: str, version: str) -> str:
    """What a part has said of itself, in a word or two. The one word of SCORM 1.2 for a failure says no more."""
    told = COMPLETION.get(completion, "w trakcie")
    if success == "failed" and version == Version.SCORM_12:
        return SUCCESS[success]
    return f"{told}, {SUCCESS[success]}" if success in SUCCESS else told


def part_state(part: PackageItem, tried: PackageAttempt | None) -> str:
    """The state of a part for the outline: what it said, or whether it was opened where it says nothing."""
    if tried is None:
        return "nieotwarta"
    if not part.tells:
        return "otwarta"
    return said_words(tried.completion, tried.success, tried.version)


def own_words(completion: str, success: str, version: str) -> str:
    """The same for the person who plays: what was failed is never called complete."""
    return FAILED if success == "failed" else said_words(completion, success, version)


def own_state(part: PackageItem, tried: PackageAttempt | None) -> str:
    """The state of a part for the person who plays it."""
    return FAILED if tried and part.tells and tried.success == "failed" else part_state(part, tried)


def rule_words(rule: Rule, mark: int) -> str:
    """The rule as the end of a sentence: “Paczka jest ukończona, gdy …”."""
    return f"wynik osiągnie {mark}%" if rule is Rule.SCORE else RULES[rule]


def reasons(attempt: PackageAttempt, result: PackageResult) -> list[str]:
    """Why the package is or is not complete for this person, in sentences."""
    told = [_verdict(attempt, result)]
    if not result.done and result.waiting:
        told.append(f"Czekamy na: {', '.join(result.waiting)}.")
    if result.rule is Rule.SCORE and result.score is not None:
        told.append(f"Średni wynik części, które go podały: {number(result.score)}%.")
    if attempt.version:
        told.append(_part(attempt))
        told += [f"W tej części {DECIDED[by]}." for by in _deciders(attempt)]
        if not result.done and attempt.success == "failed" and result.rule in (Rule.PACKAGE, Rule.STATUS):
            told.append("Część niezaliczona nie kończy paczki. Ta osoba może spróbować jeszcze raz.")
    return told


def _verdict(attempt: PackageAttempt, result: PackageResult) -> str:
    if attempt.done_at:
        at = timezone.localtime(attempt.done_at)
        return f"Paczka jest ukończona od {long_date(at.date())}, {clock(at)}."
    if result.done:
        return "Paczka spełnia regułę i ukończy się, gdy ta osoba otworzy ją jeszcze raz."
    return "Paczka nie jest jeszcze ukończona."


def _part(attempt: PackageAttempt) -> str:
    if attempt.completion in ("not attempted", "unknown") and attempt.success == "unknown":
        return "Ta część nie powiedziała jeszcze, że jest ukończona ani zaliczona."
    words = said_words(attempt.completion, attempt.success, attempt.version)
    return f"Ta część powiedziała o sobie: {words}."


def _deciders(attempt: PackageAttempt) -> list[str]:
    return [by for by in dict.fromkeys((attempt.completion_by, attempt.success_by)) if by in DECIDED]


def session_rows(
    attempt: PackageAttempt, sessions: Iterable[Sent], *, with_answers: bool
) -> list[dict[str, Any]]:
    """Sessions with their messages in words; answers only for those who may read them."""
    version = attempt.version
    return [
        {
            "newest": one.is_newest,
            "began": one.messages[0].received_at,
            "ended": one.messages[-1].received_at,
            "hidden": one.hidden,
            "messages": [
                _message(version, said, with_answers=with_answers) | {"again": one.again[said.sequence]}
                for said in one.messages
            ],
        }
        for one in sessions
        if one.messages
    ]


def _message(version: str, said: PackageCommit, *, with_answers: bool) -> dict[str, Any]:
    verdict = CommitVerdict(said.verdict)
    return {
        "at": said.received_at,
        "kind": said.get_kind_display(),
        "told": TOLD.get(verdict, ""),
        "changes": _changes(version, said.changes, with_answers=with_answers),
        "faults": [_fault(version, one, with_answers=with_answers) for one in said.faults],
    }


def _changes(version: str, changes: Mapping[str, str], *, with_answers: bool) -> list[tuple[str, str]]:
    shown = {name: value for name, value in changes.items() if with_answers or not is_private(version, name)}
    told = [(named(version, name), worded(version, name, value)) for name, value in shown.items()]
    hidden = len(changes) - len(shown)
    return [*told, ("odpowiedzi i zapisany stan", "widzi konsultant i koordynator")] if hidden else told


def _fault(version: str, told: Mapping[str, Any], *, with_answers: bool) -> dict[str, Any]:
    element = str(told.get("element", ""))
    code = int(told.get("code", 0))
    return {
        "call": told.get("call") or "wartość nieprzyjęta przez serwer",
        "element": element,
        "value": told.get("value", "") if with_answers or not is_private(version, element) else "",
        "code": code,
        "meaning": fault_words(version, code),
    }


def answer_rows(told: Sequence[Answer]) -> list[dict[str, Any]]:
    """Questions and answers for a table."""
    return [
        {
            "name": one.description or one.identifier or f"Pytanie {one.number + 1}",
            "answer": "; ".join(one.answer) or "–",
            "right": " albo ".join("; ".join(pattern) for pattern in one.patterns) or "–",
            "result": VALUES.get(one.result, one.result) or "–",
        }
        for one in told
    ]
