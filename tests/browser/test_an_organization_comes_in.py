"""An organisation registers itself, is returned with a reason, comes back, is approved, and invites a colleague."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.reader import PHONE, Reader

NAME, REASON = "よつやのあたらしい会", "電話番号をたしかめてください。"


def _go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button:not(.button--plain, .button--danger)").last.click()


def _decide(official: Reader, verb: str, reason: str = "") -> None:
    page = official.open("ward/organizations/")
    page.locator("main table a", has_text=NAME).click()
    if reason:
        page.locator("[name=reason]").fill(reason)
    with page.expect_navigation():
        page.locator(f"button[value={verb}]").click()


def test_from_the_first_step_to_the_first_colleague(read: Callable[..., Reader]) -> None:
    founder, official = read(language="en", viewport=PHONE), read(language="en")
    accounts = founder.portal.facts.accounts
    founder.sign_in(accounts["founder"])
    page = founder.open("npo/")
    page.locator("main a", has_text="Register an organisation").click()
    page.locator("[name=title]").fill("代表")
    page.locator("[name=kind]").select_option("voluntary")
    page.locator("[name=name_ja]").fill(NAME)
    page.locator("[name=may_speak]").check()
    _go_on(page)
    page.locator("[name=summary_ja]").fill("いっしょに料理をします。")
    _go_on(page)
    founder.open("npo/").locator("main a", has_text=NAME).click()
    page.locator("main a", has_text="Check and send").click()
    expect(page.locator("main .notice--warn")).to_contain_text("telephone number or an e-mail")
    page.locator("main .notice--warn a").click()
    page.locator("[name=phone]").fill("0300007777")
    _go_on(page)
    _go_on(page)
    expect(page.locator("main")).to_contain_text("Submitted")

    official.sign_in(accounts["official"])
    _decide(official, "return", REASON)
    page.reload()
    expect(page.locator("main .notice--warn")).to_contain_text(REASON)
    page.locator("main a", has_text="Check and send").click()
    _go_on(page)
    _decide(official, "publish")
    page.reload()
    page.locator("main a", has_text="See the page").click()
    expect(page.locator("h1")).to_contain_text(NAME)

    page.go_back()
    page.locator("main a", has_text="Members").click()
    page.locator("[name=email]").fill(accounts["colleague"])
    _go_on(page)
    expect(page.locator("main")).to_contain_text(accounts["colleague"])
    link = founder.portal.tell_ward("letter", accounts["colleague"]).strip()
    colleague = read(language="en")
    colleague.sign_in(accounts["colleague"])
    theirs = colleague.open("/" + link.split("/", 3)[3])
    with theirs.expect_navigation():
        theirs.locator("button[value=accept]").click()
    assert "second" in theirs.url, "nothing is touched before the second step is set up"
    assert founder.faults + official.faults + colleague.faults == []
