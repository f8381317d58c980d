"""The product's settings with built static files, and two additions in front: a reference page and a recorder."""

from __future__ import annotations

import os
from pathlib import Path

from kaganek.site.settings import *  # noqa: F403
from kaganek.site.settings import MIDDLEWARE as OURS

MIDDLEWARE = ["tests.bench.recorder.Recorder", "tests.bench.reference.Reference", *OURS]
STATIC_ROOT = Path(os.environ["KAGANEK_BENCH_DIR"]) / "static"
