"""The big map under stress: answers out of order, failures, keys, positions, edges; nothing is said to nobody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.reader import PHONE, Reader

POINTS = re.compile(r"/map/points\?")
WARD = {"latitude": 35.6901, "longitude": 139.7202}
STILL = "reduce"
NOWHERE = (987_001, 987_002, 987_003)
HERE = [["library", "Library", "library"]]


def _answer(**parts: Any) -> str:
    return json.dumps({"clusters": [], "places": [], "types": HERE, "truncated": False, **parts})


def _fulfil(route: Route, **parts: Any) -> None:
    route.fulfill(status=200, content_type="application/json", body=_answer(**parts))


def _answered(reader: Reader, **parts: Any) -> Page:
    """The map with these points, wherever it looks."""
    reader.page.route(POINTS, lambda route: _fulfil(route, **parts))
    return reader.open("map/?view=map")


def _move(page: Page, key: str) -> None:
    page.locator("#map").focus()
    page.keyboard.press(key)


@pytest.fixture
def desk(read: Callable[..., Reader]) -> Reader:
    """Somebody at a desk who reads English; nothing on the map glides."""
    return read(language="en", reduced_motion=STILL)


def test_an_answer_that_comes_late_does_not_cover_a_newer_one(desk: Reader) -> None:
    page, waiting = desk.page, list[Route]()

    def hold_second(route: Route) -> None:
        asked.append(route.request.url)
        if len(asked) == 2:
            waiting.append(route)
        else:
            _fulfil(route, clusters=[[35.69, 139.70, len(asked) * 100]])

    asked: list[str] = []
    # An aborted request would hide the race: this page cannot abort.
    page.add_init_script("AbortController.prototype.abort = () => {};")
    page.route(POINTS, hold_second)
    desk.open("map/?view=map")
    face = page.locator(".map-marker__face")
    expect(face).to_have_text("100")
    for _ in range(2):
        with page.expect_request(POINTS):
            page.get_by_role("button", name="Further away").click()
    expect(face).to_have_text("300")
    assert len(asked) == 3
    _fulfil(waiting[0], clusters=[[35.69, 139.70, 200]])
    page.wait_for_timeout(300)
    expect(face).to_have_text("300")


def test_a_failure_is_seen_and_read_out_and_the_next_move_mends_it(desk: Reader) -> None:
    page, broken = desk.page, [True]
    desk.expected_status = 503

    def sometimes(route: Route) -> None:
        if broken[0]:
            route.fulfill(status=503, body="<h1>busy</h1>")
        else:
            _fulfil(route, clusters=[[35.69, 139.70, 12]])

    page.route(POINTS, sometimes)
    page.goto("/en/map/?view=map")
    note = page.locator(".map-note")
    expect(note).to_have_text("The map could not load the places. The list shows the same places.")
    expect(note).to_be_in_viewport()
    expect(note).to_have_attribute("role", "status")
    broken[0] = False
    _move(page, "ArrowLeft")
    expect(page.locator(".map-marker__face")).to_have_text("12")
    expect(note).to_be_empty()


def test_what_is_said_on_the_map_covers_none_of_its_buttons(read: Callable[..., Reader]) -> None:
    reader = read(language="ja-simple", viewport={"width": 320, "height": 640}, reduced_motion=STILL)
    page = _answered(reader, clusters=[[35.69, 139.70, 900]], truncated=True)
    expect(page.locator(".map-note")).to_be_visible()
    for button in (".leaflet-control-zoom-in", ".leaflet-control-zoom-out", ".map-bar .button--quiet"):
        page.locator(button).click(trial=True, timeout=3000)


def test_nonsense_for_an_answer_is_a_failure_not_a_blank_map(desk: Reader) -> None:
    desk.page.route(POINTS, lambda route: route.fulfill(status=200, body="<html>"))
    desk.open("map/?view=map")
    expect(desk.page.locator(".map-note")).to_contain_text("could not load")
    assert desk.faults == []


def test_without_the_library_the_panel_says_so(read: Callable[..., Reader]) -> None:
    reader = read(language="ja-simple")
    reader.page.route(re.compile(r"leaflet\.[0-9a-f]+\.js|leaflet\.js"), lambda route: route.abort())
    page = reader.open("map/?view=map")
    rest = page.locator("#map .map__rest")
    expect(rest).to_contain_text("一覧")
    expect(rest.locator("ruby").first).to_be_visible()
    assert len(page.locator("#place-list .card").all()) > 0


def test_too_many_places_are_announced_where_they_are_seen(desk: Reader) -> None:
    page = _answered(desk, clusters=[[35.69, 139.70, 900]], truncated=True)
    expect(page.locator(".map-note")).to_have_text("There are many: move closer to see them one by one.")
    expect(page.locator("p.visually-hidden[role=status]")).to_have_text("Places on this part of the map: 900")


def test_at_the_edge_of_the_world_the_map_asks_for_what_is_there(desk: Reader) -> None:
    boxes: list[list[float]] = []

    def note(route: Route) -> None:
        query = parse_qs(urlsplit(route.request.url).query)
        boxes.append([float(part) for part in query["bbox"][0].split(",")])
        route.fulfill(response=route.fetch())

    page = desk.page
    page.set_viewport_size({"width": 2600, "height": 900})
    page.route(POINTS, note)
    desk.open("map/?view=map")
    expect(page.locator(".map-marker").first).to_be_visible()
    for _ in range(8):
        page.get_by_role("button", name="Further away").click()
        page.wait_for_timeout(60)
    for _ in range(60):
        _move(page, "Shift+ArrowRight")
        page.wait_for_timeout(200)
        if boxes[-1][2] == 180:
            break
    assert all(-180 <= west < east <= 180 and -90 <= south < north <= 90 for west, south, east, north in boxes)
    assert boxes[-1][2] == 180, "the edge was never in sight"
    assert desk.faults == []


@pytest.mark.parametrize("reduced", [True, False])
def test_keys_glide_unless_the_reader_wants_no_motion(read: Callable[..., Reader], reduced: bool) -> None:
    reader = read(language="en", reduced_motion=STILL if reduced else "no-preference")
    page = _answered(reader, clusters=[[35.69, 139.70, 12]])
    expect(page.locator(".map-marker")).to_be_visible()
    page.evaluate("""() => {
      window.glides = 0;
      const pane = document.querySelector(".leaflet-map-pane");
      new MutationObserver(() => { window.glides += pane.classList.contains("leaflet-pan-anim"); })
        .observe(pane, { attributes: true, attributeFilter: ["class"] });
    }""")
    before = page.locator(".map-marker").bounding_box()
    with page.expect_request(POINTS):
        _move(page, "Shift+ArrowRight")
    after = page.locator(".map-marker").bounding_box()
    assert before is not None and after is not None and after["x"] < before["x"] - 100
    assert (page.evaluate("() => window.glides") == 0) == reduced


def test_the_area_is_offered_after_a_move_and_not_after_a_look(desk: Reader) -> None:
    page = _answered(desk, places=[[NOWHERE[0], 35.69, 139.70, 0, "Somewhere"]])
    area = page.locator(".map-bar__area")
    page.locator("#map").focus()
    for key in ("Tab", "Shift+Tab", "a"):
        page.keyboard.press(key)
    page.locator(".map-marker--place").click()
    expect(page.locator(".leaflet-popup")).to_be_visible()
    expect(area).to_be_hidden()
    _move(page, "ArrowRight")
    expect(area).to_be_visible()


def test_the_area_searched_is_what_the_map_shows(desk: Reader) -> None:
    page = desk.open("map/?view=map&facts=free&sort=kana")
    expect(page.locator(".map-marker").first).to_be_visible()
    _move(page, "ArrowRight")
    with page.expect_navigation():
        page.locator(".map-bar__area").click()
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["facts"] == ["free"] and asked["view"] == ["map"] and "sort" not in asked
    assert re.fullmatch(r"35\.\d{4},139\.\d{4}", asked["near"][0])
    assert 0.1 <= float(asked["radius"][0]) <= 20
    expect(page.locator("path.map-circle")).to_be_visible()
    expect(page.locator(".notice--warn")).to_have_count(0)
    page.locator("details.filters > summary").click()
    with page.expect_navigation():
        page.locator(".filters__foot button").click()
    assert parse_qs(urlsplit(page.url).query)["radius"] == asked["radius"], "the form keeps the radius"


@pytest.mark.parametrize("view", ["list", "map"])
def test_near_me_asks_when_pressed_and_sends_a_rough_place(read: Callable[..., Reader], view: str) -> None:
    reader = read(language="en", geolocation=WARD, permissions=["geolocation"], viewport=PHONE)
    page = reader.open(f"map/?q=easy&view={view}&sort=kana")
    button = page.get_by_role("button", name="Near me").locator("visible=true").first
    with page.expect_navigation():
        button.click()
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["near"] == ["35.690,139.720"] and asked["q"] == ["easy"] and "sort" not in asked
    assert asked.get("view", ["list"]) == [view]
    expect(page.locator(".active")).to_contain_text("Within 2 km")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({}, "Your browser did not allow it"),
        ({"geolocation": {"latitude": 51.5, "longitude": 0.1}, "permissions": ["geolocation"]}, "far from here"),
    ],
)
def test_near_me_says_why_not_and_keeps_the_focus(
    read: Callable[..., Reader], options: dict[str, Any], words: str
) -> None:
    reader = read(language="en", **options)
    page = reader.open("map/")
    button = page.locator("button[data-near-me]")
    line = page.locator("button[data-near-me] + [role=status]")
    expect(line).to_be_empty()
    address = page.url
    button.focus()
    page.keyboard.press("Enter")
    expect(line).to_contain_text(words)
    expect(button).to_be_focused()
    expect(button).not_to_have_attribute("aria-disabled", "true")
    assert page.url == address


def test_without_a_way_to_find_out_no_button_offers_it(desk: Reader) -> None:
    desk.page.add_init_script("delete Navigator.prototype.geolocation;")
    page = _answered(desk)
    page.locator("details.filters > summary").click()
    expect(page.locator("#map.leaflet-container")).to_be_visible()
    expect(page.get_by_role("button", name="Near me")).to_have_count(0)


def test_a_cluster_opened_by_key_leaves_the_focus_on_the_map(desk: Reader) -> None:
    page = desk.page

    def by_zoom(route: Route) -> None:
        zoom = int(parse_qs(urlsplit(route.request.url).query)["zoom"][0])
        _fulfil(route, clusters=[[35.69, 139.70, zoom]])

    page.route(POINTS, by_zoom)
    desk.open("map/?view=map")
    cluster = page.locator(".map-marker--cluster")
    zoom = int(cluster.inner_text())
    cluster.focus()
    page.keyboard.press("Enter")
    expect(cluster).to_have_text(str(zoom + 2))
    expect(page.locator("#map")).to_be_focused()


def test_markers_that_stay_keep_focus_and_popup(desk: Reader) -> None:
    page = _answered(
        desk, places=[[NOWHERE[0], 35.69, 139.70, 0, "Somewhere"], [NOWHERE[1], 35.70, 139.71, 0, "Elsewhere"]]
    )
    page.get_by_role("button", name="Somewhere, Library").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".map-popup__name")).to_be_focused()
    with page.expect_response(POINTS):
        page.evaluate("() => document.querySelector('.leaflet-control-zoom-in').click()")
    expect(page.locator(".leaflet-popup")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.get_by_role("button", name="Somewhere, Library")).to_be_focused()


def test_a_popup_opened_often_listens_once(desk: Reader) -> None:
    desk.page.add_init_script("""(() => {
      window.listeners = 0;
      const own = EventTarget.prototype.addEventListener;
      EventTarget.prototype.addEventListener = function (kind, ...rest) {
        if (kind === "keydown" && this.classList?.contains("leaflet-popup")) window.listeners += 1;
        return own.call(this, kind, ...rest);
      };
    })()""")
    page = _answered(desk, places=[[NOWHERE[0], 35.69, 139.70, 0, "Somewhere"]])
    for _ in range(4):
        page.locator(".map-marker--place").focus()
        page.keyboard.press("Enter")
        expect(page.locator(".leaflet-popup")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(page.locator(".leaflet-popup")).to_have_count(0)
    assert page.evaluate("() => window.listeners") == 1


def test_markers_are_one_tab_stop_and_arrows_lead_from_one_to_the_next(desk: Reader) -> None:
    rows = [[number, 35.69, 139.69 + step * 0.01, 0, f"Stop {step}"] for step, number in enumerate(NOWHERE)]
    page = _answered(desk, places=rows)
    first = page.get_by_role("button", name="Stop 0, Library")
    expect(page.locator(".map-marker[tabindex='0']")).to_have_count(1)
    page.locator("#map").focus()
    page.keyboard.press("Tab")
    expect(first).to_be_focused()
    for step, key in ((1, "ArrowRight"), (2, "ArrowRight"), (2, "ArrowRight"), (1, "ArrowLeft"), (1, "ArrowUp")):
        page.keyboard.press(key)
        expect(page.get_by_role("button", name=f"Stop {step}, Library")).to_be_focused()
    expect(page.locator(".map-marker[tabindex='0']")).to_have_count(1)
    expect(page.locator(".map-bar__area")).to_be_hidden()


@pytest.mark.parametrize("viewport", [PHONE, None])
def test_a_place_leads_to_itself_on_the_map(read: Callable[..., Reader], viewport: Any) -> None:
    reader = read(language="en", reduced_motion=STILL, **({"viewport": viewport} if viewport else {}))
    page = reader.open("map/?q=Wakaba+easy")
    page.locator("#place-list .card h3 a").first.click()
    name = page.locator("h1").inner_text()
    with page.expect_navigation():
        page.get_by_role("link", name="Show on the map").click()
    link = page.locator(".leaflet-popup .map-popup__name").first
    expect(link).to_have_text(name)
    expect(link).to_be_in_viewport()
    expect(page.locator("#place-list .card h3").first).to_have_text(name)
    assert reader.faults == []


def test_few_results_are_looked_at_closely_and_the_area_is_not_offered(desk: Reader) -> None:
    zooms: list[int] = []

    def note(route: Route) -> None:
        zooms.append(int(parse_qs(urlsplit(route.request.url).query)["zoom"][0]))
        _fulfil(route, places=[[one, 35.69, 139.70 + one % 10 * 0.001, 0, "Here"] for one in NOWHERE])

    desk.page.route(POINTS, note)
    page = desk.open("map/?view=map&facts=free")
    expect(page.locator(".map-marker")).to_have_count(3)
    page.wait_for_timeout(600)
    assert zooms[-1] > zooms[0] and zooms[-1] <= 16
    expect(page.locator(".map-bar__area")).to_be_hidden()


@pytest.mark.parametrize("view", ["list", "map"])
def test_without_script_a_sentence_stands_for_the_map_and_for_near_me(read: Callable[..., Reader], view: str) -> None:
    page = read(language="en", script=False).open(f"map/?view={view}")
    for words in ("#map noscript", ".near noscript p"):
        expect(page.locator(words)).to_be_visible()
    expect(page.get_by_role("button", name="Near me")).to_be_hidden()


def test_places_at_one_spot_share_a_marker_and_a_popup(desk: Reader) -> None:
    rows = [[number, 35.69, 139.70, 0, f"Floor {number}"] for number in NOWHERE]
    page = _answered(desk, places=rows)
    stack = page.get_by_role("button", name="3 places at this spot")
    expect(stack).to_have_text("3")
    stack.focus()
    page.keyboard.press(" ")
    links = page.locator(".map-popup__name")
    expect(links).to_have_text([f"Floor {number}" for number in NOWHERE])
    assert [link.get_attribute("href") for link in links.all()] == [f"/en/places/{number}/" for number in NOWHERE]


def test_hostile_names_stay_text_on_the_map(desk: Reader) -> None:
    nasty = '<img src=x onerror="window.hurt = 1"><script>window.hurt = 1</script>'
    page = _answered(desk, places=[[NOWHERE[0], 35.69, 139.70, 0, nasty]], types=[["x", nasty, "library"]])
    marker = page.locator(".map-marker--place")
    expect(marker).to_have_attribute("aria-label", f"{nasty}, {nasty}")
    marker.click()
    expect(page.locator(".map-popup__name")).to_have_text(nasty)
    assert page.evaluate("() => window.hurt") is None
    assert page.locator(".leaflet-popup img, .leaflet-popup script").count() == 0


@pytest.mark.parametrize(
    ("language", "name", "lang"), [("en", "若葉の家", "ja"), ("en", "Wakaba house", ""), ("ja", "若葉の家", "")]
)
def test_a_japanese_name_says_so_to_screen_readers(
    read: Callable[..., Reader], language: str, name: str, lang: str
) -> None:
    page = _answered(read(language=language), places=[[NOWHERE[0], 35.69, 139.70, 0, name, lang]])
    page.locator(".map-marker--place").click()
    link = page.locator(".map-popup__name")
    expect(link).to_have_text(name)
    assert (link.get_attribute("lang") or "") == lang


def test_list_and_map_point_at_each_other(desk: Reader) -> None:
    page = desk.open("map/?q=Wakaba+easy&open=1")
    marker, card = page.locator(".map-marker--place"), page.locator("#place-list .card").first
    expect(marker).to_have_count(1)
    card.locator("h3 a").focus()
    expect(marker).to_have_class(re.compile("map-marker--pointed"))
    marker.focus()
    expect(card).to_have_class(re.compile("card--pointed"))
    expect(marker).not_to_have_class(re.compile("map-marker--pointed"))
    page.locator("#search-words").focus()
    expect(card).not_to_have_class(re.compile("card--pointed"))


def test_in_plain_japanese_what_the_map_shows_has_furigana(read: Callable[..., Reader]) -> None:
    reader = read(language="ja-simple")
    page = reader.open("map/?q=やさしい&open=1&area=1310410004&view=map")
    expect(page.locator("#map .map-bar .button--quiet ruby").first).to_be_visible()
    page.locator(".map-marker--place").click()
    expect(page.locator(".map-popup__name ruby").first).to_be_visible()
    assert page.locator(".map-marker--place").get_attribute("aria-label") is not None
    assert "{" not in page.locator("#map").inner_text()


def test_the_map_can_be_skipped(desk: Reader) -> None:
    page = desk.open("map/?view=map")
    expect(page.locator(".map-marker").first).to_be_visible()
    skip = page.get_by_role("link", name="Skip the map")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('footer') !== null")


def test_the_map_costs_a_telephone_nothing_until_it_is_looked_at(read: Callable[..., Reader]) -> None:
    reader = read(language="en", viewport=PHONE)
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    page = reader.open("map/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "leaflet" in url or "/map/points" in url or "/js/map/places" in url]
    page.locator(".tabs a[href*='view=map']").click()
    expect(page.locator(".map-marker").first).to_be_visible()
    assert [url for url in asked if "leaflet" in url]
