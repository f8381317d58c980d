"""The forum's row of the table: a topic of 31 posts, read by participants of the big project."""

from __future__ import annotations

from tests.bench.stage import Stage
from tests.bench.targets import Target, kept, learners, page

POSTS = 31
_TOPIC = """
SELECT t.id, t.space_id FROM communication_topic t JOIN communication_space s ON s.id = t.space_id
WHERE s.kind = 'project' AND s.project_id = (SELECT id FROM programmes_project WHERE code = 'R01') ORDER BY t.id LIMIT 1
"""
_MORE = """
INSERT INTO communication_post (
    topic_id, space_id, number, text, html, vector, answers, written_at, files, hidden, hidden_why, by_id, by_name, by_place
)
SELECT p.topic_id, p.space_id, n, p.text, repeat('<p>' || p.text || ' i jeszcze kilka zdań odpowiedzi.</p>', 3), p.vector,
       n - 1, p.written_at, 0, false, '', p.by_id, p.by_name, p.by_place
FROM communication_post p CROSS JOIN generate_series(3, %s) AS n WHERE p.topic_id = %s AND p.number = 2
ON CONFLICT DO NOTHING RETURNING id
"""


def thread(stage: Stage) -> str:
    """The address of a topic with so many posts, two of them with a file."""

    def make() -> int:
        topic = stage.rows(_TOPIC)[0][0]
        stage.rows(_MORE, POSTS, topic)
        stage.rows("UPDATE communication_topic SET posts = %s WHERE id = %s RETURNING id", POSTS, topic)
        return int(topic)

    return f"/forum/tematy/{kept(stage, 'topic', make)}/"


FORUM = (Target("thread", "temat z 31 wpisami", page(thread, learners), must_rate=120, must_sql=10),)
