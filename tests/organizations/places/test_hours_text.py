import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from organizations.places.hours_text import schedule_from_columns, schedule_from_note, weekly_from_columns
from organizations.places.hours_words import parse_days, parse_span, parse_time
from organizations.places.schedule import HolidayRule, Known, Schedule, WeeklyHours
from tests.organizations.places.schedules import (
    ALL_DAYS,
    CLOSED,
    NINE_TO_FIVE,
    OPEN,
    OWN,
    SHIFT,
    hm,
    open_place,
    week,
)

MORNING, EVENING = (540, 720), (780, 990)
ALWAYS = open_place(week(ALL_DAYS, (0, 1440)), OPEN, closed_at_year_end=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("9:00", "9:00"),
        ("09:00", "9:00"),
        ("09:00:00", "9:00"),
        ("０９：００", "9:00"),
        ("9：00", "9:00"),
        (" 9:00 ", "9:00"),
        ("9時", "9:00"),
        ("9時30分", "9:30"),
        ("９時５分", "9:05"),
        ("9時半", "9:30"),
        ("午前9時", "9:00"),
        ("午後5時", "17:00"),
        ("午後0時30分", "12:30"),
        ("午後5:15", "17:15"),
        ("正午", "12:00"),
        ("0:00", "0:00"),
        ("24:00", "24:00"),
        ("翌1:00", "25:00"),
        ("翌日2時", "26:00"),
        ("25:00", "25:00"),
        ("29:00", "29:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    assert parse_time(text) == hm(expected)


@pytest.mark.parametrize(
    "text",
    ["", "9", "930", "9:5", "9:60", "30:00", "29:01", "午後12時", "午前12時", "午後13時", "翌13:00", "9:00頃",
     "日没", "9.30", "-1:00", "九時", "9:00～17:00", "9:00:30"],
)  # fmt: skip
def test_times_in_doubt(text: str) -> None:
    assert parse_time(text) is None


@pytest.mark.parametrize(
    ("opens", "closes", "expected"),
    [
        ("9:00", "17:00", (540, 1020)),
        ("9:00", "0:00", (540, 1440)),
        ("0:00", "24:00", (0, 1440)),
        ("0:00", "23:59", (0, 1440)),
        ("18:00", "翌2:00", (1080, 1560)),
        ("18:00", "2:00", None),
        ("17:00", "9:00", None),
        ("0:00", "0:00", None),
        ("9:00", "9:00", None),
        ("25:00", "26:00", None),
        ("9:00", "翌10:00", None),
        ("9:00", "", None),
    ],
)
def test_spans(opens: str, closes: str, expected: tuple[int, int] | None) -> None:
    assert parse_span(opens, closes) == expected


@pytest.mark.parametrize(
    ("text", "weekdays", "holidays"),
    [
        ("月火水木金", "0 1 2 3 4", None),
        ("月～金", "0 1 2 3 4", None),
        ("月〜金", "0 1 2 3 4", None),
        ("月-金", "0 1 2 3 4", None),
        ("月ー金", "0 1 2 3 4", None),
        ("月曜日から金曜日", "0 1 2 3 4", None),
        ("月曜日～金曜日", "0 1 2 3 4", None),
        ("月,水,金", "0 2 4", None),
        ("月、水、金曜日", "0 2 4", None),
        ("月・水・金", "0 2 4", None),
        ("火及び木", "1 3", None),
        ("火～日", "1 2 3 4 5 6", None),
        ("金～月", "0 4 5 6", None),
        ("月～木、土", "0 1 2 3 5", None),
        ("土日", "5 6", None),
        ("日曜日", "6", None),
        ("毎週水曜日", "2", None),
        ("平日", "0 1 2 3 4", False),
        ("平日・土", "0 1 2 3 4 5", False),
        ("月～金（祝日を除く）", "0 1 2 3 4", False),
        ("月～土（祝日、年末年始を除く）", "0 1 2 3 4 5", False),
        ("月火水木金 祝日を除く", "0 1 2 3 4", False),
        ("毎日", "0 1 2 3 4 5 6", True),
        ("土日祝", "5 6", True),
        ("土日祝日", "5 6", True),
        ("土・日・祝休日", "5 6", True),
        ("日祝", "6", True),
        ("祝日", "", True),
        ("月火水木金土日祝", "0 1 2 3 4 5 6", True),
        ("平日及び祝日", "0 1 2 3 4", True),
        ("0We", "2", None),
        ("0Mo,0We,0Fr", "0 2 4", None),
    ],
)
def test_days(text: str, weekdays: str, holidays: bool | None) -> None:
    days = parse_days(text)
    assert days is not None
    assert sorted(days.days) == [(int(day), frozenset()) for day in weekdays.split()]
    assert days.holidays is holidays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("13Mo", {(0, frozenset({1, 3}))}),
        ("13Mo 0We", {(0, frozenset({1, 3})), (2, frozenset())}),
        ("第2・第4水曜日", {(2, frozenset({2, 4}))}),
        ("第２・４水曜日", {(2, frozenset({2, 4}))}),
        ("第2第4水曜", {(2, frozenset({2, 4}))}),
        ("第1、第3土", {(5, frozenset({1, 3}))}),
        ("毎月第2水曜日", {(2, frozenset({2}))}),
        ("最終金曜日", {(4, frozenset({-1}))}),
        ("月曜日、第3日曜日", {(0, frozenset()), (6, frozenset({3}))}),
        ("第1月曜日、毎週水曜日", {(0, frozenset({1})), (2, frozenset())}),
    ],
)
def test_days_of_some_weeks(text: str, expected: set[tuple[int, frozenset[int]]]) -> None:
    days = parse_days(text)
    assert days is not None
    assert days.days == expected


