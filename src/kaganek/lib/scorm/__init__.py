"""The run-time environments of SCORM 1.2 and 2004: data models, a session's calls, the judgement of a commit.

state = launch(Version.SCORM_12, facts, stored)            # what the player hands to the browser
found = judge_commit(Version.SCORM_12, facts, state, body)  # Accepted | Refused, for every commit
"""

from kaganek.lib.scorm.answers import Answer, answers
from kaganek.lib.scorm.commit import BadCommit, read_commit
from kaganek.lib.scorm.errors import Fault, Trouble, Version
from kaganek.lib.scorm.facts import MODELS, BadFact, Facts, launch
from kaganek.lib.scorm.judge import Accepted, Refused, judge_commit
from kaganek.lib.scorm.kinds import storable
from kaganek.lib.scorm.outcome import By, Outcome, outcome
from kaganek.lib.scorm.session import Session, Stage

__all__ = (
    "MODELS",
    "Accepted",
    "Answer",
    "BadCommit",
    "BadFact",
    "By",
    "Facts",
    "Fault",
    "Outcome",
    "Refused",
    "Session",
    "Stage",
    "Trouble",
    "Version",
    "answers",
    "judge_commit",
    "launch",
    "outcome",
    "read_commit",
    "storable",
)
