"""GIFT: questions as plain text, one after another with blank lines between them."""

from kaganek.lib.questions.gift.reader import read_gift
from kaganek.lib.questions.gift.writer import write_gift

__all__ = ["read_gift", "write_gift"]
