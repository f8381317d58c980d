"""`just new-app NAME`: an app with its rooms, README and access rows, ready to be given a floor.

What it cannot decide is printed at the end: the floor, and what the first table is.
"""

from __future__ import annotations

import argparse
import keyword
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

README = """# {name}

Purpose: one sentence on what this app is for.

| Word | In Polish |
|---|---|
| {name} | |

**Doors.** Other apps may import `models`, `services`, `queries`, `rules`, `terms`, nothing else.

**Invariants.** What is always true of the tables, and the constraint that keeps it.

**One walk.** From a click to the row it writes.

**Caveats.** What a reader would not expect.
"""

FILES = {
    "README.md": README,
    "__init__.py": "",
    "apps.py": """from django.apps import AppConfig


class {title}Config(AppConfig):
    name = "kaganek.{name}"

    def ready(self) -> None:
        from kaganek.{name} import access  # noqa: F401  registers the access rows
""",
    "urls.py": '''"""Addresses of {name}."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "{name}"
urlpatterns: list[URLPattern] = []
''',
    "access.py": '''"""Who may do what in {name}, and which of its columns tell about a person.

For each table: `table("{name}.model", {{"role": "view change"}})` and
`personal("{name}.model", {{"column": "class"}})`, from `kaganek.core.access`.
"""
''',
    "models/__init__.py": '"""Tables of {name}, their constraints, and what one row knows about itself."""\n',
    "views/__init__.py": '"""Pages of {name}: HTTP in, one deed, HTTP out."""\n',
    "services/__init__.py": '"""Deeds of {name}: the only room that writes."""\n',
    "forms.py": '"""Shapes of input; forms never save."""\n',
    "queries.py": '"""Reads worth a name."""\n',
    "rules.py": '"""Judgements: numbers in, verdict out."""\n',
    "terms.py": '"""Enumerations with their Polish labels, and value objects."""\n',
    "migrations/__init__.py": "",
    "tests/__init__.py": "",
}

NEXT = """\
{folder} is made. Now:
 1. pyproject.toml: give "{name}" a floor in the Floors contract, and add "kaganek.{name}" to the Rooms contract.
 2. src/kaganek/site/settings.py: the same floor in FLOORS, and "kaganek.{name}.apps.{title}Config" in INSTALLED_APPS.
 3. Write the first table in models/, its rows in access.py, its word in docs/reference/glossary.md.
 4. just check
"""


class BadName(Exception):
    """Not the name of a new app; carries the reason."""


def scaffold(name: str, *, root: Path = ROOT) -> Path:
    """Write the rooms of a new app and return its folder.

    Raises BadName for a name that is no lower-case English word or is taken.
    """
    if not re.fullmatch(r"[a-z]{3,30}", name) or keyword.iskeyword(name):
        raise BadName(f"{name!r} is not a lower-case word")
    folder = root / "src" / "kaganek" / name
    if (folder / "apps.py").exists():
        raise BadName(f"the app {name} exists")
    for path, text in FILES.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text.format(name=name, title=name.title()))
    for kind in ("templates", "static"):
        (folder / kind / name).mkdir(parents=True, exist_ok=True)
    return folder


def main() -> int:
    parser = argparse.ArgumentParser(prog="just new-app", description=__doc__)
    parser.add_argument("name")
    name = parser.parse_args().name
    try:
        folder = scaffold(name)
    except BadName as fault:
        print(fault, file=sys.stderr)
        return 2
    print(NEXT.format(folder=folder.relative_to(ROOT), name=name, title=name.title()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
