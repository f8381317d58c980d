"""SCORM 2004: every element with its limits, read and write rules and error codes; the calls; both statuses."""

from __future__ import annotations

import pytest

from kaganek.lib.scorm import MODELS, By, Facts, Session, Version, launch
from kaganek.lib.scorm.errors import CODES_2004, TEXTS_2004
from kaganek.lib.tests.scorm_samples import (
    COMPLETIONS,
    FACTS,
    LONG_IDS,
    POINTS,
    REALS,
    SPANS_2004,
    SUCCESSES,
    localized,
    name_at,
    read_only,
    ready,
    running,
    texts,
    within,
    writable,
    write_only,
)

V = Version.SCORM_2004
MODEL = MODELS[V]
SCALED = within("-1", "1", ["-1.0001", "1.0001", "85"])
SHARE = within("0", "1", ["-0.0001", "1.0001", "50"])
LEVEL = within("0", "9999999999", ["-0.1"])
TYPES = (
    [
        "true-false",
        "choice",
        "fill-in",
        "long-fill-in",
        "likert",
        "matching",
        "performance",
        "sequencing",
        "numeric",
        "other",
    ],
    ["", "Choice", "essay"],
)
# Element → values that are taken, values answered with 406 (or with the code beside).
VALUES = {
    "cmi.comments_from_learner.n.comment": localized(16_000),
    "cmi.comments_from_learner.n.location": texts(1000),
    "cmi.comments_from_learner.n.timestamp": POINTS,
    "cmi.completion_status": COMPLETIONS,
    "cmi.exit": (["", "time-out", "suspend", "logout", "normal"], ["Suspend", "quit"]),
    "cmi.interactions.n.id": LONG_IDS,
    "cmi.interactions.n.type": TYPES,
    "cmi.interactions.n.objectives.n.id": LONG_IDS,
    "cmi.interactions.n.timestamp": POINTS,
    "cmi.interactions.n.correct_responses.n.pattern": texts(16_000),
    "cmi.interactions.n.weighting": REALS,
    "cmi.interactions.n.learner_response": texts(16_000),
    "cmi.interactions.n.result": (
        ["correct", "incorrect", "unanticipated", "neutral", "-2.5"],
        ["", "wrong", "1,5"],
    ),
    "cmi.interactions.n.latency": SPANS_2004,
    "cmi.interactions.n.description": localized(1000),
    "cmi.learner_preference.audio_level": LEVEL,
    "cmi.learner_preference.language": (
        ["", "pl", "en-GB", "x-klingon"],
        ["polski język", "p_l", "toolongname", "pl-"],
    ),
    "cmi.learner_preference.delivery_speed": LEVEL,
    "cmi.learner_preference.audio_captioning": (["-1", "0", "1"], ["", "2", "on"]),
    "cmi.location": texts(4000),
    "cmi.objectives.n.id": LONG_IDS,
    "cmi.objectives.n.score.scaled": SCALED,
    "cmi.objectives.n.score.raw": REALS,
    "cmi.objectives.n.score.min": REALS,
    "cmi.objectives.n.score.max": REALS,
    "cmi.objectives.n.success_status": SUCCESSES,
    "cmi.objectives.n.completion_status": COMPLETIONS,
    "cmi.objectives.n.progress_measure": SHARE,
    "cmi.objectives.n.description": localized(1000),
    "cmi.progress_measure": SHARE,
    "cmi.score.scaled": SCALED,
    "cmi.score.raw": REALS,
    "cmi.score.min": REALS,
    "cmi.score.max": REALS,
    "cmi.session_time": SPANS_2004,
    "cmi.success_status": SUCCESSES,
    "cmi.suspend_data": texts(256_000),
    "adl.nav.request": (
        [
            "continue",
            "previous",
            "exit",
            "exitAll",
            "abandon",
            "abandonAll",
            "suspendAll",
            "_none_",
            "{target=a.b}choice",
            "{target=x}jump",
        ],
        ["", "choice", "jump", "{target=}choice", "{target=a b}choice", "next", "{target=x}continue"],
    ),
    "adl.data.n.store": texts(256_000),
}
BAD = [(p, *(v if isinstance(v, tuple) else (v, 406))) for p, (_, bad) in VALUES.items() for v in bad]


def test_the_table_has_every_element_that_can_be_written() -> None:
    assert set(VALUES) == set(writable(V))


