import re
from datetime import date
from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import get_template, render_to_string

from kaganek.core import style_samples
from kaganek.core.parts import Deed, Empty, Job, Step

ME = SimpleNamespace(name="Anna Wrona", initials="AW")


def item(label, **extra):
    return {"label": label, "href": f"/{label}/"} | extra


def shell(**extra):
    supervisor = SimpleNamespace(id=1, role="Opiekun", office="Zalesie", icon="building-2", current=True)
    learner = SimpleNamespace(id=2, role="Uczestnik", office="Zalesie", icon="graduation-cap", current=False)
    base = {
        "kind": "office", "subtitle": "Sprawny urząd", "top": [], "me": ME, "seats": [supervisor, learner],
        "side": [{"name": "Zalesie", "items": [item("Pytania", icon="mail", current=True, count=5, count_forms="nowe,nowe,nowych")]}],
        "seat": supervisor, "bell": 2, "bell_url": "/powiadomienia/", "hero": False, "strip": [], "links": [item("Prywatność")],
        "account_links": [item("Moje konto", icon="settings")], "seat_url": "/rola/", "logout_url": "/wyloguj/",
        "login_url": "/logowanie/", "home_url": "/",
    }  # fmt: skip
    return base | extra


def page(template="ui/404.html", **context):
    # Without a request: what stands around a page is given here, not asked of the site.
    return render_to_string(template, {"shell": shell(), "csrf_token": "t"} | context)


def test_signed_in_person_switches_seats_and_leaves_by_post():
    html = page()

    assert html.count('<form method="post" action="/rola/">') == 2  # header and phone menu
    assert html.count('<button name="seat" value="2">') == 2
    assert html.count('<form method="post" action="/wyloguj/">') == 2
    assert html.count("csrfmiddlewaretoken") == 4
    assert "Zaloguj się" not in html


def test_stranger_sees_the_way_in_and_no_account():
    html = page(shell=shell(me=None, seats=[], seat=None, side=[], top=[item("Aktualności")], bell_url=""))

    assert html.count('href="/logowanie/"') == 2
    assert "csrfmiddlewaretoken" not in html
    assert "Powiadomienia" not in html


def test_menu_tells_the_current_page_and_counts_in_words():
    html = page()

    assert html.count('aria-current="page"') == 2
    assert '<span class="kg-count">5<span class="ds-sr-only"> nowych</span></span>' in html


@pytest.mark.parametrize("scheme", ["auto", "light", "dark"])
def test_scheme_is_in_the_html(scheme):
    assert f'<html lang="pl" data-color-scheme="{scheme}">' in page(scheme=scheme)


@pytest.mark.parametrize(
    ("level", "colour", "role"),
    [(constants.INFO, "info", "status"), (constants.SUCCESS, "success", "status"),
     (constants.WARNING, "warning", "status"), (constants.ERROR, "danger", "alert")],
)  # fmt: skip
def test_messages_stand_above_the_page(level, colour, role):
    html = page(messages=[Message(level, "Zapisano <b>")])

    assert (
        f'<div class="ds-alert" data-color="{colour}" role="{role}"><p>Zapisano &lt;b&gt;</p></div>' in html
    )
    assert html.index("Zapisano") < html.index("<h1")


def test_each_page_has_a_skip_link_landmarks_and_one_heading():
    for template in ("ui/404.html", "ui/403.html", "ui/500.html", "400.html", "403_csrf.html"):
        html = get_template(template).render({})

        assert [html.count(tag) for tag in ("<h1", "<main", "<header", "<title>")] == [1, 1, 1, 1], template
        assert 'href="#"' not in html
    assert '<a class="ds-skip-link" href="#tresc">' in page()
    assert 'id="tresc"' in page()


def test_fault_page_gives_the_case_number():
    assert '<b class="num">K-17</b>' in get_template("ui/500.html").render({"case": "K-17"})


def test_no_page_carries_inline_style_or_script():
    html = page("ui/style_guide.html", **style_samples.context(today=date(2026, 11, 20)))

    assert not re.findall(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]* src=)", html)


def test_style_guide_shows_everything_with_unique_ids():
    html = page("ui/style_guide.html", **style_samples.context(today=date(2026, 11, 20)))

    ids = re.findall(r'\sid="([^"]+)"', html)
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert len(ids) == len(set(ids))
    assert targets <= set(ids)
    assert "5\u00a0lekcji" in html
    assert "Popraw 4\u00a0pola" in html


