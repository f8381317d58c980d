"""Every form that changes something is written with its token."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "kaganek"
SOURCES = {
    str(path.relative_to(SRC)): text
    for path in sorted(SRC.rglob("*"))
    if path.suffix in (".html", ".py", ".js") and "tests" not in path.parts
    and "<form" in (text := path.read_text())
}  # fmt: skip
# A page of a public form has a token of its own: strangers get no cookie (decision 0026).
TOKEN = re.compile(
    r"\{% csrf_token %\}|\{_token\(context\)\}|\{reader\.token\}"
    r'|<input type="hidden" name="znacznik" value="\{\{ token \}\}">'
)
FORM = re.compile(r"<form\b.*?(?:</form>|\Z)", re.DOTALL | re.IGNORECASE)
POSTS = re.compile(r"""<form\b[^>]*?\bmethod\s*=(?!\s*["']?get\b)""", re.IGNORECASE)


def bare_in_source(text: str) -> list[str]:
    """The forms of a template, or of Python code that writes HTML, that post without a token."""
    return [form[:160] for form in FORM.findall(text) if POSTS.match(form) and not TOKEN.search(form)]


def test_every_form_is_written_with_its_token() -> None:
    found = {name: bare_in_source(text) for name, text in SOURCES.items()}

    assert {name: bare for name, bare in found.items() if bare} == {}


@pytest.mark.parametrize("name", [name for name, text in SOURCES.items() if TOKEN.search(text)])
def test_each_token_taken_away_is_missed(name: str) -> None:
    """Negative control: in every file, for every form."""
    places = list(TOKEN.finditer(SOURCES[name]))
    for place in places:
        assert len(bare_in_source(SOURCES[name][: place.start()] + SOURCES[name][place.end() :])) == 1


def test_forms_are_told_apart() -> None:
    good = '<form class="a" method="post" action="/x/">{% csrf_token %}<button>Zapisz</button></form>'
    search = '<form method="get" role="search"><input name="q"></form><form><input name="q"></form>'
    bare = '<FORM action="/x/"\n METHOD=post><button>Zapisz</button></FORM>'

    assert bare_in_source(good + search + good) == []
    assert len(bare_in_source(good + bare + good)) == 1  # the token of the next form is not this one's
