"""The plain words of a page, which searches read."""

import pytest

from kaganek.core.bodies import plain_text


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h2>Wniosek</h2><p>Składasz go w urzędzie.</p>", "Wniosek. Składasz go w urzędzie."),
        ("<h2>Co dalej?</h2><p>Czekasz.</p>", "Co dalej? Czekasz."),
        ("<h3>Krok <em>drugi</em></h3><p>Podpis</p>", "Krok drugi. Podpis"),
        ("<p>Nie<strong>zbędne</strong> pismo</p>", "Niezbędne pismo"),
        ("<p>art. 5<sup>1</sup>, <a href='/x'>tutaj</a>.</p>", "art. 51, tutaj."),
        ("<ul><li>raz</li><li>dwa</li></ul>", "raz dwa"),
        ("<p>5 &lt; 6&nbsp;osób</p>", "5 < 6 osób"),
    ],
)
def test_words_of_a_page(html, words):
    assert plain_text(html) == words
