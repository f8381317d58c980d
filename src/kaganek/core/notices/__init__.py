"""News for people: one catalogue of kinds, one row for an event and a person, one way to each.

A deed calls `notify` in its own transaction, in whatever seat it works; that costs one statement. The
person sees the notice at once. Every few seconds the worker gives new notices their way, as their
readers chose (`sorting`): a letter of its own, a line of the daily digest, or nothing more. As a notice
points at the one letter it goes in, no event is mailed twice. Words are written, and judged for being
still due, when a letter leaves.

    notify([News("learning.graded", f"grade:{grade.pk}", person=…, office=…, title=…, url=…)], at=at)
    withdraw("communication.post:17", at=at)
"""

from kaganek.core.notices.catalogue import Group, NoticeKind, add_kinds, notice_kinds
from kaganek.core.notices.news import News, notify, unpin, withdraw

__all__ = ["Group", "News", "NoticeKind", "add_kinds", "notice_kinds", "notify", "unpin", "withdraw"]
