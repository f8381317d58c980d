"""Small pictures for the how-to pages, taken from the running demonstration: python -m tests.tools.pictures [NAME ...]

A row of PICTURES says the file, who signs in, the address (or a function that walks there) and the width.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from PIL import Image

OUT = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
COLOURS = 64
LARGEST = 120_000  # bytes
HEIGHT = 900


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, where, what is done there first, and how wide the window is."""

    login: str
    address: str
    steps: Callable[[Any], None] = lambda walk: None
    width: int = 1280


def first_lesson_gate(walk: Any) -> None:
    """From the first course of the editor to what the gate says of its first lesson."""
    walk.page.locator("main article a").first.click()
    walk.page.locator("main a", has_text=re.compile("^\\s*Usterki")).first.click()


def first_course(walk: Any) -> None:
    walk.page.locator("main article a").first.click()


PICTURES = {
    "redakcja-szkolenie.png": Shot("ewa", "/nauka/redakcja/", first_course),
    "redakcja-usterki.png": Shot("ewa", "/nauka/redakcja/", first_lesson_gate),
    "redakcja-mimo-usterek.png": Shot("ewa", "/nauka/redakcja/mimo-usterek/"),
}


def main(*names: str) -> None:
    django.setup()
    from tests import demonstration  # only once Django has its settings
    from tests.journeys.walking import chromium, window

    OUT.mkdir(parents=True, exist_ok=True)
    with demonstration.running("pictures") as server, chromium() as browser:
        for name in names or PICTURES:
            shot = PICTURES[name]
            with window(browser, server.url) as walk:
                walk.sign_in(shot.login)
                walk.page.set_viewport_size({"width": shot.width, "height": HEIGHT})
                walk.to(shot.address)
                shot.steps(walk)
                walk.page.wait_for_load_state("networkidle")
                walk.page.evaluate("document.fonts.ready")
                save(name, walk.page.screenshot())


def save(name: str, picture: bytes) -> None:
    """In few colours: the pages have flat ones."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(OUT / name, optimize=True)
    size = (OUT / name).stat().st_size
    print(f"{name}: {size // 1000} KB")
    if size > LARGEST:
        raise SystemExit(f"{name} has {size} bytes, the most is {LARGEST}")


if __name__ == "__main__":
    main(*sys.argv[1:])
