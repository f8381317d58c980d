"""Every element of both data models and every call out of order, in Chromium: answers and codes of the standard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Frame

from kaganek.core.seats import SYSTEM, seated
from kaganek.lib.scorm import MODELS, Session, Version
from kaganek.lib.scorm.model import Access, place_of
from tests import databases
from tests.cast import assemble
from tests.journeys import packages, walking
from tests.live import Live, inside, live_server

pytestmark = pytest.mark.journey
KINDS = {"scorm12": Version.SCORM_12, "scorm2004": Version.SCORM_2004}
SILENT = """<!doctype html><html lang="pl"><head><meta charset="utf-8"><title>Wywołania</title></head>
<body><h1>Wywołania</h1><p id="strona">gotowa</p></body></html>"""
CALLS = """([name, calls]) => calls.map(([verb, said]) => { const api = window[name]; const answer = api[verb](...said);
  return [answer, Number(api[(verb.startsWith('LMS') ? 'LMS' : '') + 'GetLastError']())]; })"""
Call = tuple[str, ...]
Heard = tuple[str, int]


@pytest.fixture(scope="module")
def made() -> dict[str, int]:
    return {}


@pytest.fixture(scope="module")
def server(django_db_blocker: Any, made: dict[str, int]) -> Iterator[Live]:
    with databases.clone("journey_calls") as name:
        with django_db_blocker.unblock(), inside(name), seated(SYSTEM):
            anna = assemble().enrolments["anna"]
            for kind in KINDS:
                made[kind] = packages.make_played(anna, kind, pages={"index.html": SILENT}).pk
        with live_server(name) as running:
            yield running


@pytest.fixture(scope="module")
def chromium(server: Live) -> Iterator[Browser]:
    with walking.chromium() as browser:
        yield browser


class Caller:
    """The interface in the browser and the specification's own session, called alike."""

    def __init__(self, frame: Frame, kind: str) -> None:
        self.frame, self.version = frame, KINDS[kind]
        self.old = self.version is Version.SCORM_12
        self.session = Session(self.version)

    def browser(self, calls: Sequence[Call]) -> list[Heard]:
        """All of them in one turn of the page: going there and back for each took most of the time."""
        place = "API" if self.old else "API_1484_11"
        asked = [[self._named(verb), list(said)] for verb, *said in calls]
        return [(answer, code) for answer, code in self.frame.evaluate(CALLS, [place, asked])]

    def _named(self, verb: str) -> str:
        return "LMS" + ("Finish" if verb == "Terminate" else verb) if self.old else verb

    def standard(self, verb: str, *said: str) -> Heard:
        named = {"GetValue": "get_value", "SetValue": "set_value"}.get(verb, verb.lower())
        return getattr(self.session, named)(*said), int(self.session.get_last_error())

    def differences(self, calls: Sequence[Call]) -> list[tuple[Call, Heard, Heard]]:
        """Calls that the browser answers otherwise than the standard."""
        both = zip(calls, self.browser(calls), [self.standard(*call) for call in calls], strict=True)
        return [one for one in both if one[1] != one[2]]


@pytest.fixture(scope="module")
def cookies(chromium: Browser, server: Live) -> list[Any]:
    return packages.cookies_of(chromium, server.url)


@pytest.fixture(params=KINDS)
def caller(
    request: Any, chromium: Browser, server: Live, cookies: list[Any], made: dict[str, int]
) -> Iterator[Caller]:
    device = packages.device(chromium, server.url, cookies)
    _, frame = packages.open_package(device, made[request.param])
    yield Caller(frame, request.param)
    device.close()


LOCATION = {Version.SCORM_12: "cmi.core.lesson_location", Version.SCORM_2004: "cmi.location"}


def test_calls_out_of_order_get_the_codes_of_the_standard(caller: Caller) -> None:
    place = LOCATION[caller.version]
    calls = [
        ("GetValue", place), ("SetValue", place, "1"), ("Commit", ""), ("Terminate", ""),
        ("Initialize", "x"), ("Initialize", ""), ("Initialize", ""), ("Commit", "x"), ("Terminate", "x"),
        ("SetValue", place, "1"), ("GetValue", place), ("Commit", ""), ("Terminate", ""),
        ("Terminate", ""), ("GetValue", place), ("SetValue", place, "2"), ("Commit", ""), ("Initialize", ""),
    ]  # fmt: skip
    assert caller.differences(calls) == []


