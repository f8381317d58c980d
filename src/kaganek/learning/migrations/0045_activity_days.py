import django.db.models.deletion
from django.db import migrations, models

from kaganek.core.composite import of_enrolment


# Of earlier days, what left a trace: the last activity, the beginning and the end, lessons and attempts.
EARLIER = """
INSERT INTO learning_activityday (progress_id, enrolment_id, project_id, office_id, person_id, day)
SELECT DISTINCT one.id, one.enrolment_id, one.project_id, one.office_id, one.person_id,
  (trace.at AT TIME ZONE 'Europe/Warsaw')::date
FROM learning_courseprogress AS one JOIN (
  SELECT id AS progress_id, unnest(ARRAY[last_activity_at, started_at, completed_at]) AS at
    FROM learning_courseprogress
  UNION ALL SELECT progress_id, unnest(ARRAY[opened_at, finished_at]) FROM learning_lessonvisit
  UNION ALL SELECT progress_id, unnest(ARRAY[started_at, handed_in_at]) FROM learning_attempt
) AS trace ON trace.progress_id = one.id AND trace.at <= one.last_activity_at;
"""
NOTE = """
ALTER TABLE learning_activityday ADD CONSTRAINT learning_activityday_progress_belongs
  FOREIGN KEY (progress_id) REFERENCES learning_courseprogress (id)
  ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION learning_note_activity() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO learning_activityday (progress_id, enrolment_id, project_id, office_id, person_id, day)
  VALUES (NEW.id, NEW.enrolment_id, NEW.project_id, NEW.office_id, NEW.person_id,
    (NEW.last_activity_at AT TIME ZONE 'Europe/Warsaw')::date)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION learning_note_activity() FROM PUBLIC;
CREATE TRIGGER activity_came AFTER INSERT ON learning_courseprogress FOR EACH ROW
  WHEN (NEW.last_activity_at IS NOT NULL) EXECUTE FUNCTION learning_note_activity();
CREATE TRIGGER activity_changed AFTER UPDATE OF last_activity_at ON learning_courseprogress FOR EACH ROW
  WHEN (NEW.last_activity_at IS NOT NULL AND (OLD.last_activity_at AT TIME ZONE 'Europe/Warsaw')::date
    IS DISTINCT FROM (NEW.last_activity_at AT TIME ZONE 'Europe/Warsaw')::date)
  EXECUTE FUNCTION learning_note_activity();
"""
FORGET = """
DROP TRIGGER activity_changed ON learning_courseprogress;
DROP TRIGGER activity_came ON learning_courseprogress;
DROP FUNCTION learning_note_activity();
ALTER TABLE learning_activityday DROP CONSTRAINT learning_activityday_progress_belongs;
"""


def since(**kept: str) -> str:
    """As in 0043, with what is kept: name of the column → the migration that brought it."""
    columns = ", ".join(f"OUT {name} date" for name in kept)
    days = ",\n  ".join(
        f"(coalesce(max(applied) FILTER (WHERE name = '{brought}'), now()) AT TIME ZONE 'Europe/Warsaw')::date"
        for brought in kept.values()
    )
    return f"""
DROP FUNCTION learning_kept_since();
CREATE FUNCTION learning_kept_since({columns}) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT {days}
  FROM django_migrations WHERE app = 'learning'
$$;
"""


BEFORE = {"given_on": "0041_given_at", "deadlines_on": "0043_deadline_changes"}


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0044_task_promises"),
        ("people", "0006_sex"),
        ("programmes", "0005_escalation"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActivityDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="dzień")),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.enrolment",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="learning.courseprogress",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.project",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("progress", "day"), name="activity_once_a_day")
                ],
            },
        ),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),  # before the keys, as in 0043
        migrations.RunSQL(NOTE, FORGET),
        migrations.RunSQL(since(**BEFORE, activity_on="0045_activity_days"), since(**BEFORE)),
        of_enrolment("learning_activityday"),
    ]
