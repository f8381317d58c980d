"""H5P packages written here: two small content types of our own, put together into files that anybody could upload.

H5P.KaganekWybor is one question, H5P.KaganekStrona a page of them. The core that runs them is GPL-3.0 and stays apart:
`core_folder` fetches the pinned release once into the test state, by the product's own command.
"""

from __future__ import annotations

import io
import json
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kaganek.lib.h5p import CORE, core_in, install_core
from tests import databases

HERE = Path(__file__).parent
CHOICE = {"machineName": "H5P.KaganekWybor", "majorVersion": 1, "minorVersion": 0}
PAGE = {"machineName": "H5P.KaganekStrona", "majorVersion": 1, "minorVersion": 0}
QUESTIONS = (
    ("Ile dni ma urząd na odpowiedź?", ("7 dni", "30 dni"), 1),
    ("Kto podpisuje pismo?", ("kierownik", "każdy"), 0),
)


def question(number: int = 0, *, script: str = "") -> dict[str, Any]:
    """The parameters of one question; `script` is HTML that somebody hostile put into its text."""
    words, options, right = QUESTIONS[number]
    return {"question": words + script, "options": list(options), "right": right}


def page(title: str = "Terminy i podpisy") -> dict[str, Any]:
    """The parameters of a page with both questions."""
    below = [
        {
            "library": "H5P.KaganekWybor 1.0",
            "params": question(at),
            "subContentId": f"0000000{at}-0000-4000-8000-000000000000",
            "metadata": {"title": one[0]},
        }
        for at, one in enumerate(QUESTIONS)
    ]
    return {"title": title, "content": below}


def files(main: Mapping[str, Any] = PAGE, content: Mapping[str, Any] | None = None) -> dict[str, bytes]:
    """Every file of a package, by name."""
    needed = [PAGE, CHOICE] if main is PAGE else [main]  # H5P lists them in no order
    about = {
        "title": "Terminy i podpisy", "language": "pl", "mainLibrary": main["machineName"], "embedTypes": ["div"],
        "license": "CC BY", "preloadedDependencies": needed,
    }  # fmt: skip
    made = {
        "h5p.json": json.dumps(about).encode(),
        "content/content.json": json.dumps(
            content if content is not None else page() if main is PAGE else question()
        ).encode(),
    }
    for one in needed:
        folder = HERE / f"{one['machineName']}-{one['majorVersion']}.{one['minorVersion']}"
        made |= {
            str(place.relative_to(HERE)): place.read_bytes()
            for place in sorted(folder.rglob("*"))
            if place.is_file()
        }
    return made


def packed(made: Mapping[str, bytes] | None = None) -> bytes:
    """The same as a file to upload."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (files() if made is None else made).items():
            archive.writestr(name, content)
    return out.getvalue()


def core_root() -> Path:
    """Where the core is, fetched once; a test that needs it is left out only where the registry cannot be reached."""
    root = databases.state() / "h5p"
    if core_in(root) is None:
        try:
            with urllib.request.urlopen(CORE.url, timeout=60) as answer:
                install_core(answer.read(), root)
        except urllib.error.URLError as fault:
            pytest.skip(
                f"H5P's core (GPL-3.0) is not in the repository, and {CORE.url} cannot be read: {fault}"
            )
    return root
