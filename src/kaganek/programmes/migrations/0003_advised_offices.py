from django.db import migrations

from kaganek.core.composite import foreign_key


class Migration(migrations.Migration):
    """A consultant advises an office within a project that the office takes part in."""

    dependencies = [("programmes", "0002_composite_keys"), ("people", "0005_advised_offices")]
    operations = [
        foreign_key(
            "people_advisedoffice",
            ("project_id", "office_id"),
            "programmes_participation",
            ("project_id", "office_id"),
        ),
    ]
