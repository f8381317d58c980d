from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0032_task_drafts"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="packagecommit",
            name="package_commit_once",
        ),
        migrations.AddField(
            model_name="packagecommit",
            name="repeat",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="który raz nadeszło"),
        ),
        migrations.AddConstraint(
            model_name="packagecommit",
            constraint=models.UniqueConstraint(
                fields=("attempt", "session", "sequence", "repeat"), name="package_commit_noted_once"
            ),
        ),
    ]
