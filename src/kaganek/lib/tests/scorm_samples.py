"""What the tables of tests share: values that fit or do not fit each element, and how a session is prepared."""

from __future__ import annotations

from kaganek.lib.scorm import MODELS, Facts, Session, Version
from kaganek.lib.scorm.model import Access

FACTS = {
    Version.SCORM_12: Facts(
        learner_id="os-7",
        learner_name="Kowalska, Anna",
        launch_data="start=2",
        mastery_score="80",
        max_time_allowed="0002:00:00",
        time_limit_action="continue,message",
        comments=("Uwaga",),
    ),
    Version.SCORM_2004: Facts(
        learner_id="os-7",
        learner_name="{lang=pl}Kowalska, Anna",
        launch_data="start=2",
        scaled_passing_score="0.8",
        completion_threshold="0.5",
        max_time_allowed="PT2H",
        time_limit_action="continue,message",
        comments=("Uwaga", "{lang=pl}Druga"),
        shared=("urn:kaganek:wspolne",),
    ),
}
SPANS_12 = (
    ["00:00:00", "0000:00:00.00", "99:59:59.9", "9999:59:59.99"],
    ["0:00:00", "00000:00:00", "00:00", "1h", "00:00:00.999", "-1:00:00"],
)
SPANS_2004 = (
    ["PT0S", "P1Y2M3DT4H5M6.78S", "PT3H", "P2D", "PT12M0.5S", "PT99999S"],
    ["", "P", "PT", "P1W", "3H", "PT1H2", "P1DT", "PT1.5H", "PT1.234S", "-PT1S", "PT١S", "00:01:00"],
)
POINTS = (
    [
        "1970",
        "2038",
        "2026-02",
        "2024-02-29",
        "2026-11-21T16",
        "2026-11-21T16:05",
        "2026-11-21T16:05:59",
        "2026-11-21T16:05:59.5",
        "2026-11-21T16:05:59.25Z",
        "2026-11-21T16:05:59.2+01",
        "2026-11-21T16:05:59.25-05:30",
    ],
    [
        "",
        "1969",
        "2039",
        "2026-13",
        "2026-00",
        "2026-02-29",
        "2026-11-31",
        "2026-11-21T24",
        "2026-11-21T16:60",
        "2026-11-21T16:05:60",
        "2026-11-21T16:05:59Z",
        "2026-11-21T16:05:59.123Z",
        "21.11.2026",
        "2026-11-21 16:05",
    ],
)
REALS = (
    ["0", "-1", "0.5", "100.25", "+2", ".5", "9999999999"],
    ["", "abc", "1,5", "1e5", "NaN", "Infinity", "--1", "1.2.3", "٣", "0x1", "1 "],
)
LONG_IDS = (
    ["q1", "urn:ex:1", "http://example.org/a?b=c", "pytanie_ą", "x" * 16_000],
    ["", " ", "two words", "urn:", "urn:ex", "a{b}", "a[,]b", "x" * 16_001, "line\nend"],
)
IDS_12 = (["q1", "Q-1_2.3", "x" * 255], ["", "two words", "x" * 256, "ą"])
SCORES_12 = (["", "0", "100", "85.5", "99.999"], ["-0.01", "100.5", "101", "abc", "1,5", "8 0"])
STATUS_12 = (
    ["passed", "completed", "failed", "incomplete", "browsed", "not attempted"],
    ["", "Passed", "done", "unknown", "p"],
)
COMPLETIONS = (
    ["completed", "incomplete", "not attempted", "unknown"],
    ["", "Completed", "finished", "passed"],
)
SUCCESSES = (["passed", "failed", "unknown"], ["", "Passed", "maybe", "completed"])


def texts(most: int) -> tuple[list[str], list[str]]:
    """Any text up to the most; never what no database keeps."""
    return ["", "zażółć", "a\nb\t<i>", "x" * most], ["x" * (most + 1), "a\x00b", "half \ud800"]


def localized(most: int) -> tuple[list[str], list[str]]:
    good, bad = texts(most)
    return [*good, "{lang=pl}tak", "{lang=en-GB}yes", "{lang=x-klingon}", "{other=1}text"], [
        *bad,
        "{lang=}x",
        "{lang=a b}x",
        "{lang=toolonganame}x",
    ]


def within(low: str, high: str, out: list[str]) -> tuple[list[str], list[tuple[str, int]]]:
    return [low, high, "0.5"], [(value, 406) for value in REALS[1]] + [(value, 407) for value in out]


def name_at(pattern: str, *numbers: int) -> str:
    """An element's name with numbers in the place of n, 0 where none is given."""
    left = list(numbers)
    return ".".join(
        (str(left.pop(0)) if left else "0") if part == "n" else part for part in pattern.split(".")
    ).replace("target=…", "target=rozdział-2")


def running(version: Version, facts: Facts | None = None, state: dict | None = None) -> Session:
    session = Session(version, facts or FACTS[version], state)
    assert session.initialize("") == "true"
    return session


def ready(version: Version, pattern: str) -> Session:
    """A running session in which the element's record and what it depends on are there, the element itself not."""
    session = running(version, Facts() if pattern.startswith(("cmi.completion_s", "cmi.success_s")) else None)
    if version is Version.SCORM_2004 and pattern.startswith(("cmi.interactions.n.", "cmi.objectives.n.")):
        collection = pattern.split(".n.")[0]
        if pattern != f"{collection}.n.id":
            session.set_value(f"{collection}.0.id", "r0")
        if "response" in pattern:
            session.set_value(f"{collection}.0.type", "other")
    return session


def writable(version: Version) -> list[str]:
    return [e.name for e in MODELS[version].elements.values() if e.access is not Access.READ]


def read_only(version: Version) -> list[str]:
    return [e.name for e in MODELS[version].elements.values() if e.access is Access.READ]


def write_only(version: Version) -> list[str]:
    return [e.name for e in MODELS[version].elements.values() if e.access is Access.WRITE]
