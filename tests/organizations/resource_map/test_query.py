"""Every address is understood: as asked, or with the default and a notice that names the field."""

import pytest
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from organizations.places.choices import Fact, Hazard
from organizations.resource_map.cursors import Cursor
from organizations.resource_map.query import PARAMETERS, MapQuery
from organizations.resource_map.reading import MAX_WORDS, area_code, read_query
from organizations.vocabulary import Audience, Field
from portal.shared.languages import SERVICE_LANGUAGES

TYPES = frozenset({"library", "japanese-class", "aed"})


def _query(text: str) -> MapQuery:
    return read_query(QueryDict(text), types=TYPES, municipality_code="131041").query


def _refused(text: str) -> list[str]:
    return [one.field for one in read_query(QueryDict(text), types=TYPES, municipality_code="131041").notices]


def test_nothing_asked_is_the_whole_list() -> None:
    reading = read_query(QueryDict(""))
    assert reading.query == MapQuery() and not reading.notices
    assert not reading.query.filtered
    assert reading.query.query_string() == ""


def test_empty_fields_of_a_form_are_nothing() -> None:
    reading = read_query(QueryDict("q=&lang=&area=&near=&radius=&type=&sort=&after=&view="))
    assert reading.query == MapQuery() and not reading.notices


def test_everything_together() -> None:
    query = _query(
        "q=日本語&type=library&type=aed&field=11&lang=vi&today=1&area=131041&near=35.69,139.7&radius=5"
        "&audience=children&open=1&facts=free&facts=no-card&hazard=flood&sort=kana&view=map"
    )
    assert query == MapQuery(
        q="日本語",
        type=("aed", "library"),
        field=("11",),
        lang="vi",
        today=True,
        area="131041",
        near=(35.69, 139.7),
        radius=5.0,
        audience=("children",),
        open=True,
        facts=("free", "no-card"),
        hazard=("flood",),
        sort="kana",
        view="map",
    )


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("type=nonsense", "type"),
        ("type=../etc", "type"),
        ("field=21", "field"),
        ("field=one", "field"),
        ("lang=klingon", "lang"),
        ("today=1", "today"),
        ("lang=vi&today=perhaps", "today"),
        ("area=atlantis", "area"),
        ("area=999999", "area"),
        ("area=1310419999", "area"),
        ("area=１３１０４１０００４", "area"),
        ("near=abc", "near"),
        ("near=35.69", "near"),
        ("near=35.69,139.7,1", "near"),
        ("near=0,0", "near"),
        ("near=nan,nan", "near"),
        ("near=1e400,1", "near"),
        ("near=35.69,139.7&radius=0", "radius"),
        ("near=35.69,139.7&radius=21", "radius"),
        ("near=35.69,139.7&radius=-2", "radius"),
        ("near=35.69,139.7&radius=inf", "radius"),
        ("radius=far", "radius"),
        ("audience=dogs", "audience"),
        ("open=maybe", "open"),
        ("day=someday", "day"),
        ("day=sat,8", "day"),
        ("time=night", "time"),
        ("facts=cheap", "facts"),
        ("hazard=ghosts", "hazard"),
        ("sort=price", "sort"),
        ("sort=near", "sort"),
        ("after=garbage", "after"),
        ("after=" + str(Cursor("kana", ("あ", 1))), "after"),
        ("after=" + str(Cursor("names", (1, 1, 1))), "after"),
        ("sort=kana&after=" + str(Cursor("rank", (1, 1))), "after"),
        ("view=globe", "view"),
        ("lang=vi&lang=ne", "lang"),
        ("q=%EF%BC%81%EF%BC%81", "q"),
        ("q=" + "a" * (MAX_WORDS + 1), "q"),
        ("&".join(f"facts={n}" for n in range(30)), "facts"),
    ],
)
def test_what_is_broken_is_named_and_left_out(text: str, field: str) -> None:
    reading = read_query(QueryDict(text), types=TYPES, municipality_code="131041")
    assert field in {one.field for one in reading.notices}
    assert all(str(one) for one in reading.notices)
    assert not _refused(reading.query.query_string()), "what remains is understood"


def test_notices_do_not_repeat_long_or_unprintable_values() -> None:
    notice = read_query(QueryDict("view=" + "\u202e" + "x" * 5000)).notices[0]
    assert len(notice.message) < 200 and "\u202e" not in notice.message


def test_values_may_stand_in_one_parameter_or_many() -> None:
    assert _query("facts=free,no-card") == _query("facts=no-card&facts=free") == _query("facts=free,free,no-card")


