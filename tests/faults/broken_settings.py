"""The live server's settings for negative controls: what KAGANEK_BROKEN names is broken on purpose."""

from __future__ import annotations

from tests.live_settings import *  # noqa: F403
from tests.live_settings import MIDDLEWARE as OURS

MIDDLEWARE = ["tests.faults.breakage.Careless", *OURS, "tests.faults.breakage.Liar"]
