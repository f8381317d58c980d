from django.db import migrations

from kaganek.core.composite import foreign_key


class Migration(migrations.Migration):
    """The office of a row is its person's own."""

    dependencies = [("reporting", "0007_saved_reports")]

    operations = [
        foreign_key(
            "reporting_savedreport", ("office_id", "author_id"), "people_person", ("office_id", "id")
        ),
        foreign_key(
            "reporting_reportschedule", ("office_id", "author_id"), "people_person", ("office_id", "id")
        ),
        foreign_key(
            "reporting_reportresult", ("office_id", "person_id"), "people_person", ("office_id", "id")
        ),
    ]
