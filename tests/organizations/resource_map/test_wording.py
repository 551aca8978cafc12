"""Words of a card, case by case; 18 November 2026 is a Wednesday."""

from datetime import date, datetime

import pytest
from django.utils import translation

from organizations.places.opening_state import State, StateKind, epoch_minute
from organizations.places.wording import freshness_words, state_words, weekday_words
from organizations.resource_map.wording import Service, distance_words, service_words
from portal.shared.ruby import strip_ruby


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (30, "Open until 11:00"),
        (6 * 60 + 30, "Open until 17:00"),
        (14 * 60 + 45, "Open until 1:15"),
        (13 * 60 + 30, "Open until 24:00"),
        (24 * 60, "Open until 10:30"),
        (24 * 60 + 1, "Open now"),
    ],
)
def test_open_until_when(now: datetime, minutes: int, words: str) -> None:
    minute = epoch_minute(now)
    assert state_words(State(StateKind.OPEN, until=minute + minutes), minute, True) == words


def test_open_without_end(now: datetime) -> None:
    assert state_words(State(StateKind.OPEN), epoch_minute(now), True) == "Open now"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (90, "Opens today 12:00"),
        (14 * 60, "Opens Thu 0:30"),
        (26 * 60 + 30, "Opens Thu 13:00"),
        (6 * 1440, "Opens Tue 10:30"),
        (7 * 1440, "Opens 25 November 10:30"),
    ],
)
def test_closed_opens_when(now: datetime, minutes: int, words: str) -> None:
    minute = epoch_minute(now)
    assert state_words(State(StateKind.CLOSED, opens_next=minute + minutes), minute, True) == words


def test_what_is_not_known_is_never_called_closed(now: datetime) -> None:
    minute = epoch_minute(now)
    assert state_words(State(StateKind.UNKNOWN), minute, True) == "Hours not known: please call"
    assert state_words(State(StateKind.UNKNOWN), minute, False) == "Hours not known"
    assert state_words(State(StateKind.APPOINTMENT), minute, True) == "By appointment"
    assert state_words(State(StateKind.CLOSED), minute, True) == "Closed for now"


@pytest.mark.parametrize(
    ("weekdays", "weeks", "words"),
    [
        ([], [], ""),
        ([3], [], "Thu"),
        ([1, 3], [], "Tue, Thu"),
        ([1, 2], [], "Tue, Wed"),
        ([4, 0, 2, 1, 3], [], "Mon–Fri"),
        ([0, 1, 2, 5, 6], [], "Mon–Wed, Sat, Sun"),
        ([2], [2, 4], "2nd and 4th Wed"),
        ([5], [-1, 1], "1st, last Sat"),
        ([], [2], "2nd Mon–Sun"),
    ],
)
def test_days_of_the_week(weekdays: list[int], weeks: list[int], words: str) -> None:
    assert weekday_words(weekdays, weeks) == words


@pytest.mark.parametrize(
    ("service", "words"),
    [
        (Service("vi", (3,), (), 780, 1020, "staff", False), "Thu 13–17"),
        (Service("vi", (3,), (), 780, 1020, "staff", True), "Thu 13–17, booking needed"),
        (Service("vi", (3,), (), 795, 1020, "staff", False), "Thu 13:15–17:00"),
        (Service("vi", (), (), None, None, "staff", False), ""),
        (Service("vi", (), (), None, None, "telephone", True), "by telephone, booking needed"),
        (Service("vi", (4,), (), 1080, 1440, "volunteer", False), "Fri 18–24, volunteers"),
        (Service("vi", (4,), (), 1320, 1500, "staff", False), "Fri 22–1"),
    ],
)
def test_language_hours(service: Service, words: str) -> None:
    assert service_words(service, "en") == words


def test_language_hours_in_plain_japanese_have_the_clock_of_the_place_page() -> None:
    with translation.override("ja-simple"):
        words = service_words(Service("vi", (3,), (1, 3), 780, 1020, "staff", False), "ja-simple")
    assert strip_ruby(words) == "1番目と 3番目の 木曜日 午後1時から 午後5時まで"


@pytest.mark.parametrize(
    ("confirmed", "words"),
    [
        (None, "Not confirmed yet"),
        (date(2026, 11, 18), "Confirmed today"),
        (date(2027, 1, 1), "Confirmed today"),
        (date(2026, 11, 17), "Confirmed 1 day ago"),
        (date(2026, 11, 6), "Confirmed 12 days ago"),
        (date(2025, 11, 18), "Confirmed 365 days ago"),
        (date(2025, 11, 17), "Confirmed more than a year ago"),
    ],
)
def test_freshness(confirmed: date | None, words: str) -> None:
    assert freshness_words(confirmed, date(2026, 11, 18)) == words


@pytest.mark.parametrize(
    ("metres", "words"),
    [
        (0, "about 100 m"),
        (149, "about 100 m"),
        (151, "about 200 m"),
        (949, "about 900 m"),
        (951, "about 1.0 km"),
        (1_000, "about 1.0 km"),
        (12_340, "about 12.3 km"),
    ],
)
def test_a_distance_is_never_said_finer_than_the_reader_s_position(metres: int, words: str) -> None:
    assert distance_words(metres) == words