@pytest.mark.parametrize(("pattern", "value"), [(p, v) for p, (good, _) in VALUES.items() for v in good])
def test_a_value_of_the_type_is_taken_and_read_back(pattern: str, value: str) -> None:
    session, name = ready(V, pattern), name_at(pattern)

    assert (session.set_value(name, value), session.get_last_error()) == ("true", "0")

    read = session.get_value(name)
    assert (read, session.get_last_error()) == (("", "405") if pattern in write_only(V) else (value, "0"))
    assert session.values[name] == value


@pytest.mark.parametrize(("pattern", "value", "code"), BAD)
def test_a_value_of_no_type_changes_nothing(pattern: str, value: str, code: int) -> None:
    session = ready(V, pattern)
    before = session.values

    assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", str(code))
    assert session.values == before


@pytest.mark.parametrize("pattern", [e.name for e in MODEL.elements.values() if e.kind.spm])
def test_what_the_standard_wants_kept_is_kept(pattern: str) -> None:
    element = MODEL.elements[pattern]
    assert element.kind.hard >= element.kind.spm
    assert element.kind.trouble("pl" if "language" in pattern else "x" * element.kind.spm) is None


@pytest.mark.parametrize("pattern", read_only(V))
def test_read_only_elements_are_read_and_never_written(pattern: str) -> None:
    session, name = running(V), name_at(pattern)
    before = session.values
    expected = before.get(name, MODEL.elements[pattern].default)

    assert (session.set_value(name, "1"), session.get_last_error()) == ("false", "404")
    assert session.values == before
    assert session.get_value(name) == (expected or "")
    assert session.get_last_error() == ("403" if expected is None else "0")


@pytest.mark.parametrize("pattern", read_only(V))
def test_what_the_manifest_does_not_give_has_no_value(pattern: str) -> None:
    session, name = running(V, Facts()), name_at(pattern)
    known = launch(V, Facts()).get(name, MODEL.elements[pattern].default)
    code = "0" if known is not None else "301" if ".n." in pattern else "403"

    assert (session.get_value(name), session.get_last_error()) == (known or "", code)


@pytest.mark.parametrize("pattern", write_only(V))
def test_write_only_elements_cannot_be_read(pattern: str) -> None:
    session = running(V)
    assert (session.get_value(name_at(pattern)), session.get_last_error()) == ("", "405")


@pytest.mark.parametrize("pattern", [p for p in MODEL.elements if MODEL.elements[p].access == "rw"])
def test_what_was_never_written_has_its_default_or_none(pattern: str) -> None:
    session, name = ready(V, pattern), name_at(pattern)
    default = MODEL.elements[pattern].default
    beyond = pattern.endswith(".n.id") or "comments" in pattern or ".n.pattern" in pattern
    code = "0" if default is not None else "301" if beyond else "403"

    assert (session.get_value(name), session.get_last_error()) == (default or "", code)


