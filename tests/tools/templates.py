"""The databases that tests copy, built before the first test asks for one: python -m tests.tools.templates [--walls]

Nothing depends on it: a test that finds none builds it. It saves the waiting, when something else runs meanwhile.
`--walls` leaves out the demonstration.
"""

from __future__ import annotations

import os
import sys
from concurrent.futures import ThreadPoolExecutor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django


def main() -> None:
    django.setup()
    from tests import databases, demonstration  # only once Django has its settings
    from tests.isolation import country

    databases.template()
    wanted = [country.template] if "--walls" in sys.argv else [country.template, demonstration.template]
    with ThreadPoolExecutor() as both:
        for one in [both.submit(build) for build in wanted]:
            one.result()


if __name__ == "__main__":
    main()
