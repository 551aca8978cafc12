"""Official numbers and their check digits."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.interchange.codes import (
    corporate_number,
    is_prefecture,
    municipality_check_digit,
    municipality_code,
    poi_code,
    postal_code,
    town_code,
)
from organizations.interchange.faults import Refused


@pytest.mark.parametrize("code", ["131016", "131041", "131121", "131237", "222127", "170003", "172031", "011002"])
def test_real_municipality_codes_hold(code: str) -> None:
    assert municipality_code(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("13104", "131041"),
        ("13112", "131121"),
        ("13123", "131237"),
        ("22212", "222127"),
        ("１３１０４１", "131041"),
        (" 131041 ", "131041"),
        ("131041.0", "131041"),
        ("17000", "170003"),
    ],
)
def test_spellings_of_municipality_codes(text: str, code: str) -> None:
    assert municipality_code(text) == code


@pytest.mark.parametrize("text", ["131042", "", "13", "1310411", "481041", "001041", "13104a", "東京都", "-13104"])
def test_what_is_no_municipality_code(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        municipality_code(text)
    assert refusal.value.code == "municipality_code"


@given(st.integers(min_value=1000, max_value=47999), st.integers(min_value=1, max_value=9))
def test_every_wrong_check_digit_is_seen(five: int, shift: int) -> None:
    digits = f"{five:05}"
    right = int(municipality_check_digit(digits))
    assert municipality_code(f"{digits}{right}") == f"{digits}{right}"
    with pytest.raises(Refused):
        municipality_code(f"{digits}{(right + shift) % 10}")


def test_a_whole_prefecture_is_told_from_a_municipality() -> None:
    assert is_prefecture("170003")
    assert not is_prefecture("172031")


@pytest.mark.parametrize("text", ["7000012050002", "8000020130001", "7000-0120-50002", "T7000012050002"])
def test_corporate_numbers_of_the_tax_agency_and_tokyo(text: str) -> None:
    assert corporate_number(text) in ("7000012050002", "8000020130001")


@pytest.mark.parametrize("text", ["7000012050003", "6000012050002", "700001205000", "70000120500020", "abc", ""])
def test_what_is_no_corporate_number(text: str) -> None:
    with pytest.raises(Refused):
        corporate_number(text)


@pytest.mark.parametrize("read", [municipality_code, corporate_number, town_code, postal_code, poi_code])
@pytest.mark.parametrize("text", ["7.00001E+12", "1.3e+05", "8E+12"])
def test_numbers_that_a_spreadsheet_cut_are_named_as_such(read: Callable[[str], str], text: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(text)
    assert refusal.value.code == "shortened_number"


@pytest.mark.parametrize("text", ["0008-001", "0008001", "０００８－００１", "0008−001"])
def test_town_ids_with_and_without_hyphen(text: str) -> None:
    assert town_code(text) == "0008001"


@pytest.mark.parametrize("text", ["160-0022", "〒160-0022", "1600022", "１６０－００２２", "160ー0022"])
def test_postal_codes(text: str) -> None:
    assert postal_code(text) == "1600022"


@pytest.mark.parametrize(("read", "text"), [(town_code, "8001"), (postal_code, "160-002"), (poi_code, "15123")])
def test_other_numbers_of_wrong_length(read: Callable[[str], str], text: str) -> None:
    with pytest.raises(Refused):
        read(text)


def test_a_poi_code_gets_its_leading_zero_back() -> None:
    assert poi_code("101") == "0101"
    assert poi_code("1512") == "1512"