@pytest.mark.parametrize("pattern", [e.name for e in MODEL.elements.values() if e.needs and e.access == "rw"])
def test_what_depends_on_another_element_waits_for_it(pattern: str) -> None:
    session = running(V, Facts())
    needs = MODEL.elements[pattern].needs
    collection = pattern.split(".n.")[0]
    value = {"adl.data": "x"}.get(collection, VALUES[pattern][0][0])

    assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", "408")
    if needs == "type":
        session.set_value(f"{collection}.0.id", "r")
        assert (session.set_value(name_at(pattern), value), session.get_last_error()) == ("false", "408")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cmi._version", "1.0"),
        ("cmi.comments_from_learner._children", "comment,location,timestamp"),
        ("cmi.comments_from_learner._count", "0"),
        ("cmi.comments_from_lms._children", "comment,location,timestamp"),
        ("cmi.comments_from_lms._count", "2"),
        (
            "cmi.interactions._children",
            "id,type,objectives,timestamp,correct_responses,weighting,learner_response,result,latency,description",
        ),
        ("cmi.interactions._count", "1"),
        ("cmi.interactions.0.objectives._count", "1"),
        ("cmi.interactions.0.correct_responses._count", "0"),
        ("cmi.learner_preference._children", "audio_level,language,delivery_speed,audio_captioning"),
        (
            "cmi.objectives._children",
            "id,score,success_status,completion_status,progress_measure,description",
        ),
        ("cmi.objectives._count", "1"),
        ("cmi.objectives.0.score._children", "scaled,raw,min,max"),
        ("cmi.score._children", "scaled,raw,min,max"),
        ("adl.data._children", "id,store"),
        ("adl.data._count", "1"),
    ],
)
def test_keywords_are_answered_and_never_written(name: str, value: str) -> None:
    session = running(V)
    session.set_value("cmi.objectives.0.id", "o")
    session.set_value("cmi.interactions.0.id", "q")
    session.set_value("cmi.interactions.0.objectives.0.id", "o")

    assert (session.get_value(name), session.get_last_error()) == (value, "0")
    assert (session.set_value(name, value), session.get_last_error()) == ("false", "404")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "301"),
        ("cmi", "401"),
        ("cmi.score", "401"),
        ("cmi.interactions.0", "401"),
        ("cmi.core.lesson_status", "401"),
        ("cmi.objectives.x.id", "401"),
        ("cmi.objectives.00.id", "401"),
        ("cmi.objectives.0.id", "301"),
        ("cmi.objectives.0.score._children", "301"),
        ("cmi.location._children", "301"),
        ("cmi.interactions.0.objectives._children", "301"),
        ("cmi.score._count", "301"),
        ("cmi.location._count", "301"),
        ("cmi.score._version", "301"),
        ("cmi.nothing._count", "401"),
        ("adl.nav.request_valid.choice", "401"),
        ("adl.nav.request_valid.choice.{target=}", "401"),
        ("adl.nav.request_valid.choice.{target=a b}", "401"),
        ("ssp._count", "402"),
        ("x" * 10_000, "401"),
    ],
)
def test_reading_what_is_not_there(name: str, code: str) -> None:
    session = running(V)
    assert (session.get_value(name), session.get_last_error()) == ("", code)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "351"),
        ("cmi.score", "401"),
        ("cmi.nothing", "401"),
        ("cmi.nothing._count", "401"),
        ("cmi.location._children", "404"),
        ("cmi.objectives.1.id", "351"),
        ("cmi.objectives.999999999.id", "351"),
        ("cmi.objectives.9999999999.id", "401"),
        ("cmi.interactions.1.type", "351"),
        ("cmi.interactions.0.objectives.0.id", "408"),
        ("cmi.comments_from_lms.9.comment", "404"),
        ("adl.nav.request_valid.continue", "404"),
        ("adl.nav.request_valid.jump.{target=x.y}", "404"),
        ("ssp.0.data", "402"),
    ],
)
def test_writing_where_nothing_can_stand(name: str, code: str) -> None:
    session = running(V)
    before = session.values

    assert (session.set_value(name, "a"), session.get_last_error()) == ("false", code)
    assert session.values == before


def test_navigation_is_asked_and_answered_without_sequencing() -> None:
    session = running(V)
    asked = ("continue", "previous", "choice.{target=a.b}", "jump.{target=x}")

    assert [session.get_value(f"adl.nav.request_valid.{name}") for name in asked] == [
        "unknown",
        "unknown",
        "false",
        "false",
    ]


# -- records


def test_an_objectives_id_is_its_own_and_for_good() -> None:
    session = running(V)
    assert session.set_value("cmi.objectives.0.id", "a") == "true"
    assert session.set_value("cmi.objectives.0.id", "a") == "true"

    for name, value in (("cmi.objectives.0.id", "b"), ("cmi.objectives.1.id", "a")):
        assert (session.set_value(name, value), session.get_last_error()) == ("false", "351")
    assert session.get_value("cmi.objectives._count") == "1"


def test_an_interactions_objective_is_named_once_and_may_be_changed() -> None:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "q")
    names = [f"cmi.interactions.0.objectives.{number}.id" for number in range(2)]
    assert [session.set_value(names[0], "a"), session.set_value(names[1], "a")] == ["true", "false"]
    assert [session.set_value(names[0], "b"), session.set_value(names[1], "a")] == ["true", "true"]
    assert (session.set_value(names[0], "a"), session.get_last_error()) == ("false", "351")


@pytest.mark.parametrize(
    ("collection", "last", "hard"),
    [
        ("cmi.interactions", "id", 1000),
        ("cmi.objectives", "id", 1000),
        ("cmi.comments_from_learner", "comment", 1000),
        ("cmi.interactions.0.objectives", "id", 100),
    ],
)
def test_collections_keep_more_than_the_standard_asks_and_then_stop(
    collection: str, last: str, hard: int
) -> None:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "r0")
    for number in range(hard):
        assert session.set_value(f"{collection}.{number}.{last}", f"r{number}") == "true"

    assert (session.set_value(f"{collection}.{hard}.{last}", "one more"), session.get_last_error()) == (
        "false",
        "351",
    )
    assert session.get_value(f"{collection}._count") == str(hard)


