from typing import Any

from django.db import migrations

from kaganek.lib.anchors import anchored


def name_the_parts(apps: Any, schema_editor: Any) -> None:
    """Lessons published before get the names that publishing gives from now on."""
    lessons = apps.get_model("learning", "Lesson").objects
    for pk, html in lessons.exclude(html="").values_list("pk", "html").iterator():
        lessons.filter(pk=pk).update(html=anchored(html))


class Migration(migrations.Migration):
    dependencies = [("learning", "0008_lesson_margin")]
    operations = [migrations.RunPython(name_the_parts, migrations.RunPython.noop)]
