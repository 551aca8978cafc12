"""Dates in plain Japanese carry furigana."""

from __future__ import annotations

from datetime import datetime

from django.utils import formats
from django.utils.translation import override

from portal.shared.plain_japanese import kanji_without_furigana
from portal.shared.ruby import strip_ruby


def test_dates_in_plain_japanese_carry_furigana() -> None:
    moment = datetime(2026, 11, 21, 13, 5)
    with override("ja-simple"):
        shown = [formats.date_format(moment, name) for name in ("DATE_FORMAT", "YEAR_MONTH_FORMAT", "MONTH_DAY_FORMAT")]
    assert [strip_ruby(one) for one in shown] == ["2026年11月21日", "2026年11月", "11月21日"]
    assert not any(kanji_without_furigana(one) for one in shown)
