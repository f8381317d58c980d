"""Any calls in any order: nothing raises, and the server believes exactly what the interface had taken."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from kaganek.lib.scorm import MODELS, Accepted, Refused, Session, Trouble, Version, judge_commit, launch
from kaganek.lib.scorm.facts import NAMES
from kaganek.lib.scorm.model import place_of
from kaganek.lib.tests import test_scorm_12, test_scorm_2004, test_scorm_2004_records
from kaganek.lib.tests.scorm_samples import FACTS

VALUES = {Version.SCORM_12: test_scorm_12.VALUES, Version.SCORM_2004: test_scorm_2004.VALUES}
ANSWERS = {Version.SCORM_12: test_scorm_12.ANSWERS, Version.SCORM_2004: test_scorm_2004_records.ANSWERS}
ODD = (
    "",
    " ",
    "cmi",
    "cmi.",
    ".",
    "cmi..id",
    "cmi.core.score",
    "cmi._version",
    "cmi.interactions._count",
    "x" * 9000,
    "{target=",
    "cmi.0.0.0",
    None,
    7,
    1.5,
    True,
    ["cmi"],
    b"cmi",
)
SAYS_WHY = {
    Trouble.TYPE,
    Trouble.RANGE,
    Trouble.READ_ONLY,
    Trouble.KEYWORD,
    Trouble.UNKNOWN,
    Trouble.NOT_KEPT,
}


class Walker:
    """Random names and values of one version, mostly sensible ones."""

    def __init__(self, version: Version, seed: int, *, steady: bool = False) -> None:
        self.steady = steady  # whether a question keeps its kind
        self.dice = random.Random(f"{version} {seed}")
        self.version = version
        self.patterns = list(MODELS[version].elements)
        self.values = {name: [*good, *bad] for name, (good, bad) in VALUES[version].items()}
        kinds = ANSWERS[version].values()
        self.answers = [value for rows in kinds for part in rows if isinstance(part, list) for value in part]

    def call(self) -> tuple[str, list[object]]:
        name = self.dice.choices(
            (
                "set_value",
                "get_value",
                "commit",
                "initialize",
                "get_last_error",
                "get_error_string",
                "get_diagnostic",
            ),
            (80, 12, 2, 1, 1, 2, 2),
        )[0]
        if name == "set_value":
            return name, list(self.write())
        if name == "get_last_error":
            return name, []
        return name, [
            self.name() if name == "get_value" else self.dice.choice(("", "", "0", "405", None, "x"))
        ]

    def name(self) -> object:
        if self.dice.random() < 0.04:
            return self.dice.choice(ODD)
        return self.at(self.dice.choice(self.patterns))

    def at(self, pattern: str) -> str:
        parts = pattern.replace("target=…", "target=a.b").split(".")
        return ".".join(str(self.dice.choice((0, 0, 0, 1, 1, 2))) if part == "n" else part for part in parts)

    def write(self) -> tuple[object, object]:
        pattern = self.dice.choice(self.patterns)
        name: object = self.at(pattern) if self.dice.random() > 0.04 else self.dice.choice(ODD)
        values = self.values.get(pattern, ["1", "resume", "PT1H", "no-credit"])
        if "response" in pattern:
            values = self.answers
        if self.steady and pattern == "cmi.interactions.n.type" and isinstance(name, str):
            values = [values[sum(map(ord, name)) % 8]]
        value = self.dice.choice(values)
        return name, value[0] if isinstance(value, tuple) else value


def nested(values: dict[str, str]) -> dict:
    """Values as the browser posts them: objects in objects, records under their numbers."""
    tree: dict = {}
    for name, value in values.items():
        *path, last = name.split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[last] = value
    return tree


def told(version: Version, values: dict[str, str]) -> dict[str, str]:
    """Without what says nothing: the browser writes "" and defaults for all that was never set."""
    elements = MODELS[version].elements
    return {n: v for n, v in values.items() if v not in ("", elements[place_of(n).pattern].default)}


def walk(walker: Walker, calls: int) -> Iterator[tuple[Session, dict, tuple[str, str] | None]]:
    """The session after each call, the state it began from, and the write that was refused for what it was."""
    version = walker.version
    state = launch(version, FACTS[version])
    session = Session(version, state=state)
    for _ in range(calls):
        name, arguments = walker.call()
        if session.stage == "not initialised" and walker.dice.random() < 0.5:
            name, arguments = "initialize", [""]
        before = session.values
        answer = getattr(session, name)(*arguments)
        assert isinstance(answer, str)
        assert answer == "true" or session.values == before
        yield session, state, refused_write(session, name, arguments)


def refused_write(session: Session, name: str, arguments: list) -> tuple[str, str] | None:
    """A write refused for its element or value alone, whatever else was written; a commit could have it too."""
    if name != "set_value" or not session.last_fault or session.last_fault.trouble not in SAYS_WHY:
        return None
    element, value = arguments
    if not isinstance(element, str) or not isinstance(value, str) or not value or len(element) > 500:
        return None
    same = session.standing(element) == value or element == NAMES[session.version].total_time
    return None if same else (element, value)


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("version", list(Version))
def test_the_server_takes_what_the_interface_took_and_refuses_what_it_refused(
    version: Version, seed: int
) -> None:
    for number, (session, state, refused) in enumerate(walk(Walker(version, seed), 250)):
        if refused and number % 3 == 0:
            found = judge_commit(version, FACTS[version], state, {**session.values, refused[0]: refused[1]})
            assert isinstance(found, Refused), refused
            assert str(found.fault.code) == session.get_last_error(), refused
    found = judge_commit(version, FACTS[version], state, nested(session.values))
    assert isinstance(found, Accepted), found
    assert told(version, found.values) == told(version, session.values)
    assert found.outcome == session.outcome


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("version", list(Version))
def test_commits_along_the_way_end_where_the_session_ends(version: Version, seed: int) -> None:
    """As the player does it: at odd moments the whole state is posted and judged against the last one taken."""
    walker = Walker(version, 500 + seed, steady=True)
    stored: dict[str, str] = {}
    for session, state, _ in walk(walker, 250):
        if walker.dice.random() < 0.1:
            found = judge_commit(version, FACTS[version], stored or state, nested(session.values))
            assert isinstance(found, Accepted), found
            stored = found.values
    found = judge_commit(version, FACTS[version], stored, nested(session.values))
    assert told(version, found.values) == told(version, session.values)
    assert found.outcome == session.outcome


@pytest.mark.parametrize("seed", range(25))
@pytest.mark.parametrize("version", list(Version))
def test_a_session_that_ends_is_judged_to_have_ended_so(version: Version, seed: int) -> None:
    *_, (session, state, _) = walk(Walker(version, 1000 + seed), 120)
    posted = nested(session.values)

    session.initialize("")
    assert session.terminate("") == "true"

    found = judge_commit(version, FACTS[version], state, posted, finished=True)
    assert told(version, found.values) == told(version, session.values)
    assert found.outcome == session.outcome
    again = launch(version, FACTS[version], found.values)
    assert Session(version, state=again).initialize("") == "true"


@pytest.mark.parametrize("version", list(Version))
def test_the_walks_go_everywhere(version: Version) -> None:
    """A walk that were refused everything would prove nothing: each element is written, and many refusals are met."""
    written, codes = set(), set()
    for seed in range(12):
        walker = Walker(version, seed)
        session = Session(version, state=launch(version, FACTS[version]))
        session.initialize("")
        for _ in range(600):
            name, arguments = walker.call()
            if getattr(session, name)(*arguments) == "true" and name == "set_value":
                written.add(arguments[0])
            codes.add(session.get_last_error())

    shapes = {".".join("n" if part.isdigit() else part for part in name.split(".")) for name in written}
    assert set(VALUES[version]) - shapes == set()
    assert len(codes) >= 7
