"""The data model of SCORM 1.2, element by element."""

from __future__ import annotations

from kaganek.lib.scorm import kinds as k
from kaganek.lib.scorm.errors import Version
from kaganek.lib.scorm.model import Access, AnswerPart, Element, Group, Model, by_name

READ, WRITE = Access.READ, Access.WRITE
STATUS = ("passed", "completed", "failed", "incomplete", "browsed", "not attempted")
QUESTION = ("true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric")
RESULT = k.either(
    "vocabulary: “correct”, “wrong”, “unanticipated”, “neutral” or CMIDecimal",
    k.vocabulary("correct", "wrong", "unanticipated", "neutral"),
    k.DECIMAL_12,
)
ZERO = "0000:00:00.00"
NEVER = "not attempted"

CORE = (
    Element("cmi.core.student_id", k.ID_12, READ, "", "learner"),
    Element("cmi.core.student_name", k.STRING_255, READ, "", "learner"),
    Element("cmi.core.lesson_location", k.STRING_255, default=""),
    Element("cmi.core.credit", k.vocabulary("credit", "no-credit"), READ, "credit", "launch"),
    Element("cmi.core.lesson_status", k.vocabulary(*STATUS), default=NEVER),
    Element("cmi.core.entry", k.vocabulary("ab-initio", "resume", ""), READ, "ab-initio", "launch"),
    Element("cmi.core.score.raw", k.SCORE_12, default=""),
    Element("cmi.core.score.max", k.SCORE_12, default="", mandatory=False),
    Element("cmi.core.score.min", k.SCORE_12, default="", mandatory=False),
    Element("cmi.core.total_time", k.SPAN_12, READ, ZERO, "launch"),
    Element(
        "cmi.core.lesson_mode",
        k.vocabulary("browse", "normal", "review"),
        READ,
        "normal",
        "launch",
        mandatory=False,
    ),
    Element("cmi.core.exit", k.vocabulary("time-out", "suspend", "logout", ""), WRITE, ""),
    Element("cmi.core.session_time", k.SPAN_12, WRITE),
)
TEXTS = (
    Element("cmi.suspend_data", k.SUSPEND_12, default=""),
    Element("cmi.launch_data", k.STRING_4096, READ, "", "manifest: adlcp:datafromlms"),
    Element("cmi.comments", k.STRING_4096, default="", mandatory=False),
    Element("cmi.comments_from_lms", k.STRING_4096, READ, "", "launch", mandatory=False),
)
OBJECTIVES = (
    Element("cmi.objectives.n.id", k.ID_12, default="", mandatory=False),
    Element("cmi.objectives.n.score.raw", k.SCORE_12, default="", mandatory=False),
    Element("cmi.objectives.n.score.max", k.SCORE_12, default="", mandatory=False),
    Element("cmi.objectives.n.score.min", k.SCORE_12, default="", mandatory=False),
    Element("cmi.objectives.n.status", k.vocabulary(*STATUS), default="", mandatory=False),
)
STUDENT = (
    Element(
        "cmi.student_data.mastery_score",
        k.DECIMAL_12,
        READ,
        "",
        "manifest: adlcp:masteryscore",
        mandatory=False,
    ),
    Element(
        "cmi.student_data.max_time_allowed",
        k.SPAN_12,
        READ,
        "",
        "manifest: adlcp:maxtimeallowed",
        mandatory=False,
    ),
    Element(
        "cmi.student_data.time_limit_action",
        k.vocabulary("exit,message", "exit,no message", "continue,message", "continue,no message"),
        READ,
        "",
        "manifest: adlcp:timelimitaction",
        mandatory=False,
    ),
    Element("cmi.student_preference.audio", k.integer("CMISInteger", -1, 100), default="", mandatory=False),
    Element("cmi.student_preference.language", k.STRING_255, default="", mandatory=False),
    Element("cmi.student_preference.speed", k.integer("CMISInteger", -100, 100), default="", mandatory=False),
    Element("cmi.student_preference.text", k.integer("CMISInteger", -1, 1), default="", mandatory=False),
)
INTERACTIONS = (
    Element("cmi.interactions.n.id", k.ID_12, WRITE, mandatory=False),
    Element("cmi.interactions.n.objectives.n.id", k.ID_12, WRITE, mandatory=False),
    Element("cmi.interactions.n.time", k.TIME_12, WRITE, mandatory=False),
    Element("cmi.interactions.n.type", k.vocabulary(*QUESTION), WRITE, mandatory=False),
    Element(
        "cmi.interactions.n.correct_responses.n.pattern",
        k.FEEDBACK_12,
        WRITE,
        mandatory=False,
        answer=AnswerPart.PATTERN,
    ),
    Element("cmi.interactions.n.weighting", k.DECIMAL_12, WRITE, mandatory=False),
    Element(
        "cmi.interactions.n.student_response",
        k.FEEDBACK_12,
        WRITE,
        mandatory=False,
        answer=AnswerPart.RESPONSE,
    ),
    Element("cmi.interactions.n.result", RESULT, WRITE, mandatory=False),
    Element("cmi.interactions.n.latency", k.SPAN_12, WRITE, mandatory=False),
)
GROUPS = (
    Group("cmi.core"),
    Group("cmi.core.score"),
    Group("cmi.objectives", hard=1000),
    Group("cmi.objectives.n.score"),
    Group("cmi.student_data"),
    Group("cmi.student_preference"),
    Group("cmi.interactions", hard=1000),
    Group("cmi.interactions.n.objectives", hard=100, children=False),
    Group("cmi.interactions.n.correct_responses", hard=100, children=False),
)

MODEL = Model(
    Version.SCORM_12,
    by_name((*CORE, *TEXTS, *OBJECTIVES, *STUDENT, *INTERACTIONS)),
    {group.name: group for group in GROUPS},
    spoken="3.4",
    # What the aviation industry's model had and SCORM left out.
    elsewhere=(
        "cmi.evaluation",
        "cmi.paths",
        "cmi.student_demographics",
        "cmi.student_data.attempt_number",
        "nav",
    ),
)
