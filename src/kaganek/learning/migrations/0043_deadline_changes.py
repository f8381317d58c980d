import django.db.models.deletion
from django.db import migrations, models

from kaganek.core.composite import of_enrolment


# What was moved for one person before this was kept; of paths moved before nobody noted anything.
EARLIER = """
INSERT INTO learning_deadlinechange
    (progress_id, enrolment_id, project_id, office_id, person_id, from_on, until_on, at)
SELECT progress_id, enrolment_id, project_id, office_id, person_id, from_on, until_on, given_at
FROM learning_deadlineextension ORDER BY given_at, id;
"""
NOTE = """
ALTER TABLE learning_deadlinechange ADD CONSTRAINT learning_deadlinechange_progress_belongs
  FOREIGN KEY (progress_id) REFERENCES learning_courseprogress (id)
  ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED;
CREATE FUNCTION learning_note_deadline() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO learning_deadlinechange
    (progress_id, enrolment_id, project_id, office_id, person_id, from_on, until_on, at)
  VALUES
    (NEW.id, NEW.enrolment_id, NEW.project_id, NEW.office_id, NEW.person_id, OLD.due_on, NEW.due_on, now());
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION learning_note_deadline() FROM PUBLIC;
CREATE TRIGGER deadline_changed AFTER UPDATE ON learning_courseprogress FOR EACH ROW
  WHEN (OLD.due_on IS DISTINCT FROM NEW.due_on) EXECUTE FUNCTION learning_note_deadline();
"""
FORGET = """
DROP TRIGGER deadline_changed ON learning_courseprogress;
DROP FUNCTION learning_note_deadline();
ALTER TABLE learning_deadlinechange DROP CONSTRAINT learning_deadlinechange_progress_belongs;
"""
# Since which days this installation keeps when courses are given (0041) and how deadlines change (this migration);
# seats may not read the table of migrations itself.
SINCE = """
CREATE FUNCTION learning_kept_since(OUT given_on date, OUT deadlines_on date) LANGUAGE sql STABLE
  SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT (coalesce(max(applied) FILTER (WHERE name = '0041_given_at'), now()) AT TIME ZONE 'Europe/Warsaw')::date,
    (coalesce(max(applied) FILTER (WHERE name = '0043_deadline_changes'), now()) AT TIME ZONE 'Europe/Warsaw')::date
  FROM django_migrations WHERE app = 'learning'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0042_escalation"),
        ("people", "0006_sex"),
        ("programmes", "0005_escalation"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadlineChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_on", models.DateField(null=True, verbose_name="było")),
                ("until_on", models.DateField(null=True, verbose_name="jest")),
                ("at", models.DateTimeField(verbose_name="kiedy")),
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
                "indexes": [models.Index(fields=["progress", "at"], name="deadline_change_of_progress")],
            },
        ),
        migrations.RunSQL(EARLIER, migrations.RunSQL.noop),  # before the keys: they would wait for its rows
        migrations.RunSQL(NOTE, FORGET),
        migrations.RunSQL(SINCE, "DROP FUNCTION learning_kept_since()"),
        of_enrolment("learning_deadlinechange"),
    ]