@pytest.mark.parametrize(
    "text",
    ["", "不定", "不定期", "月1回", "曜日", "第3日曜日、月曜日", "第2・4水・金曜日", "第6月曜日", "11Mo",
     "0Xx", "We", "月火水木金※祝日除く日あり", "祝前日", "月～金（第3水曜日を除く）", "平日（一部）",
     "土日祝（祝日を除く）", "要予約", "月～", "～金", "、月", "1"],
)  # fmt: skip
def test_days_in_doubt(text: str) -> None:
    assert parse_days(text) is None


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (("月火水木金", "9:00", "17:00"), week(range(5), NINE_TO_FIVE)),
        (("第2・第4水曜日", "13時", "16時"), week([2], (780, 960), weeks=[2, 4])),
        (("土", "18:00", "翌2:00"), week([5], (1080, 1560))),
        (("", "9:00", "17:00"), None),
        (("月", "", "17:00"), None),
        (("祝日", "9:00", "17:00"), None),
    ],
)
def test_week_of_columns(columns: tuple[str, str, str], expected: tuple[WeeklyHours, ...] | None) -> None:
    assert weekly_from_columns(*columns) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("月火水木金", "9:00", "17:00", ""), open_place(week(range(5), NINE_TO_FIVE), CLOSED)),
        (("月～土（祝日を除く）", "9:00", "17:00", ""), open_place(week(range(6), NINE_TO_FIVE), CLOSED)),
        (
            ("土日祝", "9:00", "17:00", ""),
            open_place(week([5, 6], NINE_TO_FIVE), OWN, holiday_hours=(NINE_TO_FIVE,)),
        ),
        (
            ("毎日", "0:00", "24:00", ""),
            open_place(week(ALL_DAYS, (0, 1440)), OWN, holiday_hours=((0, 1440),), closed_at_year_end=False),
        ),
        (("", "0:00", "23:59", "24時間利用可。"), ALWAYS),
        (("毎日", "0:00", "23:59", "24時間利用可"), ALWAYS),
        (
            ("月火水木金", "9:00", "17:00", "平日：9時～17時"),
            open_place(week(range(5), NINE_TO_FIVE), CLOSED),
        ),
        (("月火水木", "9:00", "17:00", "平日：9時～17時"), None),
        (("月火水木金", "9:00", "16:00", "平日：9時～17時"), None),
        (("月火水木金", "9:00", "17:00", "祝日は要問合せ"), None),
        (("火～日", "9:00", "17:00", ""), None),
        (("祝日", "9:00", "17:00", ""), None),
        (("", "6:00", "18:00", ""), None),
        (("", "", "", ""), None),
        (("", "0:00", "23:59", "24時間利用可。冬期間は利用不可。"), None),
        (("", "0:00", "23:59", "24時間利用可。4月～11月"), None),
        (("", "9:00", "16:30", "木曜日は休館日（木曜日が祝日の場合はその翌日）"), None),
        (("", "8:30", "17:15", "土日祝祭日は終日利用不可。"), None),
        (("", "8:30", "17:00", "積雪期は閉鎖"), None),
    ],
)
def test_schedule_of_a_row(row: tuple[str, str, str, str], expected: Schedule | None) -> None:
    assert schedule_from_columns(*row) == expected


