from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("communication", "0006_follows_and_closings")]

    operations = [migrations.RemoveField("faqentry", "folded")]
