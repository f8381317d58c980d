"""The number of unread notices and what is pinned, kept so that no page has to look for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.timezone import localdate

from kaganek.core.kept import ask

MOST_PINNED = 3

# Who never had a notice has no row, and needs none. What begins later is not shown yet; the last day is
# compared again when the page is made.
_RECOUNT = """
INSERT INTO core_noticecount (author_id, unread, pinned)
SELECT p, (SELECT count(*) FROM core_notice n WHERE n.author_id = p AND n.read_at IS NULL
           AND n.withdrawn_at IS NULL AND n.at <= %s),
    (SELECT coalesce(jsonb_agg(jsonb_build_object('title', f.title, 'url', f.url, 'until', f.pin_until,
            'confirm', f.confirm) ORDER BY f.at DESC), '[]')
     FROM (SELECT n.title, n.url, n.pin_until, n.at, coalesce((n.facts ->> 'confirm')::boolean, false) AS confirm
           FROM core_notice n WHERE n.author_id = p AND n.pin_until >= %s AND n.withdrawn_at IS NULL AND n.at <= %s
           AND (n.read_at IS NULL OR (n.facts ->> 'confirm')::boolean)
           ORDER BY n.at DESC LIMIT %s) f)
FROM unnest(%s::bigint[]) AS p
ON CONFLICT (author_id) DO UPDATE SET unread = excluded.unread, pinned = excluded.pinned
"""


def recount(people: Collection[int], *, at: datetime) -> None:
    """Count anew what these people have not read; within the system's seat, or a person's own."""
    ask(_RECOUNT, [at, localdate(at), at, MOST_PINNED, sorted(people)])
