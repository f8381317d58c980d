from django.db import migrations, models

# Work given before keeps the words its people read today.
FILL = """
UPDATE learning_taskwork AS work SET title = task.title, instructions = task.instructions, hours = task.hours
FROM learning_task AS task WHERE task.id = work.task_id;
"""


class Migration(migrations.Migration):
    dependencies = [("learning", "0043_deadline_changes")]

    operations = [
        migrations.AddField(
            model_name="taskwork",
            name="title",
            field=models.CharField(default="", max_length=200, verbose_name="tytuł"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="taskwork",
            name="instructions",
            field=models.TextField(default="", verbose_name="co jest do zrobienia"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="taskwork",
            name="hours",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=5, verbose_name="godziny"),
            preserve_default=False,
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="taskwork",
            constraint=models.CheckConstraint(condition=~models.Q(title=""), name="task_work_says_what"),
        ),
    ]
