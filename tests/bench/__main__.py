"""`just bench [--quick] [--d250k] [--json FILE]`: prepare, serve, measure, print the table."""

from __future__ import annotations

import os
import sys

from tests import settings  # noqa: F401  names the state directory before Django reads it

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()

from tests.bench.run import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
