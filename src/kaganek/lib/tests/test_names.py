import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaganek.lib.names import (
    NameOrder,
    fold,
    is_email,
    login_base,
    sort_key,
    split_full_name,
    tidy_name,
    tidy_spaces,
)

LF, FL = NameOrder.LAST_FIRST, NameOrder.FIRST_LAST
POLISH = st.text("aąbcćdeęfghijklłmnńoóprsśtuwyzźż", min_size=1, max_size=20).map(str.title)


@pytest.mark.parametrize(
    ("text", "order", "first", "last", "sure"),
    [
        ("Brzęczyszczykiewicz-Żak, Łucja", FL, "Łucja", "Brzęczyszczykiewicz-Żak", True),
        ("ŁUCJA BRZĘCZYSZCZYKIEWICZ-ŻAK", FL, "Łucja", "Brzęczyszczykiewicz-Żak", True),
        ("BRZĘCZYSZCZYKIEWICZ-ŻAK ŁUCJA", LF, "Łucja", "Brzęczyszczykiewicz-Żak", True),
        ("Nowak Jan", LF, "Jan", "Nowak", True),
        ("Jan Nowak", FL, "Jan", "Nowak", True),
        ("  Nowak \xa0 Jan ", LF, "Jan", "Nowak", True),
        ("Jan Maria Nowak", FL, "Jan Maria", "Nowak", False),
        ("Nowak Jan Maria", LF, "Jan Maria", "Nowak", False),
        ("Nowak, Jan Maria", LF, "Jan Maria", "Nowak", True),
        ("Kowalska - Nowak Anna", LF, "Anna", "Kowalska-Nowak", True),
        ("Anna Kowalska – Nowak", FL, "Anna", "Kowalska-Nowak", True),
        ("von Braun Anna", LF, "Anna", "von Braun", True),
        ("Anna von Braun", FL, "Anna", "von Braun", True),
        ("Anna van der Berg", FL, "Anna", "van der Berg", True),
        ("Van Anna", LF, "Anna", "Van", True),
        ("NOWAK Jan", FL, "Jan", "Nowak", True),
        ("Jan NOWAK", LF, "Jan", "Nowak", True),
        ("Anna Maria NOWAK KOWALSKA", FL, "Anna Maria", "Nowak Kowalska", True),
        ("mgr inż. Jan Nowak", FL, "Jan", "Nowak", True),
        ("Nowak Jan, mgr", LF, "Jan", "Nowak", True),
        ("dr hab. Jan Nowak, prof. AB", FL, "Jan", "Nowak", True),
        ("Nowak, dr Jan", FL, "Jan", "Nowak", True),
        ("Nowak Jan (kierownik)", LF, "Jan", "Nowak", True),
        ("Nowak,", LF, "", "Nowak", False),
        ("Nowak", LF, "", "Nowak", False),
        ("", LF, "", "", False),
        ("o'brien mary", LF, "Mary", "O'Brien", True),
    ],
)
def test_a_full_name_falls_into_its_parts(text, order, first, last, sure):
    assert split_full_name(text, order) == (first, last, sure)


@given(POLISH, POLISH)
def test_either_order_and_any_capitals_give_the_same_person(first, last):
    # A surname spelled like a prefix or a title is read as one; that is not what is tested here.
    first, last = f"Ź{first.lower()}", f"Ź{last.lower()}"

    readings = {
        split_full_name(f"{last} {first}", LF),
        split_full_name(f"{first} {last}", FL),
        split_full_name(f"{last.upper()} {first.upper()}", LF),
        split_full_name(f"{last}, {first}", FL),
    }

    assert readings == {(first, last, True)}


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("ŻÓŁĆ-ŁĘCKA", "Żółć-Łęcka"),
        ("świerszcz", "Świerszcz"),
        ("McDonald", "McDonald"),
        ("DE LA CRUZ", "de la Cruz"),
        ("DE", "De"),
        ("O’NEILL", "O'Neill"),
        ("", ""),
    ],
)
def test_capitals_become_those_of_a_name(text, tidy):
    assert tidy_name(text) == tidy


@given(st.text(max_size=30))
def test_tidying_twice_changes_nothing_more(text):
    assert tidy_spaces(tidy_spaces(text)) == tidy_spaces(text)


def test_the_key_for_comparing_ignores_accents_case_and_spaces():
    assert fold("Zażółć  Gęślą JAŹŃ") == "zazolc gesla jazn"
    assert fold("Müller-Ørsted") == fold("MULLER - ORSTED")
    assert fold("Żak") == fold("Z\u0307ak")


def test_names_in_another_script_stay_apart():
    assert fold("Іван") != fold("Олег")


@pytest.mark.parametrize(
    ("first", "last", "login"),
    [
        ("Łucja", "Brzęczyszczykiewicz-Żak", "l.brzeczyszczykiewicz"),
        ("Jan Maria", "Nowak Kowalski", "j.nowak"),
        ("Żaneta", "von Braun", "z.vonbraun"),
        ("Mary", "O'Brien", "m.obrien"),
        ("Anna", "Konstantynopolitańczykowianeczka", "a.konstantynopolitanczykowiane"),
        ("Anna", "De", "a.de"),
        ("", "Nowak", "nowak"),
        ("Іван", "Nowak", "nowak"),
        ("Іван", "Франко", "osoba"),
    ],
)
def test_a_login_follows_the_stated_rule(first, last, login):
    assert login_base(first, last) == login


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_login_can_always_be_typed(first, last):
    assert re.fullmatch(r"[a-z0-9](?:[a-z0-9.]{0,28}[a-z0-9])?", login_base(first, last))


def test_the_order_is_that_of_the_polish_alphabet():
    ordered = [
        "Adam", "Ąbek", "Bąk", "Cis", "Ćma", "Lis", "Lubicz", "Łukasik", "Müller", "Mulnik", "Nowak", "Nowak-Żak",
        "Nowakowski", "Ńa", "Oś", "Ósma", "Sowa", "Śliwa", "Zięba", "Źrebak", "Żak",
    ]  # fmt: skip
    mixed = ordered[:]
    random.Random(3).shuffle(mixed)

    assert sorted(mixed, key=sort_key) == ordered
    assert sort_key("żak") == sort_key("ŻAK")


@pytest.mark.parametrize(
    "text",
    [
        "a@b.pl",
        "jan.nowak@um.zalesie.pl",
        "Jan.Nowak+x@ZALESIE.PL",
        "o'brien@x.gov.pl",
        "a_b-c@x-y.com.pl",
        "1@2.pl",
    ],
)
def test_addresses_that_mail_can_go_to(text):
    assert is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "jan", "jan@", "@x.pl", "jan@x", "jan@x..pl", "jan..n@x.pl", ".jan@x.pl", "jan.@x.pl", "żak@x.pl",
        "jan@żak.pl", "jan nowak@x.pl", "jan@x.pl,ewa@x.pl", "jan@x.pl\n", "jan@-x.pl", "jan@x.p", "jan@x.12",
        "a" * 65 + "@x.pl", "jan@" + "a" * 64 + ".pl", "jan@" + "a.b" * 90 + ".pl", "<jan@x.pl>", "jan@@x.pl",
    ],
)  # fmt: skip
def test_addresses_that_it_cannot(text):
    assert not is_email(text)
