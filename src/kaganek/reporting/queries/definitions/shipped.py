"""The reports that come with the product."""

from __future__ import annotations

from kaganek.reporting.queries.definitions.achievements import ACHIEVEMENTS
from kaganek.reporting.queries.definitions.activity import ACTIVITY
from kaganek.reporting.queries.definitions.letters import LETTERS
from kaganek.reporting.queries.definitions.progress import DEADLINES, PROGRESS
from kaganek.reporting.queries.definitions.questions import QUESTIONS
from kaganek.reporting.queries.definitions.quizzes import QUIZZES

DEFINITIONS = (ACHIEVEMENTS, ACTIVITY, DEADLINES, LETTERS, PROGRESS, QUESTIONS, QUIZZES)
