"""The page in which an H5P package runs: core, the package's own libraries in their order, and its content.

Source: h5p.org, "library.json" (preloadedDependencies) and the core's `H5PIntegration`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from kaganek.lib.h5p.core import SCRIPT, STYLE

LARGEST = 4 * 2**20  # bytes of one JSON file, as the judge of packages allows
MOST_LIBRARIES = 500
CONTENT = 1  # the number of the only content on the page
LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,2}", re.ASCII)
ABOUT = ("title", "a11yTitle", "license", "licenseVersion", "source", "authors", "yearFrom", "yearTo")
_PAGE = """<!doctype html>
<html lang="{language}" class="h5p-iframe"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<script type="application/json" id="kaganek-h5p">{facts}</script>
{tags}
<style>body {{ margin: 0; background: #fff }} .kaganek-fault {{ padding: 24px; font: 16px/1.5 sans-serif }}</style>
</head><body><div class="h5p-content" data-content-id="{content}"></div></body></html>
"""

Json = Mapping[str, Any]  # Any: a file from outside, each value looked at before it is used


class PageFault(Exception):
    """A file of the package that the page cannot do without is missing or unreadable."""


def page_of(folder: Path, *, base: str, ours: str, core: str, shim: str) -> str:
    """The page of an unpacked package.

    base  the address of the package's folder, `ours` of our scripts, `core` of the core; each ends with "/".
    shim  the name of our script under `ours`, which comes before everything else.

    Raises PageFault. Libraries come after those they need; a circle of them is cut where it closes.
    """
    about = _json(folder, "h5p.json")
    loaded = list(_libraries(folder, about))
    main = next((one for one in loaded if one[0] == about.get("mainLibrary")), None)
    if main is None:
        raise PageFault("h5p.json")
    language = _text(about, "language")
    title = _text(about, "title")
    metadata = {name: about[name] for name in ABOUT if name in about}
    facts = {
        "library": f"{main[0]} {main[1]}",
        "content": _read(folder, "content/content.json"),
        "metadata": metadata | {"defaultLanguage": language},
        "base": base.rstrip("/"),
    }
    scripts = [ours + shim, core + SCRIPT, *_addresses(base, loaded, "preloadedJs")]
    styles = [core + STYLE, *_addresses(base, loaded, "preloadedCss")]
    return _PAGE.format(
        language=language if LANGUAGE.fullmatch(language) else "pl",
        title=html.escape(title),
        facts=_within_script(facts),
        tags="\n".join(
            [f'<link rel="stylesheet" href="{html.escape(one)}">' for one in styles]
            + [f'<script src="{html.escape(one)}"></script>' for one in scripts]
        ),
        content=CONTENT,
    )


def _libraries(folder: Path, about: Json) -> Iterator[tuple[str, str, Json]]:
    """Name, version and description of every library that is loaded, in the order of loading."""
    seen: set[str] = set()
    waiting: list[tuple[str, str, Json | None]] = [(*one, None) for one in reversed(list(_needed(about)))]
    while waiting:
        name, version, described = waiting.pop()
        if described is not None:
            yield name, version, described
            continue
        place = f"{name}-{version}"
        if place in seen or len(seen) >= MOST_LIBRARIES:
            continue
        seen.add(place)
        own = _json(folder, f"{place}/library.json")
        waiting.append((name, version, own))  # comes out again when all that it needs is out
        waiting.extend((*one, None) for one in reversed(list(_needed(own))))


def _needed(facts: Json) -> Iterator[tuple[str, str]]:
    listed = facts.get("preloadedDependencies")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            yield _text(one, "machineName"), f"{one.get('majorVersion')}.{one.get('minorVersion')}"


def _addresses(base: str, loaded: list[tuple[str, str, Json]], kind: str) -> Iterator[str]:
    for name, version, own in loaded:
        listed = own.get(kind)
        for one in listed if isinstance(listed, list) else ():
            if isinstance(one, dict) and (path := _text(one, "path")):
                yield base + quote(f"{name}-{version}/{path}")


def _json(folder: Path, name: str) -> Json:
    try:
        found = json.loads(_read(folder, name))
    except (ValueError, RecursionError):
        raise PageFault(name) from None
    if not isinstance(found, dict):
        raise PageFault(name)
    return found


def _read(folder: Path, name: str) -> str:
    """A file of the package, and of nothing else."""
    place = (folder / name).resolve()
    try:
        if not place.is_relative_to(folder.resolve()) or place.stat().st_size > LARGEST:
            raise PageFault(name)
        return place.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise PageFault(name) from None


def _text(facts: Json, name: str) -> str:
    value = facts.get(name)
    return value if isinstance(value, str) else ""


def _within_script(facts: Json) -> str:
    """JSON that cannot end the script it stands in."""
    return json.dumps(facts).replace("<", "\\u003c")
