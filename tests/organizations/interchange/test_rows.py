"""Cells that say nothing."""

from __future__ import annotations

import pytest

from organizations.interchange.rows import is_blank


@pytest.mark.parametrize("text", ["", " ", "\u3000", "-", "－", "ー", "―", "−", "--", "－－－", " - ", "\n", "─"])
def test_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["0", "なし", "----", "a-", "×", "・", "=", "ｰ1", "N/A"])
def test_not_blank(text: str) -> None:
    assert not is_blank(text)
