from django.db import migrations

# Whatever code asks, the numbers of a frozen report stay, and its state goes only forward.
FREEZE = """
CREATE FUNCTION reporting_issue_stands_still() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER report_stands_still BEFORE UPDATE OR DELETE ON reporting_reportissue
  FOR EACH ROW EXECUTE FUNCTION reporting_issue_stands_still();
"""
THAW = """
DROP TRIGGER report_stands_still ON reporting_reportissue;
DROP FUNCTION reporting_issue_stands_still();
"""


class Migration(migrations.Migration):
    dependencies = [("reporting", "0003_reminder_outcome")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
