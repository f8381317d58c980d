"""Words of the own courses of offices become those offices'; what several hold is written once for each."""

from __future__ import annotations

from django.db import migrations

OPEN = """
ALTER TABLE learning_lessontext DISABLE TRIGGER text_frozen;
ALTER TABLE learning_editionlesson DISABLE TRIGGER held_frozen;
ALTER TABLE learning_editioncorrection DISABLE TRIGGER correction_frozen;
"""
CLOSE = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE learning_lessontext ENABLE TRIGGER text_frozen;
ALTER TABLE learning_editionlesson ENABLE TRIGGER held_frozen;
ALTER TABLE learning_editioncorrection ENABLE TRIGGER correction_frozen;
"""
MOVE = """
CREATE TEMPORARY TABLE own_words ON COMMIT DROP AS
SELECT DISTINCT said.words_id AS text, course.office_id AS office
FROM learning_course course JOIN learning_courseedition edition ON edition.course_id = course.id
JOIN learning_editionlesson held ON held.edition_id = edition.id
CROSS JOIN LATERAL (SELECT held.words_id UNION SELECT made.before_id FROM learning_editioncorrection made
  WHERE made.held_id = held.id UNION SELECT made.after_id FROM learning_editioncorrection made
  WHERE made.held_id = held.id) said
WHERE course.office_id IS NOT NULL;

INSERT INTO learning_lessontext (office_id, hash, html, text, checks)
SELECT own.office, said.hash, said.html, said.text, said.checks
FROM own_words own JOIN learning_lessontext said ON said.id = own.text;

CREATE TEMPORARY TABLE new_words ON COMMIT DROP AS
SELECT own.text AS before, own.office, made.id AS after
FROM own_words own JOIN learning_lessontext said ON said.id = own.text
JOIN learning_lessontext made ON made.hash = said.hash AND made.office_id = own.office;

INSERT INTO learning_lessonindex (words_id, vector)
SELECT made.after, old.vector FROM new_words made JOIN learning_lessonindex old ON old.words_id = made.before;

UPDATE learning_editionlesson held SET words_id = made.after
FROM new_words made, learning_courseedition edition, learning_course course
WHERE edition.id = held.edition_id AND course.id = edition.course_id AND made.office = course.office_id
  AND made.before = held.words_id;

UPDATE learning_editioncorrection why SET before_id = old.after, after_id = new.after
FROM new_words old, new_words new, learning_editionlesson held, learning_courseedition edition, learning_course course
WHERE held.id = why.held_id AND edition.id = held.edition_id AND course.id = edition.course_id
  AND old.office = course.office_id AND new.office = course.office_id
  AND old.before = why.before_id AND new.before = why.after_id;

DELETE FROM learning_lessonindex old USING own_words own WHERE old.words_id = own.text
  AND NOT EXISTS (SELECT FROM learning_editionlesson held WHERE held.words_id = own.text)
  AND NOT EXISTS (SELECT FROM learning_editioncorrection why WHERE own.text IN (why.before_id, why.after_id));
DELETE FROM learning_lessontext said USING own_words own WHERE said.id = own.text
  AND NOT EXISTS (SELECT FROM learning_editionlesson held WHERE held.words_id = own.text)
  AND NOT EXISTS (SELECT FROM learning_editioncorrection why WHERE own.text IN (why.before_id, why.after_id));
"""


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0038_office_words"),
    ]

    operations = [
        migrations.RunSQL(OPEN, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(CLOSE, migrations.RunSQL.noop, elidable=True),
    ]