# -- answers

# Kind → answers taken, answers not; patterns taken, patterns not; how many patterns.
ANSWERS = {
    "true-false": (["true", "false"], ["", "t", "1", "True"], ["true"], ["", "yes"], 1),
    "choice": (
        ["", "a", "a[,]b"],
        ["a[,]a", "a[,]", "[,]a", "a b", "a,b c", "a[,b"],
        ["", "a[,]b"],
        ["a[,]a"],
        100,
    ),
    "fill-in": (
        ["", "słowo", "{lang=pl}a[,]{lang=en}b"],
        ["{lang=}a", "x" * 1001],
        ["a", "{case_matters=true}a", "{order_matters=false}{case_matters=true}{lang=pl}a[,]b"],
        ["{case_matters=yes}a", "{order_matters=}a"],
        100,
    ),
    "long-fill-in": (
        ["", "{lang=pl}" + "x" * 4000],
        ["{lang= }a", "x" * 16_001],
        ["{case_matters=false}{lang=pl}a"],
        ["{case_matters=1}a"],
        100,
    ),
    "likert": (["3", "urn:a:b"], ["", "a b", "a[,]b"], ["3"], ["", "a b"], 1),
    "matching": (
        ["", "a[.]b", "a[.]1[,]b[.]2"],
        ["a", "a[.]", "[.]b", "a[.]b[.]c", "a[.]b[,]", "a.b"],
        ["a[.]b[,]c[.]d"],
        ["", "a", "a[.]b[,]c"],
        100,
    ),
    "performance": (
        ["", "s1[.]dowolny tekst", "[.]x", "s1[.]", "s[.]1[,]t[.]2"],
        ["s1", "[.]", "a b[.]x", "s[.]x[,]"],
        ["{order_matters=false}s[.]1[:]2", "s[.][:]2", "[.]3[:]"],
        ["", "{order_matters=1}s[.]x", "s[.]5[:]2", "s[.]a[:]b", "{case_matters=true}s"],
        100,
    ),
    "sequencing": (["", "a", "b[,]a[,]b"], ["a[,]", "a b"], ["a[,]b"], ["", "a[,][,]b"], 100),
    "numeric": (
        ["3", "-2.5"],
        ["", "three", "1[:]2"],
        ["1[:]2", "[:]2", "1[:]", "[:]"],
        ["", "5", "2[:]1", "a[:]b", "1[:]2[:]3"],
        1,
    ),
    "other": (["", "anything [,] {lang=}"], ["x" * 16_001], ["anything"], ["x" * 16_001], 1),
}


def question(kind: str) -> Session:
    session = running(V)
    session.set_value("cmi.interactions.0.id", "q")
    assert session.set_value("cmi.interactions.0.type", kind) == "true"
    return session


def test_the_table_has_every_kind_of_question() -> None:
    assert set(ANSWERS) == set(TYPES[0])


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize(("which", "element"), [(0, "learner_response"), (2, "correct_responses.0.pattern")])
def test_answers_and_patterns_have_the_form_of_their_question(kind: str, which: int, element: str) -> None:
    name = f"cmi.interactions.0.{element}"
    for value in ANSWERS[kind][which]:
        session = question(kind)
        assert (value, session.set_value(name, value), session.get_value(name)) == (value, "true", value)
    for value in [*ANSWERS[kind][which + 1], "a\x00"]:
        session = question(kind)
        assert (value, session.set_value(name, value), session.get_last_error()) == (value, "false", "406")


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_question_keeps_so_many_patterns(kind: str) -> None:
    session = question(kind)
    most = ANSWERS[kind][4]
    values = {
        "true-false": ["true"] * 2,
        "numeric": ["1[:]2"] * 2,
        "matching": [f"a[.]{n}" for n in range(101)],
        "performance": [f"a[.]{n}" for n in range(101)],
    }
    for number, value in enumerate(values.get(kind, [f"p{n}" for n in range(101)])[: most + 1]):
        answer = session.set_value(f"cmi.interactions.0.correct_responses.{number}.pattern", value)
        assert (answer, session.get_last_error()) == (("true", "0") if number < most else ("false", "351"))