def test_days_stand_in_the_order_of_the_week() -> None:
    assert _query("day=sun&day=mon&time=evening,morning") == _query("time=morning&time=evening&day=mon,sun")
    assert _query("day=sun,mon").day == ("mon", "sun") and _query("time=evening,morning").time == ("morning", "evening")


def test_today_means_the_reader_s_language_where_none_is_named() -> None:
    found = read_query(QueryDict("today=1&lang="), mother_tongue="en")
    assert (found.query.lang, found.query.today, found.needs_language) == ("en", True, False) and not found.notices
    assert read_query(QueryDict("today=1&lang=vi"), mother_tongue="en").query.lang == "vi"
    assert read_query(QueryDict("lang="), mother_tongue="en").query == MapQuery()
    asks = read_query(QueryDict("today=1"))
    assert asks.needs_language and [one.field for one in asks.notices] == ["today"]


def test_languages_are_found_by_their_other_names() -> None:
    assert _query("lang=zh-TW").lang == "zh-hant"
    assert _query("lang=VN").lang == "vi"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("131041", "131041"),
        ("222127", "222127"),
        ("1310410004", "1310410004"),
        ("1310410004001", "1310410004001"),
        ("若葉", "1310410004"),
        ("若葉一丁目", "1310410004001"),
        ("485001", ""),
        ("0004", ""),
        ("x" * 5000, ""),
    ],
)
def test_areas_by_code_and_by_name(value: str, code: str) -> None:
    assert area_code(value, "131041") == code


def test_another_filter_begins_at_the_first_page_and_another_view_does_not() -> None:
    query = _query("q=日本語&after=" + str(Cursor("rank", (5, 9))))
    assert query.after
    assert "after" not in query.query_string(open=True)
    assert "after" in query.query_string(view="map")
    with translation.override("en"):
        assert query.url(q="", after=None) == "/en/map/"


def test_one_value_can_be_taken_away() -> None:
    query = _query("facts=free&facts=no-card&lang=vi&near=35.69,139.7")
    assert query.without("facts", "free").facts == ("no-card",)
    assert query.without("lang", "").lang == ""
    assert query.without("near", "").near is None


def test_a_place_given_orders_by_distance_unless_asked_otherwise() -> None:
    assert _query("near=35.69,139.7").order == "near"
    assert _query("near=35.69,139.7&sort=near").order == "near"
    assert _query("near=35.69,139.7&sort=kana").order == "kana"
    assert _query("q=a").order == ""


SUBSETS = {
    "type": sorted(TYPES),
    "field": Field.values,
    "audience": Audience.values,
    "facts": Fact.values,
    "hazard": Hazard.values,
}
QUERIES = st.builds(
    MapQuery,
    q=st.sampled_from(["", "日本語", "にほんご 教室", "a&b=c", "100%"]),
    lang=st.sampled_from(["", *(one.code for one in SERVICE_LANGUAGES)]),
    area=st.sampled_from(["", "131041", "1310410004", "222127"]),
    near=st.one_of(st.none(), st.just((35.69, 139.7))),
    open=st.booleans(),
    day=st.sampled_from([(), ("sat",), ("mon", "sun")]),
    time=st.sampled_from([(), ("evening",), ("morning", "evening")]),
    sort=st.sampled_from(["", "kana", "fresh"]),
    view=st.sampled_from(["list", "map", "print"]),
    **{
        name: st.lists(st.sampled_from(values), unique=True).map(lambda found: tuple(sorted(found)))
        for name, values in SUBSETS.items()
    },
)


@given(QUERIES)
def test_every_search_is_its_address(query: MapQuery) -> None:
    reading = read_query(QueryDict(query.query_string()), types=TYPES, municipality_code="131041")
    assert reading.query == query and not reading.notices
    assert reading.query.query_string() == query.query_string()


VALUES = st.one_of(
    st.text(max_size=60),
    st.text(st.characters(whitelist_categories=["Cs", "Cc", "Cf", "Zs"]), max_size=5),
    st.sampled_from(["\ud800", "x" * 1_000_000, "1" * 5000, "NaN", "-1", "1e999", "%", "'; --", "35.69,139.7", "[[[["]),
)


@given(st.lists(st.tuples(st.sampled_from([*PARAMETERS, "unknown"]), VALUES), max_size=12))
def test_no_address_is_an_error(pairs: list[tuple[str, str]]) -> None:
    data = QueryDict(mutable=True)
    for name, value in pairs:
        data.appendlist(name, value)
    query = read_query(data, types=TYPES, municipality_code="131041").query
    again = read_query(QueryDict(query.query_string()), types=TYPES, municipality_code="131041")
    assert again.query == query and not again.notices
