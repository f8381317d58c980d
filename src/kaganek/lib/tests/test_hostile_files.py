import time

import pytest

from kaganek.lib.sheets import SheetFault, explain, read_table
from kaganek.lib.tests import hostile

FILES = hostile.workbook_files() | hostile.other_files()


def refusal(name: str, data: bytes) -> SheetFault:
    with pytest.raises(SheetFault) as caught:
        read_table(data, filename=name)
    return caught.value


@pytest.mark.parametrize("name", sorted(FILES))
def test_hostile_file_is_answered_in_time_with_a_sentence(name):
    build, codes = FILES[name]
    data = build()
    started = time.monotonic()

    fault = refusal(name, data)

    assert time.monotonic() - started < 5
    assert fault.code in codes, fault.facts
    sentence = explain(fault)
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert fault.filename == name
