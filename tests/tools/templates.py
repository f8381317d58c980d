"""The databases that tests copy, built before the first test asks for one: python -m tests.tools.templates

Nothing depends on it: a test that finds none builds it. It saves the waiting, when something else runs meanwhile.
"""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django


def main() -> None:
    django.setup()
    from tests import demonstration  # only once Django has its settings
    from tests.isolation import country

    country.template()
    demonstration.template()


if __name__ == "__main__":
    main()
