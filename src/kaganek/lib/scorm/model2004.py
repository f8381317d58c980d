"""The data model of SCORM 2004, element by element: the run-time model and the one of navigation."""

from __future__ import annotations

import re

from kaganek.lib.scorm import kinds as k
from kaganek.lib.scorm.errors import Trouble, Version
from kaganek.lib.scorm.model import Access, AnswerPart, Element, Group, Model, by_name

READ, WRITE = Access.READ, Access.WRITE
COMPLETION = k.vocabulary("completed", "incomplete", "not attempted", "unknown")
SUCCESS = k.vocabulary("passed", "failed", "unknown")
QUESTION = (
    *("true-false", "choice", "fill-in", "long-fill-in", "likert"),
    *("matching", "performance", "sequencing", "numeric", "other"),
)
RESULT = k.either(
    "vocabulary: “correct”, “incorrect”, “unanticipated”, “neutral” or real(10,7)",
    k.vocabulary("correct", "incorrect", "unanticipated", "neutral"),
    k.REAL_2004,
)
SCALED = k.number("real(10,7)", -1, 1)
SHARE = k.number("real(10,7)", 0, 1)
LEVEL = k.number("real(10,7)", 0)
VALID = k.vocabulary("true", "false", "unknown")
ZERO = "PT0H0M0S"
NAVIGATION = re.compile(
    r"continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=[^\s{}]+\}(choice|jump)"
)
REQUEST = k.Kind(
    "vocabulary: “continue”, “previous”, “exit”, “exitAll”, “abandon”, “abandonAll”, “suspendAll”, “_none_”, "
    "“{target=…}choice”, “{target=…}jump”",
    lambda text: None if NAVIGATION.fullmatch(text) else Trouble.TYPE,
    hard=k.LONG_ID.hard,
)


def _comments(whose: str, access: Access) -> tuple[Element, ...]:
    given = "launch" if access is READ else ""
    return (
        Element(f"cmi.{whose}.n.comment", k.LONG_TEXT, access, given=given),
        Element(f"cmi.{whose}.n.location", k.characters(250), access, given=given),
        Element(f"cmi.{whose}.n.timestamp", k.POINT_2004, access, given=given),
    )


def _score(start: str, needs: str = "") -> tuple[Element, ...]:
    return (
        Element(f"{start}.scaled", SCALED, needs=needs),
        Element(f"{start}.raw", k.REAL_2004, needs=needs),
        Element(f"{start}.min", k.REAL_2004, needs=needs),
        Element(f"{start}.max", k.REAL_2004, needs=needs),
    )


