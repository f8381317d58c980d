"""The product's settings for the live server of a test; static files come from the sources, unbuilt."""

from __future__ import annotations

from kaganek.site.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
