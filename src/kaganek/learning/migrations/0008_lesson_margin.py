import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0007_progress_changes"),
        ("people", "0004_person_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="LessonMargin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="notatka")),
                ("folded", models.TextField(blank=True)),
                ("sequence", models.BigIntegerField(default=0)),
                ("writer", models.CharField(blank=True, max_length=40)),
                ("saved_at", models.DateTimeField(null=True, verbose_name="zapisano")),
                ("marked_at", models.DateTimeField(null=True, verbose_name="zakładka od")),
                ("place", models.CharField(blank=True, max_length=60, verbose_name="ostatnie miejsce")),
                ("left_at", models.DateTimeField(null=True, verbose_name="ostatnio czytane")),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="czas nauki, w sekundach")),
                ("pages", models.JSONField(default=dict)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="learning.lesson"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("author", "lesson"), name="margin_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("saved_at__isnull", False), _connector="OR"),
                        name="margin_text_was_saved",
                    ),
                ],
            },
        ),
    ]
