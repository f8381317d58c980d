from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    """Rows that are there keep no day: nobody noted it. The default is set for those that come."""

    dependencies = [("learning", "0040_task_examples")]

    operations = [
        migrations.AddField(
            model_name="courseprogress",
            name="given_at",
            field=models.DateTimeField(null=True, verbose_name="od kiedy"),
        ),
        migrations.AlterField(
            model_name="courseprogress",
            name="given_at",
            field=models.DateTimeField(db_default=Now(), null=True, verbose_name="od kiedy"),
        ),
    ]
