"""A passkey from end to end, with a device that Chromium pretends to have: the duty, the codes, the next sign-in."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser import looking
from tests.browser.reader import Reader

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}

WRONG_PASSWORDS = """async (login) => {
    const form = document.querySelector("main form[method=post]");
    for (let tries = 0; tries < 10; tries++) {
        const typed = new FormData(form);
        typed.set("login", login);
        typed.set("password", "a stranger's guess");
        await fetch(location.href, { method: "POST", body: typed });
    }
}"""


def hold_device(reader: Reader) -> tuple[Callable[[bool], None], str]:
    """Give the browser a device; answers how to let its owner be recognised or not."""
    session = reader.context.new_cdp_session(reader.page)
    session.send("WebAuthn.enable")
    number = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})["authenticatorId"]

    def recognise(known: bool) -> None:
        session.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": known})

    return recognise, number


def press(page: Page, words: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=words).click()


def judge(reader: Reader) -> None:
    page = reader.page
    found = looking.frame_findings(page, reader.language) + looking.axe_findings(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += looking.sideways_findings(page) + looking.target_findings(page)
    page.set_viewport_size(reader.viewport)
    assert found + reader.faults == [], page.url


def test_a_newcomer_sets_up_a_passkey_and_signs_in_with_it(read: Callable[..., Reader]) -> None:
    reader = read(language="en")
    page, (recognise, _number) = reader.page, hold_device(reader)
    reader.sign_in(reader.portal.facts.accounts["traveller"])
    assert page.url.endswith("/en/accounts/second-factor/")
    page.get_by_role("link", name="Set up a passkey").click()
    page.get_by_label("Name").fill("Phone")
    press(page, "Set up the passkey")
    assert page.locator(".codes li").count() == 10
    judge(reader)
    page.get_by_role("link", name="go on").click()

    reader.open("accounts/2fa/webauthn/")
    assert page.get_by_role("heading", name="Phone").is_visible()
    page.get_by_role("link", name="Rename").click()
    judge(reader)
    page.get_by_label("Name").fill("Old phone")
    press(page, "Save")
    page.get_by_role("link", name="Remove").click()
    judge(reader)
    press(page, "Remove")
    assert "needs a second step" in page.locator("main").inner_text(), "the last factor stays"

    reader.open("accounts/logout/")
    press(page, "Sign out")
    reader.open("accounts/login/?next=/en/credits/")
    recognise(False)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Nothing was confirmed").wait_for()
    judge(reader)
    recognise(True)
    press(page, "Sign in with a passkey")
    assert page.url.endswith("/en/credits/")
    assert page.get_by_role("link", name="Sign out").is_visible()

    reader.open("accounts/2fa/webauthn/reauthenticate/")
    judge(reader)
    press(page, "Use the passkey")
    assert "/reauthenticate/" not in page.url

    reader.open("accounts/logout/")
    press(page, "Sign out")
    reader.say_password(reader.portal.facts.accounts["traveller"])
    judge(reader)
    press(page, "Use the passkey")
    assert page.get_by_role("link", name="Sign out").is_visible()

    reader.open("accounts/logout/")
    press(page, "Sign out")
    reader.open("accounts/login/")
    page.evaluate(WRONG_PASSWORDS, reader.portal.facts.accounts["traveller"])
    reader.say_password(reader.portal.facts.accounts["traveller"])
    assert "too many tries" in page.locator("main").inner_text()
    press(page, "Sign in with a passkey")
    assert page.get_by_role("link", name="Sign out").is_visible(), "a stranger's tries keep nobody with a passkey out"


def test_a_browser_without_passkeys_is_told_so(read: Callable[..., Reader]) -> None:
    reader = read(language="ja")
    reader.page.add_init_script("delete window.PublicKeyCredential")
    reader.open("accounts/login/")
    reader.page.get_by_role("button", name="パスキーでログイン").click()
    assert reader.page.get_by_text("このブラウザーではパスキーを使えません").is_visible()
    assert reader.faults == []
