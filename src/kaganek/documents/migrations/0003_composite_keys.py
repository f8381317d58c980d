from django.db import migrations

from kaganek.core.composite import of_enrolment


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_initial"), ("programmes", "0002_composite_keys")]
    operations = [of_enrolment(table) for table in ("documents_certificate",)]
