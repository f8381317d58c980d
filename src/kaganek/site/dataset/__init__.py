"""`kaganek dataset`: a made-up country of projects, offices and people for measuring and for leak hunts.

Every text that belongs to an office carries that office's canary, every text shared by a project's
offices the canary of the project; so a leak is a `grep`. Source: promises.md A2.
"""

from kaganek.site.dataset.build import PASSWORD, build
from kaganek.site.dataset.plan import SIZES, Plan, canary

__all__ = ["PASSWORD", "SIZES", "Plan", "build", "canary"]
