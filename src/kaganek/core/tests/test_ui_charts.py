import itertools
import re

import pytest

from kaganek.core import charts

BAD = '<script>alert("x")</script>'


def _all_kinds(text):
    return [
        charts.bars(
            "a", text, text, [(text, 1), ("b", 2)], head=(text, text), unit=text, goal=1, goal_label=text
        ),
        charts.stacked("b", text, text, [(text, (1, 2, 3, 4))], series=(text,) * 4, head=text),
        charts.line("c", text, text, [text, text], [(text, (1, 2)), (text, (2, 1))], head=text, unit=text),
        charts.dots("d", text, text, [(text, 1, 2)], moments=(text, text), head=text, unit=text, top=4),
    ]


@pytest.mark.parametrize("kind", range(4))
def test_no_text_becomes_markup(kind):
    html = _all_kinds(BAD)[kind]

    assert html.count("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;") >= 7
    assert "<script" not in html
    assert 'alert("' not in html
    assert "style=" not in html


@pytest.mark.parametrize("kind", range(4))
def test_every_id_of_a_figure_is_its_own(kind):
    ids = re.findall(r' id="([^"]+)"', _all_kinds("opis")[kind])

    assert len(ids) == len(set(ids)) >= 5


def test_table_repeats_the_numbers_of_the_drawing():
    html = charts.stacked(
        "w",
        "Szkolenia",
        "opis",
        [("RODO", (39, 5)), ("Język", (0, 1204))],
        series=("tak", "nie"),
        head="Szkolenie",
    )

    cells = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", html)
    assert cells == [
        "Szkolenie",
        "tak",
        "nie",
        "Razem",
        "RODO",
        "39",
        "5",
        "44",
        "Język",
        "0",
        "1204",
        "1204",
    ]


def test_empty_and_zero_data_still_draw():
    assert "<figure" in charts.bars("e", "pusto", "brak danych", [], head=("a", "b"))
    assert "<figure" in charts.bars("e", "pusto", "zera", [("a", 0)], head=("a", "b"))
    assert "<figure" in charts.stacked("f", "pusto", "zera", [("a", (0, 0))], series=("x", "y"), head="a")
    assert "<figure" in charts.line("g", "pusto", "brak", [], [("a", ())], head="x")


def test_bar_never_leaves_its_track():
    html = charts.bars("e", "t", "d", [("a", 150)], head=("a", "b"), top=100)

    assert re.findall(r'class="f1"[^>]* width="([\d.]+)"', html) == ["486.0", "276.0"]


def test_labels_at_the_ends_of_lines_do_not_overlap():
    html = charts.line("g", "t", "d", ["a", "b"], [("x", (1, 10)), ("y", (1, 10)), ("z", (1, 10))], head="h")

    ys = [float(y) for y in re.findall(r'y="([\d.]+)" text-anchor="start" class="t-b"', html)]
    assert [round(b - a, 1) for a, b in itertools.pairwise(ys)] == [18, 18]


def test_a_fifth_series_is_refused():
    with pytest.raises(ValueError, match="5 series"):
        charts.stacked("s", "t", "d", [("a", (1,) * 5)], series="abcde", head="h")
