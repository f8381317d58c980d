"""Where the public test data lies; nothing of it is kept in this repository."""

import os
from pathlib import Path

import pytest


def shared_data(*parts: str) -> Path:
    """A file of the shared data; skips the test without it, except in CI, where it must be there."""
    root = Path(__file__).parents[4]
    given = os.environ.get("KAGANEK_SHARED")
    places = [Path(given)] if given else [root.parent / "shared", root.parent.parent / "shared"]
    for place in places:
        path = place.joinpath("data", *parts)
        if path.exists():
            return path
    if os.environ.get("CI"):
        pytest.fail(f"shared data must be present in CI: {'/'.join(parts)}")
    pytest.skip(f"no shared data here: {'/'.join(parts)}")
