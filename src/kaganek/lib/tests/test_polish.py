from datetime import date, datetime
from decimal import Decimal

import pytest

from kaganek.lib import polish

N = polish.NBSP


@pytest.mark.parametrize(
    ("n", "word"),
    [(0, "lekcji"), (1, "lekcja"), (2, "lekcje"), (4, "lekcje"), (5, "lekcji"), (11, "lekcji"), (12, "lekcji"), (14, "lekcji"),
     (21, "lekcji"), (22, "lekcje"), (25, "lekcji"), (101, "lekcji"), (102, "lekcje"), (112, "lekcji"), (122, "lekcje"), (-1, "lekcja")],
)  # fmt: skip
def test_noun_follows_the_number(n, word):
    assert polish.form(n, "lekcja", "lekcje", "lekcji") == word


def test_number_and_noun_stay_on_one_line():
    assert polish.counted(12345, "osoba", "osoby", "osób") == f"12{N}345{N}osób"


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(7, 0, "7"), (999, 0, "999"), (1204, 0, "1204"), (12345, 0, f"12{N}345"), (1234567, 0, f"1{N}234{N}567"),
     (1234.5, 1, "1234,5"), (98765.4, 1, f"98{N}765,4"), (2.5, 0, "3"), (0.05, 1, "0,1"), (Decimal("70.005"), 2, "70,01"),
     (-3, 0, "−3"), (-0.4, 0, "0"), (9999.5, 0, f"10{N}000")],
)  # fmt: skip
def test_numbers_are_written_the_polish_way(value, places, text):
    assert polish.number(value, places) == text


def test_percent_has_no_space():
    assert (polish.percent(54.6), polish.percent(Decimal("2.45"), 1)) == ("55%", "2,5%")


@pytest.mark.parametrize(
    ("value", "text"),
    [("19.10", "19,1%"), ("66.67", "66,67%"), ("100.00", "100%"), ("60.00", "60%"), ("0.00", "0%")],
)
def test_an_exact_percent_has_no_zeros_at_the_end(value, text):
    assert polish.exact_percent(Decimal(value)) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, f"0{N}B"), (1023, f"1023{N}B"), (1024, f"1{N}KB"), (14 * 1024, f"14{N}KB"), (2_500_000, f"2,4{N}MB"), (3 * 1024**3, f"3,0{N}GB")],
)  # fmt: skip
def test_file_size(size, text):
    assert polish.file_size(size) == text


def test_dates_in_words():
    day = date(2026, 11, 30)

    assert polish.long_date(day) == f"30{N}listopada 2026{N}r."
    assert polish.long_date(day, weekday=True) == f"poniedziałek, 30{N}listopada 2026{N}r."
    assert polish.short_date(day, date(2026, 1, 2)) == f"30{N}listopada"
    assert polish.short_date(day, date(2027, 1, 2)) == f"30{N}listopada 2026{N}r."


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2027, 1, 1), "dziś"), (date(2026, 12, 31), "wczoraj"), (date(2027, 1, 2), "jutro"),
     (date(2027, 1, 3), f"3{N}stycznia"), (date(2026, 12, 30), f"30{N}grudnia 2026{N}r.")],
)  # fmt: skip
def test_near_days_have_names(day, text):
    assert polish.relative_day(day, date(2027, 1, 1)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 min"),
        (59, "0 min"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 godz."),
        (4805, "1 godz. 20 min"),
    ],
)
def test_time_spent_in_whole_minutes(seconds, text):
    assert polish.duration(seconds).replace("\xa0", " ") == text


def test_clock_keeps_leading_zeros():
    assert polish.clock(datetime(2026, 3, 4, 7, 5)) == "07:05"  # noqa: DTZ001 - only the hour is read


@pytest.mark.parametrize(
    ("text", "hard"),
    [
        ("i w domu, o 5 osób z 12 lekcji", f"i{N}w{N}domu, o{N}5{N}osób z{N}12{N}lekcji"),
        ("Ustawa z art. 6 ust. 1 pkt 2", f"Ustawa z{N}art.{N}6 ust.{N}1 pkt{N}2"),
        ("30 listopada 2026 r. o godz. 10:42", f"30{N}listopada 2026{N}r. o{N}godz.{N}10:42"),
        ("plik 14 KB, 2,4 MB, 12 345 zł", f"plik 14{N}KB, 2,4{N}MB, 12{N}345{N}zł"),
        ("mama a tata", f"mama a{N}tata"),
        ("zadbaj ul. Długa nr 7", f"zadbaj ul.{N}Długa nr{N}7"),
        ("koniec w ", "koniec w "),
    ],
)
def test_lines_do_not_end_with_a_lone_letter(text, hard):
    assert polish.no_orphans(text) == hard


def test_only_text_between_tags_gets_hard_spaces():
    html = (
        'w domu <a title="w domu" href="/a?x=w domu">w domu i <b>w polu</b></a>'
        "<textarea>w domu</textarea> w lesie<pre>w domu</pre><code>w domu</code><script>w domu</script>z tyłu"
    )

    assert polish.no_orphans_html(html) == (
        f'w{N}domu <a title="w domu" href="/a?x=w domu">w{N}domu i{N}<b>w{N}polu</b></a>'
        f"<textarea>w domu</textarea> w{N}lesie<pre>w domu</pre><code>w domu</code><script>w domu</script>z{N}tyłu"
    )


@pytest.mark.parametrize("html", ["", "bez znaczników", "<p>", "</p><p></p>", "a < b", "x > y i z"])
def test_odd_html_keeps_its_characters(html):
    assert polish.no_orphans_html(html).replace(N, " ") == html
