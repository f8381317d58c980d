import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import timezone
from django.utils.safestring import mark_safe

from kaganek.core.parts import Cell
from kaganek.core.templatetags import ui
from kaganek.lib.polish import NBSP

SRC = Path(__file__).resolve().parents[2]
TWO_STOPS = re.compile(r"\|dzien(_tygodnia|_krotko)? ?\}\}(</\w+>)?\.")


def render(source, **context):
    return Template("{% load ui %}" + source).render(Context(context))


def test_icon_is_silent_unless_named():
    assert 'aria-hidden="true"' in render('{% icon "bell" %}')
    assert 'role="img" aria-label="usuń &lt;filtr&gt;"' in render(
        '{% icon "x" label %}', label="usuń <filtr>"
    )


def test_unknown_icon_is_a_mistake_of_the_page():
    with pytest.raises(KeyError):
        render('{% icon "nie-ma" %}')


@pytest.mark.parametrize("state", ui.STATUS)
def test_every_state_has_a_word_and_an_icon(state):
    word, colour, name = ui.STATUS[state]

    assert name in ui.ICONS
    assert colour in {"success", "info", "neutral", "danger", "warning"}
    assert render("{% status s %}", s=state).endswith(f"</svg>{word}</span>")


def test_other_word_is_escaped():
    assert "&lt;b&gt;" in render('{% status "late" word %}', word="<b>")


@pytest.mark.parametrize(
    ("value", "top", "width"), [(2, 5, "40"), (1, 3, "33.3"), (9, 5, "100"), (-1, 5, "0"), (1, 0, "0")]
)
def test_bar_width_is_an_attribute(value, top, width):
    html = render("{% bar v t %}", v=value, t=top)

    assert f'class="fg " width="{width}"' in html
    assert "style" not in html


def test_words_and_numbers():
    html = render(
        '{{ n|plural:"lekcja,lekcje,lekcji" }}|{{ n|noun:"lekcja,lekcje,lekcji" }}|{{ big|liczba }}|{{ none|liczba }}|{{ p|procent:1 }}|{{ none|procent }}',
        n=22,
        big=12345,
        none=None,
        p=2.45,
    )

    assert html == f"22{NBSP}lekcje|lekcje|12{NBSP}345|–|2,5%|–"


def test_days_are_local():
    late_evening_utc = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)

    html = render(
        "{{ at|dzien }}|{{ at|godzina }}|{{ day|dzien_tygodnia }}|{{ none|dzien }}",
        at=late_evening_utc,
        day=date(2026, 3, 4),
        none=None,
    )

    assert html == f"5{NBSP}marca 2026{NBSP}r.|00:30|środa, 4{NBSP}marca 2026{NBSP}r.|"


def test_near_days_have_names():
    today = timezone.localdate()

    assert (
        render("{{ a|dzien_krotko }} {{ b|dzien_krotko }}", a=today, b=today - timedelta(days=1))
        == "dziś wczoraj"
    )


def test_hard_spaces_only_in_text():
    assert (
        render('{% twarde %}<p title="w domu">w {{ x }}</p>{% endtwarde %}', x="<b>")
        == f'<p title="w domu">w{NBSP}&lt;b&gt;</p>'
    )


def test_cells_escape_what_is_not_markup_already():
    row = [
        Cell(html="<i>", head=True),
        Cell(html=mark_safe("<i>tak</i>"), label='"x"', css="n"),
        {"html": 5, "css": "check"},
    ]

    assert render("{% cells row %}", row=row) == (
        '<th role="rowheader" scope="row">&lt;i&gt;</th>'
        '<td role="cell" class="n" data-label="&quot;x&quot;"><div class="kg-v"><i>tak</i></div></td>'
        '<td role="cell" class="check">5</td>'
    )


def test_no_page_puts_a_full_stop_after_that_of_a_year():
    """ "Do 2 marca 2027 r.." is what `zdanie` is for."""
    found = [str(path) for path in SRC.glob("*/templates/**/*.html") if TWO_STOPS.search(path.read_text())]

    assert found == []
    assert TWO_STOPS.search("<p>Do {{ day|dzien }}.</p>")
    assert TWO_STOPS.search("<b>{{ day|dzien_krotko }}</b>.")
    assert render("Do {{ day|dzien|zdanie }}", day=date(2027, 3, 2)) == f"Do 2{NBSP}marca 2027{NBSP}r."