def rest(closed: list[int], *spans: tuple[int, int]) -> tuple[WeeklyHours, ...]:
    return week([day for day in ALL_DAYS if day not in closed], *spans)


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("【開館時間】9:00～21:30 【休館日】月曜日 ", open_place(rest([0], (540, 1290)), OPEN)),
        ("【開館時間】9：00～21：30 【休館日】月曜日", open_place(rest([0], (540, 1290)), OPEN)),
        (
            "【開館時間】9:00～21:30 【休館日】12月29日から翌年１月３日まで ",
            open_place(rest([], (540, 1290)), OPEN),
        ),
        (
            "【開館時間】9:00～21:30 【休館日】月曜日（祝日の場合は翌日）、年末年始",
            open_place(rest([0], (540, 1290)), SHIFT),
        ),
        (
            "【開館時間】9:00～19:00 【休館日】水曜日、年末年始（水曜日が祝日の場合は翌平日休）",
            open_place(rest([2], (540, 1140)), SHIFT),
        ),
        (
            "【開館時間】9:00～12:00、13:00～16:30【休館日】火曜日、年末年始（火曜日が祝日の場合は翌日休）",
            open_place(rest([1], MORNING, EVENING), SHIFT),
        ),
        (
            "【開館時間】9:30～12:00、13:30～16:00【休館日】土日祝、年末年始",
            open_place(rest([5, 6], (570, 720), (810, 960)), CLOSED),
        ),
        (
            "【開館時間】9:00～12:00、13:00～16:30【休館日】日曜日、年末年始、祝日",
            open_place(rest([6], MORNING, EVENING), CLOSED),
        ),
        (
            "【開館時間】9:00～17:00 【休館日】月曜日、第3日曜日、年末年始",
            open_place(week(range(1, 6), NINE_TO_FIVE) + week([6], NINE_TO_FIVE, weeks=[1, 2, 4, 5]), OPEN),
        ),
        (
            "【開館時間】9:00～19:00 （土・日・祝休日は9:00～17:00） 【休館日】月曜日 （祝休日の場合は、翌平日）",
            open_place(
                week(range(1, 5), (540, 1140)) + week([5, 6], NINE_TO_FIVE),
                SHIFT,
                holiday_hours=(NINE_TO_FIVE,),
            ),
        ),
        (
            "【開館時間】9:00～19:00（土日祝は9:00～17:00）【休館日】年末年始（12/29～1/3）",
            open_place(week(range(5), (540, 1140)) + week([5, 6], NINE_TO_FIVE), OWN, holiday_hours=(NINE_TO_FIVE,)),
        ),
        (
            "【開館時間】9:00～17:00【休館日】年中無休",
            open_place(rest([], NINE_TO_FIVE), OPEN, closed_at_year_end=False),
        ),
        ("24時間利用可。", ALWAYS),
        ("終日利用可能", ALWAYS),
        ("年中無休、24時間", ALWAYS),
        ("平日：午前9時～午後7時", open_place(week(range(5), (540, 1140)), CLOSED)),
        (
            "平日：9:00～19:00;土日祝：9:00～17:00",
            open_place(week(range(5), (540, 1140)) + week([5, 6], NINE_TO_FIVE), OWN, holiday_hours=(NINE_TO_FIVE,)),
        ),
    ],
)
def test_notes_understood(note: str, expected: Schedule) -> None:
    assert schedule_from_note(note) == expected


def test_last_reception_in_a_note() -> None:
    place = schedule_from_note("【開館時間】9:00～17:00（入館は16:30まで）【休館日】年末年始")
    assert place is not None
    assert {hours.last_reception for hours in place.weekly} == {990}


