from django.db import migrations

from kaganek.core.composite import foreign_key, of_enrolment


class Migration(migrations.Migration):
    """A person's office is the enrolment's office; the office takes part in the project; seats name real projects."""

    dependencies = [("programmes", "0001_initial")]
    operations = [
        foreign_key("programmes_enrolment", ("office_id", "person_id"), "people_person", ("office_id", "id")),
        foreign_key(
            "programmes_enrolment",
            ("project_id", "office_id"),
            "programmes_participation",
            ("project_id", "office_id"),
        ),
        of_enrolment("programmes_achievement"),
        foreign_key("people_membership", ("project_id",), "programmes_project", ("id",)),
        foreign_key("people_membership", ("office_id", "person_id"), "people_person", ("office_id", "id")),
    ]
