"""The door for the web server."""

from __future__ import annotations

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaganek.site.settings")
application = get_wsgi_application()

# What is loaded stays: looking through it for garbage again and again cost a tenth of a page.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
