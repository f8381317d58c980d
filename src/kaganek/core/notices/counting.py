"""The number of unread notices, kept so that no page has to count them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from kaganek.core.kept import ask

# Who never had a notice has no row, and needs none.
_RECOUNT = """
INSERT INTO core_noticecount (author_id, unread)
SELECT p, (SELECT count(*) FROM core_notice n WHERE n.author_id = p AND n.read_at IS NULL
           AND n.withdrawn_at IS NULL AND n.at <= %s)
FROM unnest(%s::bigint[]) AS p
ON CONFLICT (author_id) DO UPDATE SET unread = excluded.unread
"""


def recount(people: Collection[int], *, at: datetime) -> None:
    """Count anew what these people have not read; within the system's seat, or a person's own."""
    ask(_RECOUNT, [at, sorted(people)])
