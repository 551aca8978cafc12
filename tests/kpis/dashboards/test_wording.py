"""Numbers as officials and residents read them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import translation

from kpis.dashboards.wording import number_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("0", "0"), ("1234.0000", "1,234"), ("5.25", "5.3"), ("0.96", "1.0"), ("0.0500", "0.05"), ("0.0031", "0.003"),
        ("-0.0031", "-0.003"), ("0.0000031", "0.0000"),
    ],
)  # fmt: skip
def test_a_tiny_number_is_not_nothing(value: str, words: str):
    with translation.override("en"):
        assert number_words(Decimal(value)) == words
