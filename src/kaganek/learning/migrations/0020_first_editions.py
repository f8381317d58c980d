"""What is published today becomes the first edition of each course; who has begun reads it to the end."""

from __future__ import annotations

from django.db import migrations
from django.db.models import Q
from django.utils import timezone

from kaganek.lib.wording import words_hash


def freeze(apps, schema_editor):
    Course = apps.get_model("learning", "Course")
    for course in Course.objects.filter(current=None).order_by("pk"):
        ready = list(course.lessons.filter(live=True).select_related("module").order_by("position"))
        if ready:
            _edition(apps, course, ready)


def _edition(apps, course, ready):
    CourseEdition = apps.get_model("learning", "CourseEdition")
    EditionLesson = apps.get_model("learning", "EditionLesson")
    at = course.published_at or timezone.now()
    edition = CourseEdition.objects.create(
        course=course, number=1, title=course.title, summary=course.summary, goal=course.goal,
        hours=course.hours, lessons=len(ready), note="", published_at=at, published_by="",
    )  # fmt: skip
    EditionLesson.objects.bulk_create(
        EditionLesson(
            edition=edition, lesson=lesson, position=place, section=lesson.module.title, title=lesson.title,
            minutes=lesson.minutes, words=_text(apps, lesson),
        )
        for place, lesson in enumerate(ready, start=1)
    )  # fmt: skip
    course.current = edition
    course.save(update_fields=["current"])
    begun = Q(completed_at__isnull=False) | Q(started_at__isnull=False)
    apps.get_model("learning", "CourseProgress").objects.filter(begun, course=course).update(edition=edition)


def _text(apps, lesson):
    found, _ = apps.get_model("learning", "LessonText").objects.get_or_create(
        hash=words_hash(lesson.html, lesson.text, lesson.checks),
        defaults={"html": lesson.html, "text": lesson.text, "checks": lesson.checks},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("learning", "0019_editions"),
    ]

    operations = [
        migrations.RunPython(freeze, migrations.RunPython.noop, elidable=True),
    ]
