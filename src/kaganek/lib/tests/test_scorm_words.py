from __future__ import annotations

import pytest

from kaganek.lib.scorm import MODELS, Version
from kaganek.lib.scorm.errors import CODES
from kaganek.lib.scorm.words import element_words, meaning, value_words
from kaganek.lib.tests.scorm_samples import name_at

S12, S2004 = Version.SCORM_12, Version.SCORM_2004


@pytest.mark.parametrize("version", Version)
def test_every_code_that_a_call_answers_has_a_polish_meaning(version: Version) -> None:
    assert [code for code in CODES[version].values() if "bez opisu" in meaning(version, code)] == []
    assert meaning(version, 999) == "błąd bez opisu w standardzie"


@pytest.mark.parametrize("version", Version)
def test_every_element_that_a_package_writes_often_has_a_name(version: Version) -> None:
    silent = {
        pattern for pattern in MODELS[version].elements if element_words(name_at(pattern)) == name_at(pattern)
    }
    told_before = (
        "student_",
        "learner_",
        "credit",
        "lesson_mode",
        "mode",
        "_from_lms",
        "student_data",
        "threshold",
    )
    left = {one for one in silent if not any(word in one for word in told_before)}
    assert {one for one in left if one.startswith(("cmi.interactions", "cmi.objectives"))} == set()
    assert {one for one in left if "score" in one and "passing" not in one} == set()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("cmi.core.lesson_location", "miejsce w paczce"),
        ("cmi.interactions.1.student_response", "Pytanie 2: odpowiedź"),
        ("cmi.interactions.0.correct_responses.0.pattern", "Pytanie 1: odpowiedź prawidłowa"),
        ("cmi.objectives.2.score.raw", "Cel 3: wynik"),
        ("cmi.nieznany", "cmi.nieznany"),
    ],
)
def test_an_element_in_words(name: str, words: str) -> None:
    assert element_words(name) == words


@pytest.mark.parametrize(
    ("version", "name", "value", "words"),
    [
        (S12, "cmi.core.lesson_status", "passed", "zaliczone"),
        (S12, "cmi.core.session_time", "0000:10:05.50", "10 min 5 s"),
        (S2004, "cmi.total_time", "PT1H2S", "60 min 2 s"),
        (S12, "cmi.suspend_data", "passed", "passed"),
        (S12, "cmi.suspend_data", "", "puste"),
        (S12, "cmi.suspend_data", "x" * 200, "x" * 120 + "… (razem 200 znaków)"),
        (S12, "cmi.core.session_time", "długo", "długo"),
    ],
)
def test_a_value_in_words(version: Version, name: str, value: str, words: str) -> None:
    assert value_words(version, name, value) == words
