import pytest

from kaganek.lib.identifiers import BadIdentifier, nip, regon


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("5260250274", "5260250274"),
        ("PL 526-025-02-74", "5260250274"),
        ("526 025 02 74", "5260250274"),
        ("", ""),
        (" - ", ""),
    ],
)
def test_a_right_nip_is_ten_digits(typed, digits):
    assert nip(typed) == digits


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("5260250275", "Cyfra kontrolna numeru NIP się nie zgadza"),
        ("526025027", "Liczba wpisanych cyfr: 9."),
        ("52602502A4", "składa się z samych cyfr"),
        ("٥٢٦٠٢٥٠٢٧٤", "składa się z samych cyfr"),
        ("0000000000", "samych zer"),
    ],
)
def test_a_wrong_nip_is_explained(typed, words):
    with pytest.raises(BadIdentifier, match=words):
        nip(typed)


def test_a_remainder_of_ten_belongs_to_no_nip():
    bodies = [f"{n:09d}" for n in range(100000000, 100000200)]
    weights = (6, 5, 7, 2, 3, 4, 5, 6, 7)
    body = next(b for b in bodies if sum(int(d) * w for d, w in zip(b, weights, strict=False)) % 11 == 10)
    for last in range(10):
        with pytest.raises(BadIdentifier):
            nip(f"{body}{last}")


@pytest.mark.parametrize(
    ("typed", "digits"), [("000331501", "000331501"), ("000-331-501", "000331501"), ("", "")]
)
def test_a_right_regon(typed, digits):
    assert regon(typed) == digits


def test_fourteen_digits_begin_with_a_right_nine():
    nine = "000331501"
    body = nine + "0001"
    weights = (2, 4, 8, 5, 0, 9, 7, 3, 6, 1, 2, 4, 8)
    last = sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11 % 10
    assert regon(f"{body}{last}") == f"{body}{last}"
    with pytest.raises(BadIdentifier):
        regon(f"{body}{(last + 1) % 10}")
    with pytest.raises(BadIdentifier):
        regon("100331501" + "0001" + str(last))


def test_other_lengths_are_refused():
    with pytest.raises(BadIdentifier, match="9 albo 14 cyfr"):
        regon("0003315011")
