"""Light lessons load nothing by themselves and lose no words."""

from __future__ import annotations

from kaganek.lib.light import lightened

IMAGE = (
    '<figure><img src="/pliki/images/a.png" width="1200" height="600" alt="Wykres „2026” &amp; &quot;plan&quot;"'
    ' decoding="async"><figcaption>Podpis</figcaption></figure>'
)
FILM = (
    '<figure><video controls preload="metadata" aria-label="Jak pisać"><source src="/pliki/documents/f.mp4" type="video/mp4">'
    '<track kind="captions" src="/pliki/documents/f.vtt" default><a href="/pliki/documents/f.mp4">Jak pisać</a></video>'
    "<figcaption>Jak pisać</figcaption></figure><details><p>Dzień dobry.</p></details>"
)


def test_pictures_become_links_with_their_words():
    light = lightened(IMAGE)

    assert "<img" not in light
    assert 'href="/pliki/images/a.png"' in light
    assert "Pokaż obraz: Wykres „2026” &amp; &quot;plan&quot;" in light
    assert "Podpis" in light


def test_films_become_links_and_keep_their_transcript():
    light = lightened(FILM)

    assert "<video" not in light
    assert "<track" not in light
    assert 'href="/pliki/documents/f.mp4">Otwórz film: Jak pisać</a>' in light
    assert "Dzień dobry." in light


def test_words_alone_stay_as_they_are():
    words = "<h2>Tytuł</h2><p>Tekst <a href='https://x'>odnośnik</a></p>"

    assert lightened(words) == words


def test_a_picture_without_words_is_still_a_link():
    light = lightened('<img src="/a.png" width="1" height="1" alt="" decoding="async">')

    assert light == '<a class="ds-link" href="/a.png">Pokaż obraz</a>'