WRITTEN = {
    Version.SCORM_12: """cmi.core.lesson_location=p1 cmi.core.lesson_status=incomplete cmi.core.exit=suspend
        cmi.core.session_time=00:01:00 cmi.core.score.raw=85 cmi.core.score.min=0 cmi.core.score.max=100
        cmi.suspend_data=x;ż cmi.comments=hej cmi.objectives.0.id=o1 cmi.objectives.0.score.raw=5
        cmi.objectives.0.score.max=10 cmi.objectives.0.score.min=0 cmi.objectives.0.status=passed
        cmi.student_preference.audio=1 cmi.student_preference.language=pl cmi.student_preference.speed=1
        cmi.student_preference.text=1 cmi.interactions.0.id=q1 cmi.interactions.0.objectives.0.id=o1
        cmi.interactions.0.time=10:00:00 cmi.interactions.0.type=choice
        cmi.interactions.0.correct_responses.0.pattern=a cmi.interactions.0.weighting=1
        cmi.interactions.0.student_response=a cmi.interactions.0.result=correct
        cmi.interactions.0.latency=00:00:05""",
    Version.SCORM_2004: """cmi.comments_from_learner.0.comment=hej cmi.comments_from_learner.0.location=p1
        cmi.comments_from_learner.0.timestamp=2026-11-21T16:05:59 cmi.completion_status=incomplete cmi.exit=suspend
        cmi.location=p1 cmi.progress_measure=0.5 cmi.score.scaled=0.5 cmi.score.raw=5 cmi.score.min=0
        cmi.score.max=10 cmi.session_time=PT1M cmi.success_status=failed cmi.suspend_data=x
        cmi.interactions.0.id=q1 cmi.interactions.0.type=choice cmi.interactions.0.objectives.0.id=o1
        cmi.interactions.0.timestamp=2026-11-21T16:05:59 cmi.interactions.0.correct_responses.0.pattern=a[,]b
        cmi.interactions.0.weighting=1 cmi.interactions.0.learner_response=a cmi.interactions.0.result=correct
        cmi.interactions.0.latency=PT5S cmi.interactions.0.description=Pytanie cmi.learner_preference.audio_level=1
        cmi.learner_preference.language=pl cmi.learner_preference.delivery_speed=1
        cmi.learner_preference.audio_captioning=1 cmi.objectives.0.id=o1 cmi.objectives.0.score.scaled=0.5
        cmi.objectives.0.score.raw=5 cmi.objectives.0.score.min=0 cmi.objectives.0.score.max=10
        cmi.objectives.0.success_status=passed cmi.objectives.0.completion_status=completed
        cmi.objectives.0.progress_measure=1 cmi.objectives.0.description=Cel adl.nav.request=_none_""",
}
NOT_READ = {"adl.nav.request"}  # the library lets it only be written: docs/reference/scorm.md
NEEDS_A_FACT = {"adl.data.n.store"}  # of a record that only the manifest begins


def test_every_element_is_written_and_read_as_the_standard_says(caller: Caller) -> None:
    """Every writable element of the model once, every read-only one refused, write-only ones not read."""
    elements = MODELS[caller.version].elements
    pairs = [one.split("=", 1) for one in WRITTEN[caller.version].split()]
    writable = {name for name, one in elements.items() if one.access is not Access.READ}
    assert {place_of(name).pattern for name, _ in pairs} == writable - NEEDS_A_FACT
    calls: list[Call] = [("Initialize", "")]
    calls += [("SetValue", name, value) for name, value in pairs]
    calls += [("GetValue", name) for name, _ in pairs if name not in NOT_READ]
    calls += [
        ("SetValue", name, "1")
        for name, one in elements.items()
        if one.access is Access.READ and ".n." not in name and "target" not in name
    ]

    assert caller.differences(calls) == []
