from django.db import migrations

from kaganek.core.composite import of_enrolment


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial"), ("programmes", "0002_composite_keys")]
    operations = [of_enrolment(table) for table in ("reporting_reminder",)]
