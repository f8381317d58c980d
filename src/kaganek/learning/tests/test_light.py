"""Light pages: by one's own choice on one device, or because the browser asks."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from tests.cast import Cast

from kaganek.core.seats import SYSTEM, seated
from kaganek.learning.models import Lesson
from kaganek.learning.tests.factories import make_course, make_progress
from kaganek.lib.light import lightened

BLOCKS = [  # as the templates of blocks write them
    ("image", {"src": "/pliki/images/a.png", "width": 2, "height": 1, "alt": "Plan", "caption": "Podpis"}),
    (
        "video",
        {
            "src": "/pliki/documents/f.mp4",
            "type": "video/mp4",
            "captions": "/f.vtt",
            "title": "Film",
            "transcript": ["Tu."],
        },
    ),
]
PICTURE = (
    '<figure><img src="/pliki/images/a.png" width="10" height="10" alt="Plan sali" decoding="async"></figure>'
)


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    with seated(SYSTEM):
        course = make_course(lessons=1, html=PICTURE)
        make_progress(cast.enrolments["anna"], course, started_at=timezone.now())
        return course.lessons.get()


def page(client, lesson: Lesson, **headers: str) -> str:
    return client.get(reverse("learning:lesson", args=[lesson.pk]), headers=headers).content.decode()


@pytest.mark.rule("L-111")
def test_the_device_remembers_what_its_owner_chose(client, cast, lesson):
    client.force_login(cast.account("anna"))
    change = reverse("people:change_light")
    full = page(client, lesson)
    client.post(change, {"light": "on"})
    light = page(client, lesson)
    client.post(change, {"light": "on"})  # sent twice
    again = page(client, lesson)
    client.post(change)
    back = page(client, lesson)

    assert "<img" in full[full.index("<main") :]
    for one in (light, again):
        assert "<img" not in one[one.index("<main") :]
        assert "Pokaż obraz: Plan sali" in one
        assert "woff2" not in one
    assert "<img" in back[back.index("<main") :]


@pytest.mark.rule("L-111")
def test_a_browser_that_saves_data_gets_light_pages_until_its_owner_says_otherwise(client, cast, lesson):
    client.force_login(cast.account("anna"))
    asked = {"Save-Data": "on"}

    assert "Pokaż obraz" in page(client, lesson, **asked)
    assert "Pokaż obraz" not in page(client, lesson)
    client.post(reverse("people:change_light"))
    assert "Pokaż obraz" not in page(client, lesson, **asked)


def test_the_account_page_says_how_it_is(client, cast):
    client.force_login(cast.account("anna"))
    client.post(reverse("people:change_light"), {"light": "on"})
    html = client.get(reverse("people:account")).content.decode()

    field = html[html.index('name="light"') :]
    assert "checked" in field[: field.index(">")]


@pytest.mark.rule("L-111")
@pytest.mark.parametrize(("name", "facts"), BLOCKS)
def test_nothing_of_our_own_blocks_loads_by_itself(name, facts):
    html = render_to_string(f"ui/blocks/{name}.html", facts)
    light = lightened(html)

    assert ("<img" in html) or ("<video" in html)
    assert "<img" not in light
    assert "<video" not in light
    assert f'href="{facts["src"]}"' in light
