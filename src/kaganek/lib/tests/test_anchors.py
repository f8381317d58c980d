"""Parts of a page keep their names while others come and go."""

from __future__ import annotations

import re

import pytest

from kaganek.lib.anchors import anchored

PAGE = (
    "<h2>Po co</h2>\n<p>Jedno <strong>ważne</strong><br>zdanie.</p><!--check:b1-->"
    '<figure><img src="a.png" alt="x > y" width="3"><figcaption>Rys.</figcaption></figure>'
    '<aside class="kg-note"><svg><path d="M0"/></svg><p>Uwaga</p></aside><ul><li>a</li></ul>'
)


def ids(html: str) -> list[str]:
    return re.findall(r'id="([^"]+)"', html)


def test_every_outermost_part_gets_a_name_and_nothing_else_changes() -> None:
    named = anchored(PAGE)

    assert len(ids(named)) == len(set(ids(named))) == 5
    assert re.sub(r' id="m-[0-9a-f]{8}"', "", named) == PAGE
    assert re.findall(r"<(\w+)[^>]* id=", named.replace("x > y", "")) == ["h2", "p", "figure", "aside", "ul"]
    assert anchored(named) == named


def test_a_part_keeps_its_name_when_others_come_and_go() -> None:
    before = dict(zip(["h2", "p", "figure", "aside", "ul"], ids(anchored(PAGE)), strict=True))
    after = ids(anchored(f"<p>Nowe</p>{PAGE.replace('<ul><li>a</li></ul>', '')}"))

    assert after[1:] == [before[name] for name in ("h2", "p", "figure", "aside")]


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("", ""),
        ("sam tekst", "sam tekst"),
        ('<p id="mam">a</p>', '<p id="mam">a</p>'),
        ("<p>a</p><p>a</p>", r'<p id="(m-\w{8})">a</p><p id="\1-2">a</p>'),
        (
            '<a class="kg-file" href="/x"><span><b>Wzór</b></span></a>',
            r'<a class="kg-file" href="/x" id="m-\w{8}">.*',
        ),
        ("<hr><img src='b.png'/>", r"<hr id=\"m-\w{8}\"><img src='b.png' id=\"m-\w{8}\"/>"),
        (
            "<div><div><p>w środku</p></div></div><p>b</p>",
            r'<div id="m-\w{8}"><div><p>.*</div></div><p id="m-\w{8}">b</p>',
        ),
    ],
)
def test_odd_pages(html: str, said: str) -> None:
    assert re.fullmatch(said, anchored(html))
