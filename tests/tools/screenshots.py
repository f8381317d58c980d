"""The pictures of the README, taken from the running demonstration: python -m tests.tools.screenshots"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "docs" / "screenshots"
COLOURS = 256
LARGEST = 150_000  # bytes
WIDTH, HEIGHT = 1280, 960
# file: (who looks, address)
PICTURES = {
    "moja-nauka.png": ("anna", "/nauka/"),
    "lekcja.png": ("anna", ""),
    "raport-urzad.png": ("bogdan", "/raporty/urzad/"),
    "raport-projekt.png": ("dorota", "/raporty/projekt/"),
    "bank-pytan.png": ("ewa", "/bank-pytan/"),
    "bank-pytanie.png": ("ewa", "/bank-pytan/nowe/single/"),
    "bank-z-pliku.png": ("ewa", "/bank-pytan/z-pliku/"),
}


def main() -> None:
    django.setup()
    from tests import demonstration  # only once Django has its settings
    from tests.journeys.walking import chromium, window

    OUT.mkdir(parents=True, exist_ok=True)
    with demonstration.running("screenshots") as server, chromium() as browser:
        for name, (login, address) in PICTURES.items():
            with window(browser, server.url) as walk:
                walk.sign_in(login)
                if address:
                    walk.to(address)
                else:
                    walk.to("/nauka/")
                    walk.page.locator("main article a", has_text="Program doskonalenia").click()
                    walk.follow("Ucz się dalej")
                    walk.page.wait_for_url(re.compile("/nauka/lekcje/"))
                walk.page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
                walk.page.evaluate("document.fonts.ready")
                _save(name, walk.page.screenshot())


def _save(name: str, picture: bytes) -> None:
    """In few colours: the pages have flat ones."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(OUT / name, optimize=True)
    size = (OUT / name).stat().st_size
    print(f"{name}: {size // 1000} KB")
    if size > LARGEST:
        raise SystemExit(f"{name} has {size} bytes, the most is {LARGEST}")


if __name__ == "__main__":
    main()
