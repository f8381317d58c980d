"""Every edition so far gets the quiz its readers take today; attempts begun keep to it."""

from __future__ import annotations

from django.db import migrations

RULES = ("title", "pass_mark", "attempts", "time_limit", "shuffle", "feedback", "review", "draws")


def freeze(apps, schema_editor):
    Quiz = apps.get_model("learning", "Quiz")
    for quiz in Quiz.objects.order_by("pk"):
        asked = list(quiz.questions.filter(retired_at=None).order_by("position"))
        for edition in quiz.course.editions.order_by("pk"):
            _keep(apps, quiz, edition, asked)


def _keep(apps, quiz, edition, asked):
    rules = {name: getattr(quiz, name) for name in RULES}
    kept = apps.get_model("learning", "EditionQuiz").objects.create(edition=edition, quiz=quiz, **rules)
    EditionQuestion = apps.get_model("learning", "EditionQuestion")
    EditionQuestion.objects.bulk_create(
        EditionQuestion(quiz=kept, question=one, position=place) for place, one in enumerate(asked, start=1)
    )
    attempts = apps.get_model("learning", "Attempt").objects.filter(quiz=quiz)
    attempts.filter(progress__edition=edition).update(rules=kept)


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0036_edition_quizzes"),
    ]

    operations = [
        migrations.RunPython(freeze, migrations.RunPython.noop, elidable=True),
    ]