DEED = {
    "title": "Usunąć 3 osoby?", "text": "Stracą dostęp.", "action": "/usun/", "submit": "Usuń",
    "items": ["Łucja", "<b>"], "fields": [("osoba", "1"), ("osoba", "2")], "cancel_href": "/osoby/", "id": "usun",
}  # fmt: skip


def test_confirmation_repeats_what_will_be_touched():
    html = page("ui/confirm.html", deed=Deed(**DEED))

    assert "<li>Łucja</li><li>&lt;b&gt;</li>" in html
    assert html.count('name="osoba"') == 2
    assert '<input type="hidden" name="confirmed" value="1">' in html
    assert html.index(">Usuń</button>") < html.index('href="/osoby/">Anuluj</a>')


def test_safe_choice_comes_first_when_there_is_no_way_back():
    html = page("ui/confirm.html", deed=Deed(**DEED, final=True))

    assert html.index('href="/osoby/">Anuluj</a>') < html.index(">Usuń</button>")


def test_dialog_asks_in_the_same_words():
    html = render_to_string("ui/dialog.html", {"deed": Deed(**DEED)})

    assert '<dialog class="ds-dialog" id="usun" aria-labelledby="usun-t">' in html
    assert (
        '<button class="ds-button" data-variant="tertiary" type="button" data-close>Anuluj</button>' in html
    )


JOB = {
    "id": 7,
    "title": "Raport",
    "text": "Przeliczono 1930 z 3118 osób.",
    "href": "/zadania/7/",
    "page": "/raport/",
}


def test_running_job_asks_again_and_can_be_refreshed_by_hand():
    html = render_to_string(
        "ui/job.html", {"job": Job(**JOB, state="running", done=1930, total=3118, stop="/stop/")}
    )

    assert 'hx-get="/zadania/7/" hx-trigger="every 2s" hx-swap="outerHTML"' in html
    assert 'href="/raport/"' in html
    assert 'action="/stop/"' in html


@pytest.mark.parametrize(("state", "role"), [("done", "status"), ("failed", "alert")])
def test_finished_job_stops_asking(state, role):
    html = render_to_string(
        "ui/job.html", {"job": Job(**JOB, state=state, result_href="/plik/", result_label="Pobierz")}
    )

    assert "hx-get" not in html
    assert f'role="{role}"' in html
    assert '<a class="ds-button" href="/plik/">Pobierz</a>' in html


@pytest.mark.parametrize(
    ("state", "heading"),
    [("running", "Praca w tle"), ("done", "Praca zakończona"), ("failed", "Praca przerwana")],
)
def test_the_page_of_a_job_says_how_it_stands(state, heading):
    assert f">{heading}</h1>" in page("ui/job_page.html", job=Job(**JOB, state=state)).replace("\xa0", " ")


def test_steps_say_which_is_done_and_which_is_now():
    html = render_to_string(
        "ui/steps.html", {"steps": [Step("Plik", "done"), Step("Sprawdzenie", "current"), Step("Zapis")]}
    )

    assert '<li class="is-done"><span>Plik<span class="ds-sr-only"> (gotowe)</span></span></li>' in html
    assert '<li aria-current="step"><span>Sprawdzenie</span></li><li><span>Zapis</span></li>' in html


def test_breadcrumbs_end_with_this_page():
    html = render_to_string(
        "ui/breadcrumbs.html", {"crumbs": [("Urząd", "/u/"), ("Pracownicy", "/p/"), ("Import", "/i/")]}
    )

    assert html.count('href="/p/"') == 2  # phones show the parent alone
    assert '<a class="ds-link" href="/i/" aria-current="page">Import</a>' in html


def test_empty_place_says_why_and_offers_one_deed():
    html = render_to_string(
        "ui/empty.html",
        {"empty": Empty("Nie ma osób", "Wczytaj listę.", "/import/", "Importuj", "upload"), "level": 2},
    )

    assert '<h2 class="ds-heading" data-size="xs">Nie ma osób</h2><p>Wczytaj listę.</p>' in html
    assert html.count('class="ds-button"') == 1


def test_marks_without_a_picture_are_named_boxes():
    strip = [
        {"name": "Unia Europejska", "w": 200, "src": "/static/ue.svg"},
        {"name": "Organizator", "w": 120},
    ]
    html = render_to_string("ui/logo_strip.html", {"strip": strip})

    assert '<img src="/static/ue.svg" alt="Unia Europejska" width="200" height="56">' in html
    assert 'aria-label="Miejsce na znak: Organizator"' in html
