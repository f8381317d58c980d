import kaganek.core.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0014_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Rubric",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=160, unique=True, verbose_name="nazwa")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="do czego służą")),
                (
                    "criteria",
                    kaganek.core.fields.BodyField([], block_lookup={}, verbose_name="kryteria"),
                ),
            ],
            options={
                "verbose_name": "kryteria oceny",
                "verbose_name_plural": "kryteria oceny",
            },
        ),
    ]