@pytest.mark.parametrize(
    ("kind", "first", "second", "code"),
    [
        ("choice", "a[,]b", "b[,]a", "351"),
        ("choice", "a[,]b", "a[,]c", "0"),
        ("sequencing", "a[,]b", "a[,]b", "351"),
        ("sequencing", "a[,]b", "b[,]a", "0"),
        ("fill-in", "a", "a", "0"),
    ],
)
def test_two_patterns_that_say_the_same(kind: str, first: str, second: str, code: str) -> None:
    session = question(kind)
    session.set_value("cmi.interactions.0.correct_responses.0.pattern", first)
    session.set_value("cmi.interactions.0.correct_responses.1.pattern", second)

    assert session.get_last_error() == code


def test_a_pattern_written_over_leaves_its_old_place_free() -> None:
    session = question("choice")
    for number, value in ((0, "a"), (0, "b"), (1, "a")):
        assert session.set_value(f"cmi.interactions.0.correct_responses.{number}.pattern", value) == "true"


def test_another_kind_of_question_forgets_answers_to_the_old_one() -> None:
    session = question("choice")
    session.set_value("cmi.interactions.0.correct_responses.0.pattern", "a")
    session.set_value("cmi.interactions.0.learner_response", "a")

    assert session.set_value("cmi.interactions.0.type", "numeric") == "true"

    assert session.get_value("cmi.interactions.0.correct_responses._count") == "0"
    assert (session.get_value("cmi.interactions.0.learner_response"), session.get_last_error()) == ("", "403")
    assert session.set_value("cmi.interactions.0.correct_responses.0.pattern", "1[:]2") == "true"


# -- the calls


@pytest.mark.parametrize(
    ("stage", "call", "answer", "code"),
    [
        ("before", "terminate", "false", "112"),
        ("before", "commit", "false", "142"),
        ("before", "get_value", "", "122"),
        ("before", "set_value", "false", "132"),
        ("running", "initialize", "false", "103"),
        ("after", "initialize", "false", "104"),
        ("after", "terminate", "false", "113"),
        ("after", "commit", "false", "143"),
        ("after", "get_value", "", "123"),
        ("after", "set_value", "false", "133"),
    ],
)
def test_calls_out_of_order(stage: str, call: str, answer: str, code: str) -> None:
    session = Session(V, FACTS[V])
    if stage != "before":
        session.initialize("")
    if stage == "after":
        assert session.terminate("") == "true"
    arguments = {"get_value": ["cmi.credit"], "set_value": ["cmi.location", "x"]}.get(call, [""])

    assert (getattr(session, call)(*arguments), session.get_last_error()) == (answer, code)


@pytest.mark.parametrize("call", ["initialize", "commit", "terminate"])
def test_calls_that_take_nothing_refuse_something(call: str) -> None:
    session = Session(V, FACTS[V])
    if call != "initialize":
        session.initialize("")

    assert (getattr(session, call)("something"), session.get_last_error()) == ("false", "201")
    assert getattr(session, call)(None) == "true"


def test_every_code_has_its_words_and_no_other_has_any() -> None:
    session = running(V)
    never = {101, 102, 111}  # failures of the system itself, which has none to tell a package of
    assert set(CODES_2004.values()) | {0} | never == set(TEXTS_2004)
    assert all(session.get_error_string(code) == TEXTS_2004[code] for code in TEXTS_2004)
    assert [session.get_error_string(code) for code in ("", "1", "0406", "409", "x")] == [""] * 5


# -- both statuses


@pytest.mark.parametrize(
    ("threshold", "measure", "told", "status", "by"),
    [
        ("", None, None, "unknown", By.NOBODY),
        ("", "1", None, "unknown", By.NOBODY),
        ("", None, "completed", "completed", By.PACKAGE),
        ("", "0", "completed", "completed", By.PACKAGE),
        ("0.5", None, None, "unknown", By.THRESHOLD),
        ("0.5", None, "completed", "unknown", By.THRESHOLD),
        ("0.5", "0.5", "incomplete", "completed", By.THRESHOLD),
        ("0.5", "0.49", "completed", "incomplete", By.THRESHOLD),
        ("0", "0", None, "completed", By.THRESHOLD),
    ],
)
def test_completion(threshold: str, measure: str | None, told: str | None, status: str, by: By) -> None:
    session = running(V, Facts(completion_threshold=threshold))
    for name, value in (("progress_measure", measure), ("completion_status", told)):
        if value is not None:
            session.set_value(f"cmi.{name}", value)

    assert session.get_value("cmi.completion_status") == status
    assert (session.outcome.completion, session.outcome.completion_by) == (status, by)
    session.terminate("")
    assert (session.values["cmi.completion_status"], session.outcome.completion) == (status, status)