INTERACTIONS = (
    Element("cmi.interactions.n.id", k.LONG_ID),
    Element("cmi.interactions.n.type", k.vocabulary(*QUESTION), needs="id"),
    Element("cmi.interactions.n.objectives.n.id", k.LONG_ID, needs="id", unique=True),
    Element("cmi.interactions.n.timestamp", k.POINT_2004, needs="id"),
    Element(
        "cmi.interactions.n.correct_responses.n.pattern",
        k.Kind("by cmi.interactions.n.type", lambda _text: None, hard=64_000),
        needs="type",
        answer=AnswerPart.PATTERN,
    ),
    Element("cmi.interactions.n.weighting", k.REAL_2004, needs="id"),
    Element(
        "cmi.interactions.n.learner_response",
        k.Kind("by cmi.interactions.n.type", lambda _text: None, hard=64_000),
        needs="type",
        answer=AnswerPart.RESPONSE,
    ),
    Element("cmi.interactions.n.result", RESULT, needs="id"),
    Element("cmi.interactions.n.latency", k.SPAN_2004, needs="id"),
    Element("cmi.interactions.n.description", k.SHORT_TEXT, needs="id"),
)
OBJECTIVES = (
    Element("cmi.objectives.n.id", k.LONG_ID, given="manifest: imsss:objectiveID", unique=True, once=True),
    *_score("cmi.objectives.n.score", needs="id"),
    Element("cmi.objectives.n.success_status", SUCCESS, default="unknown", needs="id"),
    Element("cmi.objectives.n.completion_status", COMPLETION, default="unknown", needs="id"),
    Element("cmi.objectives.n.progress_measure", SHARE, needs="id"),
    Element("cmi.objectives.n.description", k.SHORT_TEXT, needs="id"),
)
LEARNER = (
    Element("cmi.learner_id", k.LONG_ID, READ, given="learner"),
    Element("cmi.learner_name", k.SHORT_TEXT, READ, given="learner"),
    Element("cmi.learner_preference.audio_level", LEVEL, default="1"),
    Element("cmi.learner_preference.language", k.LANGUAGE_2004, default=""),
    Element("cmi.learner_preference.delivery_speed", LEVEL, default="1"),
    Element("cmi.learner_preference.audio_captioning", k.vocabulary("-1", "0", "1"), default="0"),
)
STATE = (
    Element("cmi.completion_status", COMPLETION, default="unknown"),
    Element("cmi.completion_threshold", SHARE, READ, given="manifest: adlcp:completionThreshold"),
    Element("cmi.credit", k.vocabulary("credit", "no-credit"), READ, "credit", "launch"),
    Element("cmi.entry", k.vocabulary("ab-initio", "resume", ""), READ, "ab-initio", "launch"),
    Element("cmi.exit", k.vocabulary("time-out", "suspend", "logout", "normal", ""), WRITE, ""),
    Element("cmi.launch_data", k.characters(4000), READ, given="manifest: adlcp:dataFromLMS"),
    Element("cmi.location", k.characters(1000)),
    Element("cmi.max_time_allowed", k.SPAN_2004, READ, given="manifest: imsss:attemptAbsoluteDurationLimit"),
    Element("cmi.mode", k.vocabulary("browse", "normal", "review"), READ, "normal", "launch"),
    Element("cmi.progress_measure", SHARE),
    Element("cmi.scaled_passing_score", SCALED, READ, given="manifest: imsss:minNormalizedMeasure"),
    *_score("cmi.score"),
    Element("cmi.session_time", k.SPAN_2004, WRITE),
    Element("cmi.success_status", SUCCESS, default="unknown"),
    Element("cmi.suspend_data", k.characters(64_000)),
    Element(
        "cmi.time_limit_action",
        k.vocabulary("exit,message", "continue,message", "exit,no message", "continue,no message"),
        READ,
        "continue,no message",
        "manifest: adlcp:timeLimitAction",
    ),
    Element("cmi.total_time", k.SPAN_2004, READ, ZERO, "launch"),
)
NAVIGATE = (
    Element("adl.nav.request", REQUEST, default="_none_"),
    Element("adl.nav.request_valid.continue", VALID, READ, "unknown", "launch"),
    Element("adl.nav.request_valid.previous", VALID, READ, "unknown", "launch"),
    # Without sequencing there is nowhere to go by name.
    Element("adl.nav.request_valid.choice.{target=…}", VALID, READ, "false", "launch"),
    Element("adl.nav.request_valid.jump.{target=…}", VALID, READ, "false", "launch"),
    Element("adl.data.n.id", k.LONG_ID, READ, given="manifest: adlcp:map", unique=True),
    Element("adl.data.n.store", k.characters(64_000), needs="id"),
)
GROUPS = (
    Group("cmi.comments_from_learner", spm=250, hard=1000),
    Group("cmi.comments_from_lms", spm=100, hard=1000),
    Group("cmi.interactions", spm=250, hard=1000),
    Group("cmi.interactions.n.objectives", spm=10, hard=100, children=False),
    Group("cmi.interactions.n.correct_responses", spm=10, hard=100, children=False),
    Group("cmi.learner_preference"),
    Group("cmi.objectives", spm=100, hard=1000),
    Group("cmi.objectives.n.score"),
    Group("cmi.score"),
    Group("adl.data", hard=100),
)

MODEL = Model(
    Version.SCORM_2004,
    by_name(
        (
            *_comments("comments_from_learner", Access.BOTH),
            *_comments("comments_from_lms", READ),
            *STATE,
            *INTERACTIONS,
            *LEARNER,
            *OBJECTIVES,
            *NAVIGATE,
        )
    ),
    {group.name: group for group in GROUPS},
    spoken="1.0",
    elsewhere=("ssp",),  # shareable state persistence, a model beside this one
)
