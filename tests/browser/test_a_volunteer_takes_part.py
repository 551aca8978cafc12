"""An opening is written, people are proposed and asked, one helps and has it on paper; the desk reads who was not reached."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.reader import PHONE, Reader

THERE = "town:1310410087001"
SEND = "main form[method=post] button[type=submit]"


def _press(page: Page, button: Locator) -> None:
    with page.expect_navigation():
        button.click()


def _follow(page: Page, words: str) -> None:
    _press(page, page.locator("main a", has_text=words).first)


def test_an_organization_writes_an_opening_and_asks_who_fits_best(read: Callable[..., Reader]) -> None:
    host = read(language="en")
    host.sign_in(host.portal.facts.accounts["host"])
    page = host.open("npo/openings/new/")
    page.locator("[name=title_ja]").fill("タイ語で料理教室を手伝う")
    page.locator("[name=summary_ja]").fill("タイ語と日本語で、料理の手順を伝えます。")
    page.locator("[name=field]").select_option("2")
    page.locator("[name=where]").select_option(THERE)
    page.locator("[name=first_day]").fill(str(date.today() + timedelta(days=6)))
    page.locator("[name=begins]").fill("14:00")
    page.locator("[name=finishes]").fill("16:00")
    page.locator("[name=places]").fill("2")
    page.locator("main details.fold > summary").click()
    page.locator("main label", has_text="Thai").click()
    _press(page, page.locator("main .actions button"))
    expect(page.locator("main .badge").first).to_have_text("Draft")
    _press(page, page.get_by_role("button", name="Publish"))
    expect(page.locator("main .badge").first).to_have_text("Published")
    best = page.locator("section[aria-labelledby=candidates] li")
    expect(best).to_have_count(1)
    expect(best).to_contain_text("Maple")
    _follow(page, "All candidates")
    card = page.locator("section[aria-labelledby=best] .card")
    expect(card).to_have_count(1)
    assert {"Speaks Thai", "Less than 100 m away"} <= set(card.locator("li").all_inner_texts())
    _press(page, card.get_by_role("button", name="Ask"))
    expect(page.locator("main .notice--ok, .notice--ok").first).to_contain_text("Maple is asked now")
    expect(page.locator("section[aria-labelledby=asked] tbody tr")).to_contain_text("Waiting for an answer")
    expect(card).to_have_count(0)
    assert host.faults == []


def test_a_volunteer_wakes_up_to_proposals_accepts_one_helps_and_proves_it(read: Callable[..., Reader]) -> None:
    volunteer = read(language="en", viewport=PHONE, has_touch=True, is_mobile=True)
    facts = volunteer.portal.facts
    volunteer.sign_in(facts.accounts["volunteer"])
    _accept_with_one_tap(volunteer)
    _save_the_calendar(volunteer)
    (reminder,) = json.loads(volunteer.portal.tell_ward("days-pass", str(facts.volunteering["welcome"])))
    assert reminder["to"] == facts.accounts["volunteer"]
    assert reminder["opening"] == "Welcome desk of the friendship day" and "10:00" in reminder["when"]
    host = read(language="en")
    host.sign_in(facts.accounts["host"])
    _write_down_who_came(host)
    code = _make_a_certificate(volunteer)
    stranger = read(language="ja")
    page = stranger.open("certificates/")
    page.locator("[name=code]").fill(code)
    _press(page, page.locator("main form button"))
    expect(page.locator("main .notice--ok")).to_be_visible()
    expect(page.locator("main .pairs")).to_contain_text("2時間")
    expect(page.locator("main tbody th")).to_have_text("西落合ひまわりの会")
    assert volunteer.faults + host.faults + stranger.faults == []


def _accept_with_one_tap(volunteer: Reader) -> None:
    page = volunteer.open("volunteer/me/proposals/")
    cards = page.locator("section[aria-labelledby=waiting] .card")
    expect(cards).to_have_count(3)
    for card in cards.all():
        reasons = set(card.locator("ul").first.locator("li").all_inner_texts())
        assert {"Speaks English", "Can do: Reception and guiding", "Less than 100 m away"} <= reasons
    button = cards.filter(has_text="Welcome desk").get_by_role("button", name="I come")
    with page.expect_navigation(url="**/en/volunteer/me/applications/"):
        button.tap()
    expect(page.locator(".notice--ok").first).to_contain_text("You have a place")
    coming = page.locator("section[aria-labelledby=coming] .card")
    expect(coming).to_have_count(1)
    expect(coming).to_contain_text("Welcome desk of the friendship day")


def _save_the_calendar(volunteer: Reader) -> None:
    page = volunteer.page
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save as a calendar file").tap()
    text = Path(saved.value.path()).read_text(encoding="utf-8").replace("\r\n ", "")
    assert text.count("BEGIN:VEVENT") == 1 and "STATUS:CONFIRMED" in text
    assert "SUMMARY:Welcome desk of the friendship day" in text and "T010000Z" in text, "ten o'clock in Japan"


def _write_down_who_came(host: Reader) -> None:
    page = host.open(f"npo/openings/{host.portal.facts.volunteering['welcome']}/")
    _follow(page, "Applications")
    _press(page, page.locator("section tr", has_text="Sunflower").get_by_role("link", name="Came"))
    expect(page.locator("[name=minutes]")).to_have_value("120")
    _press(page, page.locator(SEND))
    expect(page.locator(".notice--ok").first).to_contain_text("the hours are confirmed")


def _make_a_certificate(volunteer: Reader) -> str:
    page = volunteer.open("volunteer/me/hours/")
    _follow(page, "Certificates of my hours")
    _press(page, page.get_by_role("button", name="Make it"))
    expect(page.locator("main .pairs")).to_contain_text("2 h")
    return page.locator("main strong.nowrap").inner_text()


def test_somebody_new_signs_up_and_sees_at_once_what_fits(read: Callable[..., Reader]) -> None:
    newcomer, address = read(language="en", viewport=PHONE), "newest@example.org"
    page = newcomer.open("volunteer/")
    _follow(page, "Sign up as a volunteer")
    _follow(page, "Make an account")
    for name, value in {"name": "Newest Neighbour", "email": address, "password1": "four words in a row"}.items():
        page.locator(f"main [name={name}]").fill(value)
    _press(page, page.get_by_role("button", name="Make the account"))
    code = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", newcomer.portal.mails(address)[-1], re.MULTILINE)
    assert code is not None, newcomer.portal.mails(address)[-1]
    page.locator("main [name=code]").fill(code[1])
    _press(page, page.locator("main form button").first)
    expect(page.locator("h1")).to_have_text("Sign up as a volunteer")
    page.locator("[name=nickname]").fill("Daisy")
    assert page.locator("[name=language_0_0]").input_value() == "en", "whoever reads English speaks it"
    page.locator("[name=born_0]").fill("1999")
    page.locator("[name=born_1]").select_option("5")
    page.locator("[name=agree]").check()
    _press(page, page.get_by_role("button", name="Save and go on"))
    page.locator("main label", has_text="Reception and guiding").click()
    _press(page, page.get_by_role("button", name="Save and go on"))
    page.locator("[name=town_code]").select_option(THERE.removeprefix("town:"))
    page.locator("[name=radius]").select_option("1000")
    for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        page.locator(f"[name=slots][value={day}-morning]").check()
    _press(page, page.get_by_role("button", name="Save", exact=True))
    expect(page.locator(".notice--ok").first).to_contain_text("From now on we look for openings")
    _follow(page, "Proposals for me")
    fitting = page.locator("section[aria-labelledby=fitting] .card")
    assert {"Guide in the library", "Guide at the morning market"} <= set(fitting.locator("h3").all_inner_texts())
    expect(fitting.first).to_contain_text("Speaks English")
    assert newcomer.faults == []


def test_a_coordinator_reads_who_was_not_reached_asks_somebody_and_changes_the_weights(
    read: Callable[..., Reader],
) -> None:
    desk = read(language="en")
    facts = desk.portal.facts
    desk.sign_in(facts.accounts["coordinator"])
    page = desk.open("ward/matching/")
    expect(page.locator("section[aria-labelledby=nights] tbody tr")).to_contain_text("3 of 3")
    missed = page.locator("section[aria-labelledby=missed] tbody tr")
    expect(missed).to_have_count(1)
    expect(missed).to_contain_text("speaks Burmese (Everyday conversation) and has room for another proposal")
    _end_the_pause(desk)
    desk.open("ward/matching/")
    _press(page, missed.locator("a"))
    card = page.locator("section[aria-labelledby=best] .card", has_text="Bamboo")
    expect(card).to_contain_text("Speaks Burmese")
    _press(page, card.get_by_role("button"))
    expect(page.locator(".notice--ok").first).to_contain_text("Bamboo is asked now")
    expect(page.locator("section[aria-labelledby=asked] tbody tr")).to_contain_text("The coordinator")
    _change_the_weights(desk)
    assert desk.faults == []


def _end_the_pause(desk: Reader) -> None:
    """Somebody calls the desk: they are back."""
    page = desk.open("ward/volunteers/")
    page.locator("[name=words]").fill("Bamboo")
    _press(page, page.get_by_role("button", name="Find the volunteer"))
    _follow(page, "Bamboo")
    _press(page, page.get_by_role("link", name="Pause", exact=True))
    _press(page, page.get_by_role("button", name="End the pause now"))
    expect(page.locator(".notice--ok").first).to_contain_text("The pause is over")


def _change_the_weights(desk: Reader) -> None:
    page = desk.open("ward/matching/weights/")
    page.locator("[name=skills]").fill("150")
    page.locator("[name=distance]").fill("250")
    page.locator("[name=online]").fill("50")
    _press(page, page.get_by_role("button", name="Look at the effect"))
    effect = page.locator("section[aria-labelledby=effect]")
    expect(effect.locator("tbody tr")).to_have_count(4)
    expect(effect).to_contain_text("Nothing is saved yet.")
    page.locator("[name=reason]").fill("近い人から先に")
    _press(page, page.get_by_role("button", name="Save"))
    expect(page.locator(".notice--ok").first).to_contain_text("It counts from now on")
    expect(page.locator("section[aria-labelledby=earlier] tbody tr").first).to_contain_text("近い人から先に")