@pytest.mark.parametrize(
    "note",
    [
        "",
        "要予約",
        "【開館時間】9:00～12:00、13:00～16:30【休館日】月曜日、第3日曜日、年末年始（月曜日が祝日の場合は翌日休）",
        "【開館時間】9:00～19:00 （土・日・祝休日は9:00～17:00） 【休館日】月曜日 （祝休日の場合は、翌平日）"
        " 月末日 （土・日・祝休日の場合は、直前の平日）",
        "【開館時間】9:00～19:00 9:00～17:00（土・日・祝休日） 【休館日】月曜日（祝休日に当たる場合は翌平日）"
        " 館内整理日（第４金曜日及び１月４日）、年末年始",
        "平日：午前9時～午後7時（地域交流センター休館日を除く）;土日：午前9時～午後5時（地域交流センター休館日を除く）",
        "火～日：午前9時～午後5時（地域交流センター休館日を除く）",
        "火～日：午前9時～午後5時",
        "24時間利用可。3/20～12/20",
        "バリアフリートイレについては、終日利用可能。",
        "【開館時間】9:00～17:00",
        "【休館日】月曜日",
        "【開館時間】9:00～17:00【休館日】",
        "【開館時間】【休館日】月曜日",
        "【開館時間】9:00～17:00【休館日】月曜日【備考】要予約",
        "【受付時間】9:00～17:00【休館日】月曜日",
        "本館【開館時間】9:00～17:00【休館日】月曜日",
        "【開館時間】9:00～17:00【休館日】月曜日ほか",
        "【開館時間】9:00～17:00【休館日】不定休",
        "【開館時間】9:00～17:00【休館日】最終月曜日",
        "【開館時間】9:00～17:00【休館日】平日",
        "【開館時間】9:00～17:00【休館日】毎日",
        "【開館時間】9:00～17:00【休館日】土日、年末年始",
        "【開館時間】9:00～17:00【休館日】年末年始（12月28日～1月4日）",
        "【開館時間】9:00～17:00【休館日】金曜日（祝日の場合は翌日）",
        "【開館時間】9:00～17:00【休館日】月曜日・火曜日（祝日の場合は翌平日）",
        "【開館時間】9:00～17:00【休館日】月曜日（火曜日が祝日の場合は翌平日）",
        "【開館時間】9:00～17:00【休館日】第1月曜日（祝日の場合は翌平日）",
        "【開館時間】9:00～17:00【休館日】月曜日、祝日（祝日の場合は翌平日）",
        "【開館時間】9:00～17:00【休館日】月曜日（祝日の場合は開館）",
        "【開館時間】9:00～17:00（土日祝は9:00～16:00）【休館日】月曜日",
        "【開館時間】9:00～17:00（夏期は9:00～18:00）【休館日】月曜日",
        "【開館時間】9:00～17:00（土日は9:00～16:00）【休館日】月曜日（祝日の場合は翌平日）",
        "【開館時間】9:00～17:00（第3土曜は9:00～16:00）【休館日】月曜日",
        "【開館時間】9:00～17:00（入館は17:30まで）【休館日】月曜日",
        "【開館時間】13:00～17:00、9:00～12:00【休館日】月曜日",
        "【開館時間】9:00～17:00（平日は9:00～19:00）【休館日】月曜日",
        "平日：9:00～17:00;月曜：9:00～12:00",
        "平日：9:00～19:00;土曜・祝日：9:00～17:00;日曜・祝日：9:00～12:00",
        "平日：9:00～17:00;詳細は電話で",
    ],
)
def test_notes_in_doubt_stay_notes(note: str) -> None:
    assert schedule_from_note(note) is None


WORDS = "月火水木金土日祝平休館～・、（）【】：;09:第曜時 翌午後開間年末始毎24"


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=WORDS, max_size=40) | st.text(max_size=40))
def test_any_text_is_understood_or_refused_without_a_fault(text: str) -> None:
    found = schedule_from_note(text)
    assert found is None or (found.known is Known.HOURS and bool(found.weekly))
    assert parse_time(text) is None or 0 <= (parse_time(text) or 0) <= 2880
    columns = schedule_from_columns(text, "9:00", "17:00")
    assert columns is None or columns.holidays in set(HolidayRule)
