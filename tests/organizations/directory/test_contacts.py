"""Corporate numbers and telephone numbers, free of the database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organizations.directory.contacts import (
    corporate_check_digit,
    dial_address,
    format_phone,
    parse_corporate_number,
)

bases = st.text("0123456789", min_size=12, max_size=12)


@pytest.mark.parametrize(
    "number",
    ["7000012050002", "5000012010024", "8000020130001"],
)
def test_numbers_of_public_bodies_fit_the_rule(number: str) -> None:
    assert corporate_check_digit(number[1:]) == int(number[0])
    assert parse_corporate_number(number) == number


@given(bases)
def test_every_base_has_one_first_digit(base: str) -> None:
    digit = corporate_check_digit(base)
    assert 1 <= digit <= 9
    assert parse_corporate_number(f"{digit}{base}") == f"{digit}{base}"
    for other in set(range(10)) - {digit}:
        with pytest.raises(ValueError, match="check digit"):
            parse_corporate_number(f"{other}{base}")


@given(bases, st.integers(0, 11), st.integers(1, 9))
def test_a_digit_mistyped_is_found_unless_nine_became_nought(base: str, place: int, shift: int) -> None:
    mistyped = str((int(base[place]) + shift) % 10)
    if {mistyped, base[place]} == {"0", "9"}:
        return
    changed = base[:place] + mistyped + base[place + 1 :]
    assert corporate_check_digit(changed) != corporate_check_digit(base)


@pytest.mark.parametrize(
    "typed",
    ["7000012050002", " 7000 0120 50002 ", "７０００−０１２０−５０００２", "7-0000-1205-0002", "7000012050002\n"],
)
def test_a_number_however_it_is_typed(typed: str) -> None:
    assert parse_corporate_number(typed) == "7000012050002"


@pytest.mark.parametrize("typed", ["", "700001205000", "70000120500021", "七千", "7000012O50002", "٧٠٠٠٠١٢٠٥٠٠٠٢"])
def test_what_has_not_thirteen_digits_is_no_number(typed: str) -> None:
    with pytest.raises(ValueError, match="thirteen"):
        parse_corporate_number(typed)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("0332091111", "03-3209-1111"),
        ("03-3209-1111", "03-3209-1111"),
        ("０３（３２０９）１１１１", "03-3209-1111"),
        ("03 3209 1111", "03-3209-1111"),
        ("03ー3209ー1111", "03-3209-1111"),
        ("+81-3-3209-1111", "03-3209-1111"),
        ("0422-45-1151", "0422-45-1151"),
        ("0120-123-456", "0120-123-456"),
        ("05012345678", "050-1234-5678"),
        ("09012345678", "090-1234-5678"),
        ("0570-783-554", "0570-783-554"),
        ("+66 2 123 4567", "+66 2 123 4567"),
        ("110", "110"),
        ("#7119", "#7119"),
        ("＃７１１９", "#7119"),
        ("188", "188"),
    ],
)
def test_a_telephone_number_as_japan_writes_it(typed: str, written: str) -> None:
    assert format_phone(typed) == written


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "call me",
        "03-1",
        "12",
        "1" * 40,
        "03-3209-1111 ext. 5",
        "<script>",
        "##7119",
        "#71199999",
        "+999 1234567",
        "3209-1111",
        "03-3209-111",
    ],
)
def test_what_nobody_could_dial_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        format_phone(typed)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        written = format_phone(text)
    except ValueError:
        return
    assert format_phone(written) == written
    assert dial_address(written)


@pytest.mark.parametrize(
    ("phone", "address"),
    [
        ("03-3209-1111", "0332091111"),
        ("+66 2 123 4567", "+6621234567"),
        ("#7119", "%237119"),
        ("*123#", "*123%23"),
        ("", ""),
        ("<script>", ""),
    ],
)
def test_what_a_telephone_dials(phone: str, address: str) -> None:
    assert dial_address(phone) == address


@pytest.mark.parametrize("typed", ["090-123-4567", "080 1234 567", "0701234567", "050-123-4567"])
def test_a_mobile_number_has_eleven_digits(typed: str) -> None:
    with pytest.raises(ValueError, match="not a telephone number"):
        format_phone(typed)
