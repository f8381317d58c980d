import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest

from kaganek.lib.questions import (
    Fault,
    Format,
    Limits,
    QuestionFileFault,
    Verdict,
    explain,
    read_questions,
    write_questions,
)
from kaganek.lib.tests import question_samples
from kaganek.lib.tests.making_questions import PNG, Maker

FILES = {
    **question_samples.whole_files(),
    **{f"gift: {name}": sample for name, sample in question_samples.gift_files().items()},
    **{f"moodle: {name}": sample for name, sample in question_samples.moodle_files().items()},
}


def refusal(data: bytes, kind: Format, limits: Limits | None = None) -> QuestionFileFault:
    with pytest.raises(QuestionFileFault) as caught:
        read_questions(data, format=kind, limits=limits)
    return caught.value


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_hostile_or_half_standard_file_is_answered_as_stated(name):
    format_, data, expected = FILES[name]

    if isinstance(expected, Fault):
        fault = refusal(data, format_)
        assert fault.code == expected, fault.facts
        sentences = [explain(fault)]
    else:
        findings = read_questions(data, format=format_).findings
        told = [(found.verdict, tuple(note.trouble for note in found.notes)) for found in findings]
        assert told == expected
        assert [found.question is None for found in findings] == [
            verdict is Verdict.REFUSED for verdict, _ in expected
        ]
        assert all(found.name and found.line for found in findings)
        sentences = [explain(note) for found in findings for note in found.notes]
    assert all(sentence.endswith(".") and len(sentence) > 20 for sentence in sentences), sentences


def test_what_one_file_may_cost_is_what_was_agreed():
    megabyte = 1024 * 1024
    assert Limits() == Limits(
        file_bytes=20 * megabyte,
        questions=10_000,
        options=100,
        question_chars=500_000,
        text_chars=60_000,
        depth=16,
        parts=4_000,
        image_bytes=2 * megabyte,
        images=20,
        seconds=8.0,
    )


def test_a_fault_names_the_line():
    fault = refusal(b"<quiz>\n<question>\n</quiz>", Format.MOODLE_XML)

    assert (fault.code, fault.facts["line"]) == (Fault.BROKEN_XML, 3)
    assert "w wierszu 3" in explain(fault)


def test_a_file_of_more_questions_than_agreed_is_refused():
    data = b"Tak?{T}\n\n" * 4

    assert len(read_questions(data, format=Format.GIFT, limits=Limits(questions=4)).questions) == 4
    fault = refusal(data, Format.GIFT, Limits(questions=3))
    assert (fault.code, fault.facts) == (Fault.TOO_MANY_QUESTIONS, {"limit": 3})


def test_the_clock_ends_a_reading_that_takes_too_long():
    data = b"Tak?{T}\n\n" * 50

    fault = refusal(data, Format.GIFT, Limits(seconds=0.0))

    assert fault.code == Fault.TIMEOUT


@pytest.mark.parametrize(
    ("format_", "data"),
    [
        (Format.GIFT, b"x{" + b"~a" * 1_000_000 + b"}"),
        (Format.GIFT, b"x{" + b"=a->b" * 200_000 + b"}"),
        (Format.GIFT, b"x{>3\n" + b"a\n" * 300_000 + b"}"),
        (Format.GIFT, b"\\" * 2_000_000),
        (Format.GIFT, b"{" * 2_000_000),
        (Format.GIFT, b"x{T}" + b"// [tag:" * 250_000),
        (Format.GIFT, b"x{\n\n" + b"=a\n\n" * 20_000),
        (
            Format.MOODLE_XML,
            question_samples.quiz(question_samples.question("cloze", text="{1:SA:=a" * 200_000)),
        ),
        (
            Format.MOODLE_XML,
            question_samples.quiz(question_samples.question("cloze", text="{1:SA:" + "a~" * 900_000)),
        ),
        (Format.MOODLE_XML, question_samples.quiz(question_samples.question("essay", text="<p>" * 600_000))),
        (Format.MOODLE_XML, b"<quiz a='" + b"x" * 2_000_000 + b"'><question type='essay'/></quiz>"),
    ],
)
def test_repetition_costs_no_more_than_its_length(format_, data):
    """Up to two million signs; what grew with their square would take minutes."""
    started = time.process_time()

    findings = read_questions(data, format=format_).findings

    assert findings[0].verdict is Verdict.REFUSED or findings[0].notes or "{" not in data[:9].decode()
    assert time.process_time() - started < 5


def test_tags_crossed_to_tire_a_parser_are_read_in_time():
    crossed = "".join(f"<b><i>{place}<p></b></i>" for place in range(500))
    data = question_samples.quiz(*[question_samples.question("essay", text=crossed)] * 3)
    started = time.process_time()

    findings = read_questions(data, format=Format.MOODLE_XML).findings

    assert len(findings) == 3
    assert time.process_time() - started < 5


@pytest.mark.parametrize("format_", Format)
def test_reading_a_bank_grows_with_its_size(format_):
    """5,000 questions in 10 s were agreed; `just bench` takes the time, here steps are counted."""
    steps = [_steps(partial(read_questions, _bank(format_, size), format=format_)) for size in (100, 200)]

    assert steps[1] < 2.2 * steps[0]


def _bank(format_: Format, size: int) -> bytes:
    maker = Maker(seed=1)
    make = maker.question if format_ is Format.GIFT else maker.moodle_question
    kinds = 10 if format_ is Format.GIFT else 12
    return write_questions([make(number % kinds) for number in range(size)], format=format_).data


def _steps(work: Callable[[], object]) -> int:
    """How many functions a piece of work calls, built-in ones among them: the same on every machine."""
    counted: Counter[str] = Counter()
    sys.setprofile(lambda frame, event, arg: counted.update((event,)))
    try:
        work()
    finally:
        sys.setprofile(None)
    return counted["call"] + counted["c_call"]


def test_memory_follows_the_size_of_the_file():
    picture = '<img src="@@PLUGINFILE@@/a.png" alt="">'
    content = question_samples.PNG.replace("=", "A") + "A" * 400_000
    one = question_samples.question("essay", text=picture, files=f'<file name="a.png">{content}</file>')
    data = question_samples.quiz(*[one] * 10)
    tracemalloc.start()

    reading = read_questions(data, format=Format.MOODLE_XML)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert reading.questions[0].media[0].data.startswith(PNG)
    assert peak < 6 * len(data)
