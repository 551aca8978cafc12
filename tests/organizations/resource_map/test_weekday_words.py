"""A weekday is heard in each language of the portal, and nowhere else."""

import re

import pytest

from organizations.resource_map.weekday_words import NAMES, split_weekdays


@pytest.mark.parametrize(
    ("q", "days", "rest"),
    [
        ("土曜日", ("sat",), ""),
        ("土曜の日本語教室", ("sat",), "日本語教室"),
        ("こども食堂 土曜日", ("sat",), "こども食堂"),
        ("どようび きょうしつ", ("sat",), "きょうしつ"),
        ("かようびの きょうしつ", ("tue",), "きょうしつ"),
        ("すいようび", ("wed",), ""),
        ("Japanese class on Saturdays", ("sat",), "Japanese class on"),
        ("SUNDAY or monday", ("mon", "sun"), "or"),
        ("星期六", ("sat",), ""),
        ("週日", ("sun",), ""),
        ("토요일 한국어", ("sat",), "한국어"),
        ("lớp học thứ bảy", ("sat",), "lớp học"),
        ("Chủ nhật", ("sun",), ""),
        ("शनिबार", ("sat",), ""),
        ("Sabado", ("sat",), ""),
        ("စနေ", ("sat",), ""),
        ("日本語", (), "日本語"),
        ("sundays-end mondayish", ("sun",), "-end mondayish"),
        ("thursdaynight", (), "thursdaynight"),
        ("", (), ""),
    ],
)
def test_days_and_what_is_left(q: str, days: tuple[str, ...], rest: str) -> None:
    assert split_weekdays(q) == (days, rest)


def test_no_name_belongs_to_two_days() -> None:
    for day, names in NAMES.items():
        for name in re.sub(r"\(\?:.*?\)", "週", names).split("|"):
            if name.isalpha() or " " in name:
                assert split_weekdays(name)[0] == (day,), name
