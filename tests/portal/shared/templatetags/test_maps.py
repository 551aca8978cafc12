"""Map panels: labels in data, what is seen in a template, nothing that the script does not use."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.translation import override

from portal.shared.models import Ward
from portal.shared.ruby import has_ruby, ruby_pass
from portal.shared.templatetags import maps

SCRIPTS = Path(settings.BASE_DIR) / "portal" / "static" / "js" / "map"
LANGUAGES = ("ja", "ja-simple", "en")


def _drawn(tag: str, language: str, **ward: object) -> str:
    with override(language):
        return Template("{% load maps %}" + tag).render(Context({"ward": Ward(pk=1, **ward)}))


def _data(html: str, name: str) -> str:
    found = re.search(rf' data-{name}="([^"]*)"', html)
    assert found is not None, name
    return unescape(found[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_plain_and_words_that_are_seen_keep_their_furigana(language: str) -> None:
    html = ruby_pass(_drawn("{% map_panel 'q=a' %}", language), show=language == "ja-simple")
    labels = json.loads(_data(html, "messages"))
    assert all(labels.values()) and not any(has_ruby(text) for text in labels.values())
    words = html.partition("<template data-map-words>")[2]
    assert ("<ruby>" in words) == (language == "ja-simple")
    assert not has_ruby(words)
    if language == "ja-simple":
        bare = re.sub(r"<ruby>.*?</ruby>|<[^>]*>", "", words)
        assert re.findall(r"[一-鿿]", bare) == []


def test_the_script_uses_each_label_and_each_word_and_no_other() -> None:
    script = "".join(path.read_text() for path in SCRIPTS.glob("*.js")) + (SCRIPTS.parent / "map.js").read_text()
    with override("en"):
        labels = maps.map_labels().keys() | maps.pin_labels().keys()
        words = {name for name, _text in maps.map_words()}
    assert set(re.findall(r"(?:\btext|labels\(panel\))\.(\w+)", script)) == labels
    for word in words:
        assert f'"{word}"' in script, word
    assert set(re.findall(r'(?:tell|note|settle)\("(\w+)"\)|shown\([\w.]+, "(\w+)"\)', script)) <= {
        pair for word in words for pair in ((word, ""), ("", word))
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_filled_in_by_the_script(language: str) -> None:
    with override(language):
        labels = maps.map_labels()
    assert {name for name, text in labels.items() if "{count}" in text} == {"cluster", "places_here", "loaded"}


def test_hostile_settings_stay_inside_their_attributes() -> None:
    nasty = '"><script>alert(1)</script>'
    html = _drawn("{% map_panel q %}", "en", tile_url=nasty, tile_credit=nasty, tile_credit_url=nasty)
    assert "<script>" not in html
    assert _data(html, "tiles") == _data(html, "credit") == nasty


def test_positions_are_written_for_machines_in_every_language() -> None:
    for language in LANGUAGES:
        html = _drawn("{% map_panel '' %}", language, centre_latitude=35.5, centre_longitude=1139.25)
        assert (_data(html, "lat"), _data(html, "lng")) == ("35.5", "1139.25")


def test_a_pin_begins_where_the_place_is_or_on_the_ward() -> None:
    ward = {"centre_latitude": 35.5, "centre_longitude": 139.25}
    html = _drawn("{% pin_map 'a' 'b' 35.7 139.8 %}", "en", **ward)
    assert [_data(html, name) for name in ("pin-lat-input", "pin-lng-input", "lat", "lng")] == [
        "a",
        "b",
        "35.7",
        "139.8",
    ]
    html = _drawn("{% pin_map %}", "en", **ward)
    assert [_data(html, name) for name in ("pin-lat-input", "lat", "lng")] == ["id_latitude", "35.5", "139.25"]
    assert json.loads(_data(html, "messages")).keys() == {"map", "zoom_in", "zoom_out", "pin"}


def test_without_script_the_panel_says_where_the_places_are() -> None:
    html = _drawn("{% map_panel '' %}", "en")
    rest = html.partition('class="map__rest">')[2].partition("</p>")[0]
    assert "<noscript>The map needs script. </noscript>The list shows the same places as the map." in rest
