"""Which signs a period asks for, in what order and how large."""

import io

import pytest
from PIL import Image

from kaganek.lib.pdf.signs import Mark, marks_by_hash, marks_of, printed
from kaganek.lib.strips import HEIGHT, in_proportion, laid_out, own_names, png_size, row_of

FERS, EU, REGION = (
    "Fundusze Europejskie dla Rozwoju Społecznego",
    "Dofinansowane przez Unię Europejską",
    "Województwo",
)


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


@pytest.mark.rule("W-22")
def test_the_period_decides_which_signs_come_first_and_in_what_order():
    rows = {
        period: [one["name"] for one in row_of(period, [REGION])] for period in ("2021", "2014", "2007", "")
    }

    assert rows == {
        "2021": [FERS, "Rzeczpospolita Polska", EU, REGION],
        "2014": [
            "Fundusze Europejskie Wiedza Edukacja Rozwój", "Rzeczpospolita Polska",
            "Unia Europejska Europejski Fundusz Społeczny", REGION,
        ],
        "2007": ["Kapitał Ludzki Narodowa Strategia Spójności", "Unia Europejska Europejski Fundusz Społeczny", REGION],
        "": [REGION],
    }  # fmt: skip


def test_a_sign_of_the_period_typed_again_is_not_repeated():
    row = row_of("2021", [EU, REGION, REGION])

    assert [one["name"] for one in row] == [FERS, "Rzeczpospolita Polska", EU, REGION]
    assert own_names(row) == [REGION]


@pytest.mark.rule("W-22")
def test_own_signs_are_never_higher_or_wider_than_the_european_one():
    row = row_of("2021", ["Długi napis", "Wysoki herb"])
    row[2] |= {"file": "e" * 64, "ratio": 3.0}
    row[3] |= {"file": "a" * 64, "ratio": 7.5}
    row[4] |= {"file": "b" * 64, "ratio": 0.8}

    drawn = laid_out(row)

    assert [(one.width, one.height, one.own) for one in drawn[2:]] == [
        (168, 56, False),  # Europe, as high as its period
        (168, 22, True),  # as wide as Europe, and so lower
        (45, 56, True),
    ]
    assert all(one.height <= HEIGHT for one in drawn)


@pytest.mark.rule("W-22")
def test_one_colour_leaves_out_what_exists_in_colour_only():
    row = row_of("2021", [])
    row[0] |= {"file": "c" * 64, "mono": "d" * 64, "mono_ratio": 2.0}

    mono = laid_out(row, mono=True)

    assert [(one.name, one.file) for one in mono] == [(FERS, "d" * 64), (EU, "")]


@pytest.mark.parametrize(
    ("name", "size", "fits"),
    [(EU, (300, 100), True), (EU, (100, 100), False), ("Herb gminy", (80, 100), True), ("Herb gminy", (900, 20), False)],
)  # fmt: skip
def test_proportions_of_a_file_are_judged(name, size, fits):
    assert in_proportion(name, *size) is fits


def test_documents_draw_pictures_where_there_are_and_boxes_where_not():
    row = row_of("2021", [REGION])
    row[0] |= {"file": "f", "ratio": 3.0}
    picture = png(300, 100)

    assert png_size(picture) == (300, 100)
    assert marks_of(row, {"f": picture}) == [Mark(FERS, picture), "Rzeczpospolita Polska", EU, REGION]
    kept = marks_by_hash([FERS, "Rzeczpospolita Polska"], ["f"], {"f": picture})
    assert kept == [Mark(FERS, picture), "Rzeczpospolita Polska"]
    assert [(one["width"], one["height"], bool(one["png"])) for one in printed(kept)] == [
        (300, 100, True),
        (0, 0, False),
    ]
