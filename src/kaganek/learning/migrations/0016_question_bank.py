import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.db import migrations, models

from kaganek.core.composite import foreign_key


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0015_rubrics"),
        ("people", "0004_person_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="BankCategory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="nazwa")),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                        verbose_name="urząd",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="learning.bankcategory",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankImport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="plik")),
                ("format", models.CharField(max_length=12)),
                ("data", models.BinaryField(default=bytes)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "czytamy plik"),
                            ("open", "do zatwierdzenia"),
                            ("refused", "odrzucony"),
                            ("done", "zapisany"),
                            ("dropped", "porzucony"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("facts", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="people.person"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="learning.bankcategory",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankImportLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="numer w pliku")),
                ("line", models.PositiveIntegerField(verbose_name="wiersz w pliku")),
                ("name", models.CharField(max_length=300, verbose_name="pytanie")),
                ("kind", models.CharField(max_length=60, verbose_name="rodzaj")),
                ("verdict", models.CharField(max_length=10, verbose_name="co się stanie")),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), default=list, size=None
                    ),
                ),
                ("words", models.JSONField(null=True)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="learning.bankimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankQuestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), default=list, size=None
                    ),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=100, verbose_name="oznaczenie w innym systemie"),
                ),
                ("made_at", models.DateTimeField(verbose_name="dodano")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="wycofano")),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="learning.bankcategory",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                        verbose_name="urząd",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="wersja")),
                ("name", models.CharField(max_length=200, verbose_name="nazwa")),
                ("kind", models.CharField(max_length=12, verbose_name="rodzaj")),
                ("text", models.TextField(verbose_name="pytanie")),
                ("payload", models.JSONField(default=dict, verbose_name="odpowiedzi")),
                ("explanation", models.TextField(blank=True, verbose_name="wyjaśnienie")),
                (
                    "points",
                    models.DecimalField(decimal_places=2, default=1, max_digits=5, verbose_name="punkty"),
                ),
                ("digest", models.CharField(max_length=64)),
                ("folded", models.TextField()),
                ("made_by", models.BigIntegerField(null=True, verbose_name="kto")),
                ("signed", models.CharField(blank=True, max_length=160, verbose_name="podpis")),
                ("made_at", models.DateTimeField(verbose_name="zapisano")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="co się zmieniło")),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                        verbose_name="urząd",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="learning.bankquestion",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="bankquestion",
            name="current",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="learning.bankversion",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcategory",
            constraint=models.UniqueConstraint(
                fields=("office", "parent", "name"), name="bank_category_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcategory",
            constraint=models.UniqueConstraint(fields=("id", "office"), name="bank_category_of_office"),
        ),
        migrations.AddConstraint(
            model_name="bankimportline",
            constraint=models.UniqueConstraint(fields=("draft", "number"), name="bank_line_once"),
        ),
        migrations.AddIndex(
            model_name="bankversion",
            index=models.Index(fields=["digest"], name="bank_version_digest"),
        ),
        migrations.AddConstraint(
            model_name="bankversion",
            constraint=models.UniqueConstraint(fields=("question", "number"), name="bank_version_once"),
        ),
        migrations.AddIndex(
            model_name="bankquestion",
            index=django.contrib.postgres.indexes.GinIndex(fields=["tags"], name="bank_question_tags"),
        ),
        migrations.AddConstraint(
            model_name="bankquestion",
            constraint=models.UniqueConstraint(fields=("id", "office"), name="bank_question_of_office"),
        ),
        foreign_key(
            "learning_bankcategory", ("parent_id", "office_id"), "learning_bankcategory", ("id", "office_id")
        ),
        foreign_key(
            "learning_bankquestion",
            ("category_id", "office_id"),
            "learning_bankcategory",
            ("id", "office_id"),
        ),
        foreign_key(
            "learning_bankversion", ("question_id", "office_id"), "learning_bankquestion", ("id", "office_id")
        ),
    ]
