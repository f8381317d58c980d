import django.db.models.deletion
from django.db import migrations, models

# As 0004 wrote it, and besides: a rejected report lets go of the one it was to correct, once; then nothing changes.
STANDS = """
CREATE OR REPLACE FUNCTION reporting_issue_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a frozen report is never deleted';
  END IF;
  IF (NEW.project_id, NEW.number, NEW.title, NEW.period_from, NEW.period_to, NEW.frozen_at, NEW.content,
      NEW.correction_note)
     IS DISTINCT FROM
     (OLD.project_id, OLD.number, OLD.title, OLD.period_from, OLD.period_to, OLD.frozen_at, OLD.content,
      OLD.correction_note)
     OR (NEW.corrects_id IS DISTINCT FROM OLD.corrects_id
         AND NOT (NEW.corrects_id IS NULL AND OLD.rejected_at IS NULL AND NEW.rejected_at IS NOT NULL)) THEN
    RAISE EXCEPTION 'a frozen report never changes';
  END IF;
  IF (OLD.reviewed_at IS NOT NULL AND NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at)
     OR (OLD.published_at IS NOT NULL AND (NEW.published_at IS DISTINCT FROM OLD.published_at
                                           OR NEW.state <> OLD.state))
     OR (OLD.rejected_at IS NOT NULL AND (NEW.state, NEW.reviewed_at, NEW.rejected_at, NEW.rejected_why)
                            IS DISTINCT FROM (OLD.state, OLD.reviewed_at, OLD.rejected_at, OLD.rejected_why)) THEN
    RAISE EXCEPTION 'a report goes only forward';
  END IF;
  RETURN NEW;
END $$;
"""
STOOD = """
CREATE OR REPLACE FUNCTION reporting_issue_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a frozen report is never deleted';
  END IF;
  IF (NEW.project_id, NEW.number, NEW.title, NEW.period_from, NEW.period_to, NEW.frozen_at, NEW.content,
      NEW.corrects_id, NEW.correction_note)
     IS DISTINCT FROM
     (OLD.project_id, OLD.number, OLD.title, OLD.period_from, OLD.period_to, OLD.frozen_at, OLD.content,
      OLD.corrects_id, OLD.correction_note) THEN
    RAISE EXCEPTION 'a frozen report never changes';
  END IF;
  IF (OLD.reviewed_at IS NOT NULL AND NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at)
     OR (OLD.published_at IS NOT NULL AND (NEW.published_at IS DISTINCT FROM OLD.published_at
                                           OR NEW.state <> OLD.state)) THEN
    RAISE EXCEPTION 'a report goes only forward';
  END IF;
  RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_sex"),
        ("programmes", "0005_escalation"),
        ("reporting", "0009_indicators"),
    ]

    operations = [
        migrations.AddField(
            model_name="reportissue",
            name="rejected_at",
            field=models.DateTimeField(null=True, verbose_name="odrzucono"),
        ),
        migrations.AddField(
            model_name="reportissue",
            name="rejected_why",
            field=models.CharField(blank=True, max_length=500, verbose_name="dlaczego odrzucono"),
        ),
        migrations.AlterField(
            model_name="reportissue",
            name="state",
            field=models.CharField(
                choices=[
                    ("frozen", "zamrożony, czeka na przegląd"),
                    ("reviewed", "przejrzany"),
                    ("published", "opublikowany"),
                    ("rejected", "odrzucony"),
                ],
                default="frozen",
                max_length=10,
                verbose_name="stan",
            ),
        ),
        migrations.AlterField(
            model_name="reportresult",
            name="account",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AlterField(
            model_name="reportresult",
            name="membership",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="reportresult",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
            ),
        ),
        migrations.AlterField(
            model_name="reportresult",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "w przygotowaniu"),
                    ("ready", "gotowe"),
                    ("too_long", "za długie, same liczby razem"),
                    ("no_role", "rola wygasła, nic nie wysłano"),
                    ("no_one", "nie ma komu wysłać"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="stan",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportissue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("corrects", None),
                        ("published_at", None),
                        ("rejected_at__isnull", False),
                        ("state", "rejected"),
                    ),
                    models.Q(models.Q(("state", "rejected"), _negated=True), ("rejected_at", None)),
                    _connector="OR",
                ),
                name="report_rejected_never_published",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportresult",
            constraint=models.UniqueConstraint(
                condition=models.Q(("person", None)),
                fields=("schedule", "period_from", "office"),
                name="result_of_no_one_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reportresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("membership", None), ("person", None), ("state", "no_one")),
                    models.Q(
                        models.Q(("state", "no_one"), _negated=True),
                        ("membership__isnull", False),
                        ("person__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="result_has_a_recipient",
            ),
        ),
        migrations.RunSQL(STANDS, STOOD),
    ]
