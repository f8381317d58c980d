"""Whether a file from outside is the picture it says it is: opened in a fenced child, never in our own process."""

from kaganek.lib.pictures.guarded import ENDINGS, picture_fault

__all__ = ["ENDINGS", "picture_fault"]
