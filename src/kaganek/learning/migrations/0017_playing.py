import django.db.models.deletion
from django.db import migrations, models

from kaganek.core.composite import of_enrolment


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0016_question_bank"),
        ("people", "0004_person_order"),
        ("programmes", "0002_composite_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="PackageAttempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="które podejście")),
                ("version", models.CharField(blank=True, max_length=4)),
                ("session", models.CharField(blank=True, max_length=32)),
                ("sessions", models.PositiveIntegerField(default=0, verbose_name="ile razy otwarto")),
                ("opened", models.JSONField(default=dict)),
                ("sequence", models.BigIntegerField(default=0)),
                ("state", models.JSONField(default=dict)),
                ("ended", models.BooleanField(default=False, verbose_name="zakończone przez paczkę")),
                (
                    "completion",
                    models.CharField(default="not attempted", max_length=15, verbose_name="ukończenie"),
                ),
                ("success", models.CharField(default="unknown", max_length=10, verbose_name="zaliczenie")),
                ("completion_by", models.CharField(default="nobody", max_length=24)),
                ("success_by", models.CharField(default="nobody", max_length=24)),
                (
                    "score",
                    models.DecimalField(decimal_places=2, max_digits=5, null=True, verbose_name="wynik"),
                ),
                (
                    "measure",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, null=True, verbose_name="postęp w paczce"
                    ),
                ),
                ("seconds", models.PositiveIntegerField(default=0, verbose_name="czas, w sekundach")),
                ("started_at", models.DateTimeField(verbose_name="rozpoczęto")),
                ("last_at", models.DateTimeField(null=True, verbose_name="ostatni zapis")),
                ("done_at", models.DateTimeField(null=True, verbose_name="ukończono")),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.enrolment",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="learning.packageitem",
                        verbose_name="część",
                    ),
                ),
                (
                    "lesson",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="learning.lesson",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.office"
                    ),
                ),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="learning.package",
                        verbose_name="paczka",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                (
                    "progress",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="learning.courseprogress",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.project"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackageCommit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session", models.CharField(max_length=32)),
                ("sequence", models.BigIntegerField()),
                ("received_at", models.DateTimeField(verbose_name="nadeszło")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("commit", "paczka zapisała"),
                            ("auto", "zapis co 10 sekund"),
                            ("hide", "strona została zakryta albo zamknięta"),
                            ("finish", "paczka zakończyła pracę"),
                        ],
                        max_length=10,
                        verbose_name="rodzaj",
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("accepted", "przyjęte"),
                            ("older", "starsze od przyjętego"),
                            ("taken", "z karty, którą zastąpiła nowsza"),
                            ("over", "po zakończeniu sesji"),
                            ("refused", "odrzucone"),
                        ],
                        max_length=10,
                        verbose_name="co z nim zrobiono",
                    ),
                ),
                ("changes", models.JSONField(default=dict)),
                ("faults", models.JSONField(default=list)),
                (
                    "attempt",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commits",
                        to="learning.packageattempt",
                    ),
                ),
                (
                    "enrolment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.enrolment",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.office",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.person",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.project",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PackageRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "done_when",
                    models.CharField(
                        choices=[
                            ("package", "sama powie, że jest ukończona"),
                            ("visited", "otwarto wszystkie jej części"),
                            ("score", "wynik osiągnie podany próg"),
                            ("status", "każda część jest zaliczona albo ukończona"),
                        ],
                        max_length=10,
                        verbose_name="ukończona, gdy",
                    ),
                ),
                ("score", models.PositiveSmallIntegerField(null=True, verbose_name="próg, w procentach")),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="learning.package",
                        verbose_name="paczka",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.project",
                        verbose_name="projekt",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="packageattempt",
            constraint=models.UniqueConstraint(
                fields=("progress", "item", "number"), name="package_attempt_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packageattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("session", ""), ("sessions", 0)),
                    models.Q(("sessions__gt", 0), models.Q(("session", ""), _negated=True)),
                    _connector="OR",
                ),
                name="package_attempt_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="packageattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("done_at", None), ("done_at__gte", models.F("started_at")), _connector="OR"
                ),
                name="package_attempt_done",
            ),
        ),
        migrations.AddConstraint(
            model_name="packagecommit",
            constraint=models.UniqueConstraint(
                fields=("attempt", "session", "sequence"), name="package_commit_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="packagerule",
            constraint=models.UniqueConstraint(fields=("project", "package"), name="package_rule_once"),
        ),
        migrations.AddConstraint(
            model_name="packagerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_when", "score"), ("score__isnull", False), ("score__lte", 100)),
                    models.Q(models.Q(("done_when", "score"), _negated=True), ("score", None)),
                    _connector="OR",
                ),
                name="package_rule_score",
            ),
        ),
        of_enrolment("learning_packageattempt"),
        of_enrolment("learning_packagecommit"),
    ]
