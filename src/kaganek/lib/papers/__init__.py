"""The words of an office document or a text file, those of its properties and remarks included, read in a fenced child."""

from kaganek.lib.papers.guarded import KINDS, PaperFault, PaperProblem, explain, words_of

__all__ = ["KINDS", "PaperFault", "PaperProblem", "explain", "words_of"]
