"""Words published before lessons could be searched are found as well."""

from django.contrib.postgres.search import SearchVector
from django.db import migrations
from django.db.models import Value

from kaganek.lib.stems import stems


def note(apps, schema_editor):
    LessonIndex = apps.get_model("learning", "LessonIndex")
    for one in apps.get_model("learning", "LessonText").objects.only("text").iterator(chunk_size=200):
        vector = SearchVector(Value(" ".join(stems(one.text[:200_000]))), config="simple")
        LessonIndex.objects.create(words=one, vector=vector)


class Migration(migrations.Migration):
    dependencies = [("learning", "0026_lesson_index")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop, elidable=True)]
