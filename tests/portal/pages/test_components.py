"""Components by themselves: what they draw of what they are given, and nothing where nothing is given."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template.loader import render_to_string
from django.utils import translation

NASTY = '<b onclick="x">&"\''
CARD: dict[str, Any] = {
    "id": 12345, "url": "/en/places/12345/", "name": "教室", "name_lang": "", "type_name": "Class", "icon": "book", "town": "",
    "town_lang": "", "distance": "", "state_kind": "open", "state_text": "Open now", "languages": [], "facts": [],
    "freshness": "", "address_line": "",
}  # fmt: skip


def _drawn(name: str, language: str = "en", **context: Any) -> str:
    with translation.override(language):
        return render_to_string(f"components/{name}.html", context)


def _words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def test_a_card_of_little_draws_no_empty_lists() -> None:
    html = _drawn("place_card", card=CARD)
    assert "<ul" not in html and "card__foot" not in html and _words(html) == "Class 教室 Open now"
    assert 'data-place="12345"' in html, "without a thousands separator in any language"


def test_a_card_says_each_text_s_language() -> None:
    card = CARD | {
        "name_lang": "ja",
        "town": "若葉",
        "town_lang": "ja",
        "distance": "120 m",
        "languages": [("नेपाली", "ne", "Tue 10–12")],
    }
    html = _drawn("place_card", card=card)
    assert '<a href="/en/places/12345/" lang="ja">教室</a>' in html
    assert 'Class · 120 m · <span lang="ja">若葉</span>' in html
    assert '<b lang="ne">नेपाली</b> <span class="numbers">Tue 10–12</span>' in html


@pytest.mark.parametrize(("more", "shown"), [(0, False), (3, True)])
def test_a_card_counts_the_languages_it_leaves_out(more: int, shown: bool) -> None:
    card = CARD | {"languages": [("English", "en", "")], "more_languages": more}
    html = _drawn("place_card", card=card)
    assert (f"+{more}" in html) == shown


def test_a_card_escapes_every_text() -> None:
    texts = dict.fromkeys(("name", "type_name", "town", "distance", "state_text", "freshness", "address_line"), NASTY)
    card = CARD | texts | {"languages": [(NASTY, "en", NASTY)], "facts": [("x", NASTY)]}
    html = _drawn("place_card", card=card)
    assert "<b onclick" not in html and html.count("&lt;b onclick=") == len(texts) + 3


@pytest.mark.parametrize(
    ("previous", "following", "links"), [("", "", 0), ("?a", "", 1), ("", "?b", 1), ("?a", "?b", 2)]
)
def test_a_pager_links_where_there_is_something(previous: str, following: str, links: int) -> None:
    html = _drawn("pager", previous_url=previous, next_url=following, shown="1–20")
    assert html.count("<a ") == links and html.count('aria-disabled="true"') == 2 - links
    assert ('rel="prev"' in html) == bool(previous) and ('rel="next"' in html) == bool(following)
    assert _words(html) == "Previous 1–20 Next"


def test_tabs_say_which_is_open_and_in_which_language() -> None:
    tabs = [
        {"url": "?a=1&b=2", "label": "List", "current": True, "icon": "list"},
        {"url": "?c", "label": "नेपाली", "current": False, "lang": "ne"},
    ]
    html = _drawn("tabs", tabs=tabs, label="Views", icons="/icons.svg")
    assert html.count('aria-current="page"') == 1 and 'href="?a=1&amp;b=2" aria-current' in html
    assert '<a href="?c" lang="ne">' in html and html.count("<svg") == 1 and 'aria-label="Views"' in html


@pytest.mark.parametrize("current", [1, 2, 3])
def test_steps_before_are_done_and_one_is_current(current: int) -> None:
    html = _drawn("steps", steps=["One", "Two", "Three"], current=current)
    assert html.count('class="is-done"') == html.count("done</span>") == current - 1
    assert html.count('aria-current="step"') == 1
    assert _words(html).replace(" done", "") == "One Two Three"


@pytest.mark.parametrize(
    ("level", "kind", "role"),
    [
        (constants.SUCCESS, "ok", "status"),
        (constants.INFO, "info", "status"),
        (constants.DEBUG, "info", "status"),
        (constants.WARNING, "warn", "status"),
        (constants.ERROR, "stop", "alert"),
    ],
)
def test_a_message_sounds_as_urgent_as_it_is(level: int, kind: str, role: str) -> None:
    html = _drawn("message", message=Message(level, NASTY))
    assert f'class="notice notice--{kind}" role="{role}"' in html and f"#{kind}" in html
    assert "<b onclick" not in html


@pytest.mark.parametrize("kind", ["info", "ok", "warn", "stop"])
def test_a_notice_with_and_without_title_and_way_on(kind: str) -> None:
    bare = _drawn("notice", kind=kind, text="Text")
    assert _words(bare) == "Text" and "notice__title" not in bare and "<a " not in bare
    whole = _drawn("notice", kind=kind, title="Title", text="Text", url="/x/?a=1&b=2", link="On")
    assert _words(whole) == "Title Text On" and 'href="/x/?a=1&amp;b=2"' in whole


def test_an_empty_state_offers_a_step_only_where_there_is_one() -> None:
    assert "<a " not in _drawn("empty", title="Nothing")
    html = _drawn("empty", title="Nothing", text="Try", url="/x/", link="Go", icon="map")
    assert _words(html) == "Nothing Try Go" and "#map" in html
    assert "#search" in _drawn("empty", title="Nothing")


class Sample(forms.Form):
    name = forms.CharField(label="Name")
    mode = forms.ChoiceField(label="Mode", widget=forms.RadioSelect, choices=[("a", "A")])

    def clean(self) -> None:
        raise forms.ValidationError("Both together do not fit.")


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_a_summary_of_errors_leads_to_each_field(language: str) -> None:
    assert _drawn("error_summary", language, form=Sample()).strip() == ""
    html = _drawn("error_summary", language, form=Sample({}))
    assert 'role="alert" tabindex="-1" autofocus' in html
    assert 'href="#id_name"' in html and re.search(r'href="#id_mode(_0)?"', html)
    assert "Both together do not fit." in html
    assert "3" in html.partition("</p>")[0] and "3つ" not in html
    quiet = Sample({})
    quiet.quiet_focus = True  # type: ignore[attr-defined]
    assert "autofocus" not in _drawn("error_summary", language, form=quiet)


@pytest.mark.parametrize(("language", "drawn"), [("ja", True), ("ja-simple", True), ("en", False)])
@pytest.mark.parametrize("on", [True, False])
def test_furigana_are_switched_where_there_is_japanese(language: str, drawn: bool, on: bool) -> None:
    html = _drawn("furigana_switch", language, furigana={"on": on, "url": "/x/?a=1&b=2"})
    assert ("<a " in html) == drawn
    if drawn:
        assert 'rel="nofollow"' in html and ("消" in html) == on


def test_the_language_switch_names_each_language_in_itself() -> None:
    links = [
        SimpleNamespace(
            code="ja", html_lang="ja", autonym="日本語", url="/ja/", choose_url="/ja/language/", current=False
        ),
        SimpleNamespace(code="ne", html_lang="ne", autonym="नेपाली", url="/ne/", choose_url="", current=True),
    ]
    html = _drawn("language_switch", language_links=links)
    assert '<a href="/ja/language/" lang="ja" hreflang="ja">日本語</a>' in html
    assert '<a href="/ne/" lang="ne" hreflang="ne" aria-current="true">नेपाली</a>' in html
    assert "langs--many" not in html and "langs--many" in _drawn("language_switch", language_links=links * 3)
    assert _drawn("language_switch", language_links=[]).strip() == ""


@pytest.mark.parametrize(("pace", "lines"), [(None, 1), ("", 1), (0, 2), (55, 2)])
def test_a_bullet_bar_is_also_words_and_a_pace_of_nothing_is_a_pace(pace: object, lines: int) -> None:
    html = _drawn("bullet", value=62, target=80, pace=pace, label="62 of 80")
    assert 'role="img" aria-label="62 of 80"' in html and html.count("<line") == lines
    assert "bullet--behind" not in html and "bullet--behind" in _drawn(
        "bullet", value=1, target=2, label="x", behind=True
    )


@pytest.mark.parametrize("words", ["", "日本語", NASTY])
def test_the_search_line_remembers_the_words(words: str) -> None:
    html = _drawn("search_line", q=words)
    assert 'role="search"' in html and "<b onclick" not in html
    assert 'for="search-words"' in html and 'id="search-words"' in html and 'maxlength="100"' in html
    assert (f'value="{words}"' in html) or words == NASTY
