"""The public pages that an operator may reword, and what each says until then."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Facts = Mapping[str, Any]
DEFAULTS: Mapping[str, Facts] = json.loads((Path(__file__).parent / "default_pages.json").read_text())
