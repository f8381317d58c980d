"""Moodle XML: the format of question banks that keeps the most."""

from kaganek.lib.questions.moodle.reader import read_moodle
from kaganek.lib.questions.moodle.writer import write_moodle

__all__ = ["read_moodle", "write_moodle"]