@pytest.mark.parametrize(
    ("facts", "scaled", "told", "status", "by"),
    [
        (Facts(), None, None, "unknown", By.NOBODY),
        (Facts(), "1", None, "unknown", By.NOBODY),
        (Facts(), None, "passed", "passed", By.PACKAGE),
        (Facts(scaled_passing_score="0.8"), None, "passed", "unknown", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8"), "0.8", "failed", "passed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8"), "0.79", "passed", "failed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="-1"), "-1", None, "passed", By.PASSING_SCORE),
        (Facts(scaled_passing_score="0.8", credit="no-credit"), "1", None, "unknown", By.NOBODY),
        (Facts(scaled_passing_score="0.8", mode="review"), "1", "failed", "failed", By.PACKAGE),
        (Facts(scaled_passing_score="0.8", mode="browse"), "1", None, "unknown", By.NOBODY),
    ],
)
def test_success(facts: Facts, scaled: str | None, told: str | None, status: str, by: By) -> None:
    session = running(V, facts)
    for name, value in (("score.scaled", scaled), ("success_status", told)):
        if value is not None:
            session.set_value(f"cmi.{name}", value)

    assert session.get_value("cmi.success_status") == status
    assert (session.outcome.success, session.outcome.success_by) == (status, by)
    session.terminate("")
    assert (session.values["cmi.success_status"], session.outcome.success) == (status, status)


# -- the end of a session, and the next one


@pytest.mark.parametrize(
    ("way", "finished", "entry"),
    [
        ("suspend", True, "resume"),
        ("logout", True, "resume"),
        ("normal", True, ""),
        ("time-out", True, ""),
        ("", True, ""),
        (None, True, ""),
        (None, False, "resume"),
    ],
)
def test_the_next_launch_knows_how_the_last_session_ended(
    way: str | None, finished: bool, entry: str
) -> None:
    session = running(V)
    assert session.get_value("cmi.entry") == "ab-initio"
    session.set_value("cmi.suspend_data", "page=7")
    session.set_value("cmi.location", "7")
    session.set_value("cmi.session_time", "PT10M30.5S")
    session.set_value("adl.nav.request", "suspendAll")
    if way is not None:
        session.set_value("cmi.exit", way)
    if finished:
        session.terminate("")

    again = running(V, state=launch(V, FACTS[V], session.values, finished=finished))

    names = ("entry", "suspend_data", "location", "total_time")
    assert [again.get_value(f"cmi.{name}") for name in names] == [entry, "page=7", "7", "PT0H10M30.5S"]
    assert again.get_value("adl.nav.request") == "_none_"


def test_objectives_of_the_manifest_are_there_from_the_start_and_kept_after() -> None:
    facts = Facts(objectives=("urn:a:1", "urn:a:2"))
    session = running(V, facts)
    assert [session.get_value("cmi.objectives._count"), session.get_value("cmi.objectives.1.id")] == [
        "2",
        "urn:a:2",
    ]
    assert session.set_value("cmi.objectives.1.id", "other") == "false"
    session.set_value("cmi.objectives.1.success_status", "passed")
    session.set_value("cmi.objectives.2.id", "mine")

    again = running(V, facts, launch(V, facts, session.values))

    assert [again.get_value(f"cmi.objectives.{number}.id") for number in range(3)] == [
        "urn:a:1",
        "urn:a:2",
        "mine",
    ]
    assert again.get_value("cmi.objectives.1.success_status") == "passed"


def test_the_manifest_of_today_wins_over_what_stood_there_before() -> None:
    old = launch(V, Facts(scaled_passing_score="0.5", launch_data="a"))
    new = launch(V, Facts(scaled_passing_score="0.9"), {**old, "cmi.location": "3"})

    assert (new["cmi.scaled_passing_score"], new.get("cmi.launch_data"), new["cmi.location"]) == (
        "0.9",
        None,
        "3",
    )
