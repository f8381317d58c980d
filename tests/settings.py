"""The product's settings on a throw-away database; nothing about behaviour differs."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("KAGANEK_STATE", str(ROOT / ".test-state"))
os.environ["KAGANEK_TESTING"] = "1"
os.environ["KAGANEK_STATIC"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

from kaganek.site.settings import *  # noqa: E402, F403
from kaganek.site.settings import ALLOWED_HOSTS  # noqa: E402

ALLOWED_HOSTS += ["testserver"]
STATIC_ROOT = ROOT / ".test-state" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
