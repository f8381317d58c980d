from django.db import migrations

from kaganek.core.composite import of_enrolment


class Migration(migrations.Migration):
    dependencies = [("learning", "0002_initial"), ("programmes", "0002_composite_keys")]
    operations = [
        of_enrolment(table)
        for table in (
            "learning_pathassignment",
            "learning_courseprogress",
            "learning_lessonvisit",
            "learning_attempt",
            "learning_attemptanswer",
        )
    ]
