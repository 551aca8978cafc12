"""Every page a person can see, one row each; a new page without a row fails `test_every_page_has_a_row`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.utils import translation

from tests.browser.facts import INVITATION, Facts
from tests.browser.reader import Reader

NO_PAGES = {
    "choose_language": "leads on",
    "set_furigana": "leads on",
    "set_language": "leads on",
    "healthz": "JSON",
    "readyz": "JSON",
    "metrics": "numbers for a program with a token; nothing for anybody else",
    "robots": "text",
    "map_points": "JSON",
    "map_outline": "JSON",
    "places_csv": "CSV",
    "places_json": "JSON",
    "places_geojson": "GeoJSON",
    "organizations_csv": "CSV",
    "kpi_breakdowns_csv": "CSV",
    "kpi_breakdowns_json": "JSON",
    "kpi_indicators_csv": "CSV",
    "kpi_values_csv": "CSV",
    "kpi_values_json": "JSON",
    "download_file": "a file",
    "organizations:delete_logo": "POST",
    "my_desk": "leads on",
    "retry_message": "POST",
    "give_up_message": "POST",
    "mfa_download_recovery_codes": "text",
    "download_my_data": "JSON",
    "organizations:preview_opening_hours": "a piece of a page, by POST",
    "organizations:confirm_place": "POST",
    "organizations:withdraw_organization": "POST",
    "organizations:ask_to_join": "POST",
    "organizations:change_member": "POST",
    "organizations:change_invitation": "POST",
    "organizations:answer_join_request": "POST",
    "run_step_again": "POST",
    "end_holding": "POST",
    "organizations:take_on_organization": "POST",
    "organizations:answer_for_ward": "POST",
    "organizations:confirm_import": "POST",
    "organizations:discard_import": "POST",
    "organizations:check_import_refused": "CSV",
    "organizations:import_run_refused": "CSV",
    "account_set_password": "leads on: every account here has a password",
    "account_confirm_login_code": "leads on: sign-in by code is off",
    "mfa_login_webauthn": "JSON, or leads on",
    "mfa_reauthenticate_webauthn": "looked at with a passkey in test_passkeys",
    "mfa_edit_webauthn": "looked at with a passkey in test_passkeys",
    "mfa_remove_webauthn": "looked at with a passkey in test_passkeys",
    "openid_connect_login": "off without an issuer",
    "openid_connect_callback": "leads on",
    "socialaccount_signup": "leads on: nobody gets an account by single sign-on",
    "demo_cast": "only in a demonstration",
    "volunteers:withdraw_certificate": "POST",
    "volunteers:answer_offer": "POST, or leads on",
    "volunteers:look_at_contact": "POST",
    "volunteers:record_absence": "POST",
    "volunteers:download_calendar": "iCalendar",
    "volunteers:calendar_feed": "iCalendar",
    "volunteers:accept_proposal": "POST",
    "volunteers:decline_proposal": "POST",
    "volunteers:publish_opening": "POST",
    "volunteers:withdraw_opening": "POST",
    "volunteers:close_opening": "POST",
    "volunteers:reopen_opening": "POST",
    "volunteers:discard_opening": "POST",
    "volunteers:copy_opening": "POST",
    "volunteers:confirm_profile": "POST",
    "volunteers:ward_confirm_profile": "POST",
    "volunteers:answer_for_volunteer": "POST",
    "kpis:decide_target": "POST",
    "kpis:indicator_chart": "a picture, looked at with its page",
    "kpis:ward_indicator_chart": "a picture, looked at with its page",
}


SENDING = "button:not([name], [hidden], [form], [type=button], .button--quiet, .button--plain)"


@dataclass(frozen=True)
class Row:
    """A page: its path after the language, who looks at it, what is done there before it is judged.

    `shows` names the page on which the act ends, where that is another one.
    """

    path: str
    who: str = ""
    status: int = 200
    act: Callable[[Reader], None] | None = None
    note: str = ""
    shows: str = ""

    def __str__(self) -> str:
        return f"{self.path or 'home'} {self.note}".strip()

    @property
    def has_tiles(self) -> bool:
        """Whether a map is drawn there."""
        return self.path.startswith(("map/", "npo/places/", "style/"))

    @property
    def languages(self) -> tuple[str, ...]:
        """Staff read Japanese and English; everybody else plain Japanese too."""
        return ("ja", "en") if self.path.startswith(("ward/", "npo/")) else ("ja", "ja-simple", "en")

    def name(self, facts: Facts) -> str:
        """Name of the page's address in the resolver."""
        path = self.address(facts).partition("?")[0]
        return self.shows or view_name(path if path.startswith("/") else f"/ja/{path}")

    def address(self, facts: Facts) -> str:
        """The path with the ids of this ward: {class} is the place of that key, {o-circle} an organisation."""
        known = facts.places | {f"o-{key}": number for key, number in facts.organizations.items()}
        known |= {f"p-{key}": number for key, number in facts.people.items()}
        known |= {f"v-{key}": found for key, found in facts.volunteering.items()}  # type: ignore[misc]
        return re.sub(r"\{([\w-]+)\}", lambda found: str(known[found[1]]), self.path)


def send(reader: Reader) -> None:
    """Send the page's main form as it stands, past the browser's own checks."""
    page = reader.page
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    with page.expect_navigation():
        page.locator("main form[method=post]").locator(SENDING).last.click()


def fill(**values: str) -> Callable[[Reader], None]:
    """An act: type these values, hidden ones too, and send."""

    def act(reader: Reader) -> None:
        for name, value in values.items():
            field = reader.page.locator(f"main [name='{name.replace('__', '-')}']").first
            field.evaluate("(field, value) => { field.value = value; }", value)
        send(reader)

    return act


def weigh_wrongly(reader: Reader) -> None:
    """The effect of weights is looked at first; these cannot be."""
    for name, value in {"distance": "10", "online": "500"}.items():
        reader.page.locator(f"main [name={name}]").fill(value)
    with reader.page.expect_navigation():
        reader.page.locator("main button[name=preview]").click()


def wrong_password(reader: Reader) -> None:
    """Sign in as somebody who does not exist; another one for each reader, because failures are counted."""
    fill(login=f"nobody-{reader.language}@example.org", password="not the password")(reader)


def sign_up(reader: Reader) -> None:
    """A new account; its code is asked for next."""
    fill(name="Minh Khai", email=f"new-{reader.language}@example.org", password1="four words in a row")(reader)


def first_step(reader: Reader) -> None:
    """Password of the account that has a second factor; the code is asked for next."""
    reader.say_password(reader.portal.facts.accounts["careful"])


def broken_seal(reader: Reader) -> None:
    """A form that is too old to be taken."""
    reader.expected_status = 403
    fill(csrfmiddlewaretoken="x")(reader)


def from_mail(reader: Reader) -> None:
    """Ask for a new password and follow the link in the mail."""
    address = reader.portal.facts.accounts["second"]
    fill(email=address)(reader)
    link = re.search(r"http\S+/password/reset/key/\S+", reader.portal.mails(address)[-1])
    assert link is not None
    reader.page.goto(link[0])


_LISTS = itertools.count(10)


def upload(reader: Reader) -> None:
    """A list with one good row, another each time, and one without a name."""
    number = next(_LISTS)
    text = (
        f"ID,名称,所在地_全国地方公共団体コード,所在地_町字\r\n{number},若葉の新しい広場{number},131041,若葉一丁目\r\n"
        "2,,131041,若葉一丁目\r\n"
    )
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": text.encode()}
    reader.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    send(reader)


def send_logo(reader: Reader) -> None:
    """A drawing that is no picture."""
    file = {"name": "logo.png", "mimeType": "image/png", "buffer": b"<svg/>"}
    reader.page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    send(reader)


def bring_in(reader: Reader) -> None:
    """Upload and confirm."""
    upload(reader)
    with reader.page.expect_navigation():
        reader.page.locator("form[action$='/confirm/'] button").click()


def look_alike(reader: Reader) -> None:
    """Register what is here already."""
    reader.page.locator("[name=may_speak]").check()
    fill(title="代表", name_ja="つなぐ日本語の会")(reader)


def answer_nothing(reader: Reader) -> None:
    """Send a report's answer without words."""
    reader.page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    with reader.page.expect_navigation():
        reader.page.locator("main form button[value=answer]").click()


def correct_without_reason(reader: Reader) -> None:
    """Other minutes, and nobody is told why."""
    reader.page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    with reader.page.expect_navigation():
        reader.page.locator("main form button[value=correct]").click()


def decline_without_reason(reader: Reader) -> None:
    """A no without a word."""
    with reader.page.expect_navigation():
        reader.page.locator("main form button[value=decline]").click()


EDIT = "npo/places/{looked_at}/edit/"
SOMEBODY = "ward/volunteers/{v-profile}/"
ROWS = (
    Row(""),
    Row("map/"),
    Row("map/?view=map"),
    Row("map/?view=print&q=Wakaba"),
    Row("map/?q=日本語&open=1&lang=en&facts=free&area=131041", note="filtered"),
    Row("map/?q=whatnobodyoffers", note="empty"),
    Row("map/?lang=xx&after=garbage", note="with notices"),
    Row("places/{class}/", note="with languages"),
    Row("places/{hidden}/", note="hidden address"),
    Row("places/{town_only}/", note="town only"),
    Row("places/{shelter}/", note="shelter"),
    Row("places/{outdated}/", note="outdated translation"),
    Row("places/{long}/", note="long name"),
    Row("places/{class}/card/"),
    Row("organizations/{o-circle}/"),
    Row("organizations/{o-bare}/", note="bare"),
    Row("credits/"),
    Row("accessibility/"),
    Row("privacy/"),
    Row("style/"),
    Row("places/999999/", status=404, note="missing"),
    Row("accounts/login/"),
    Row("accounts/login/", act=wrong_password, note="wrong password"),
    Row("accounts/login/", act=broken_seal, note="too old"),
    Row("accounts/signup/"),
    Row("accounts/inactive/"),
    Row("accounts/signup/", act=send, note="with errors"),
    Row("accounts/signup/", act=sign_up, note="code", shows="account_email_verification_sent"),
    Row("accounts/single-sign-on/login/cancelled/"),
    Row("accounts/single-sign-on/login/error/", status=401),
    Row("accounts/password/reset/"),
    Row("accounts/password/reset/", act=send, note="with errors"),
    Row("accounts/password/reset/done/"),
    Row("accounts/password/reset/key/1-nonsense/"),
    Row("accounts/password/reset/", act=from_mail, note="new password", shows="account_reset_password_from_key"),
    Row("accounts/password/reset/key/done/"),
    Row("accounts/2fa/authenticate/", act=first_step, note="code"),
    Row("organizations/"),
    Row("organizations/?q=whatnobodyoffers", note="empty"),
    Row("/open-data/"),
    Row("npo/", who="manager"),
    Row("npo/", who="official", note="of no organisation"),
    Row("npo/places/new/", who="manager"),
    Row("npo/places/new/", who="manager", act=send, note="with errors"),
    Row("npo/places/{looked_at}/", who="manager"),
    Row(EDIT + "texts/", who="manager"),
    Row(EDIT + "texts/?open=vi", who="manager", act=fill(name_ja=""), note="with errors"),
    Row(EDIT + "address/", who="manager"),
    Row(EDIT + "address/", who="manager", act=fill(postal_code="12"), note="with errors"),
    Row(EDIT + "contact/", who="manager"),
    Row(EDIT + "contact/", who="manager", act=fill(phone="12", email="x", url="x"), note="with errors"),
    Row(EDIT + "contact/", who="manager", act=fill(revision="0", phone="03-0000-1"), note="overtaken"),
    Row(EDIT + "facts/", who="manager"),
    Row(EDIT + "facts/", who="manager", act=fill(capacity="-5"), note="with errors"),
    Row(EDIT + "hours/", who="manager"),
    Row(EDIT + "hours/", who="manager", act=fill(hours__0__opens="soon"), note="with errors"),
    Row(EDIT + "languages/", who="manager"),
    Row(EDIT + "languages/", who="manager", act=fill(language__0__starts="soon"), note="with errors"),
    Row("npo/places/{looked_at}/close/", who="manager"),
    Row("npo/places/{looked_at}/close/", who="manager", act=send, note="with errors"),
    Row("npo/organizations/{o-circle}/edit/", who="manager"),
    Row("npo/organizations/{o-circle}/edit/", who="manager", act=fill(name_ja="", phone="1"), note="with errors"),
    Row("npo/organizations/{o-circle}/logo/", who="manager"),
    Row("npo/organizations/{o-circle}/logo/", who="manager", act=send_logo, note="with errors"),
    Row("npo/organizations/new/", who="manager"),
    Row("npo/organizations/new/", who="manager", act=send, note="with errors"),
    Row("npo/organizations/new/", who="manager", act=look_alike, note="look-alikes"),
    Row("npo/organizations/{o-circle}/", who="manager"),
    Row("npo/organizations/{o-draft}/", who="manager", note="draft"),
    Row("npo/organizations/{o-draft}/about/", who="manager"),
    Row("npo/organizations/{o-draft}/about/", who="manager", act=fill(name_ja=""), note="with errors"),
    Row("npo/organizations/{o-draft}/contact/", who="manager"),
    Row("npo/organizations/{o-draft}/check/", who="manager"),
    Row("npo/organizations/{o-draft}/close/", who="manager"),
    Row("npo/organizations/{o-circle}/members/", who="manager"),
    Row("npo/organizations/{o-circle}/members/", who="manager", act=send, note="with errors"),
    Row(f"npo/invitations/{INVITATION}/"),
    Row(f"npo/invitations/{INVITATION}/", who="manager", note="of another address"),
    Row("report/place/{class}/"),
    Row("report/place/{class}/", act=send, note="with errors"),
    Row("report/organization/{o-circle}/"),
    Row("report/thanks/"),
    Row("ward/organizations/", who="official"),
    Row("ward/organizations/{o-draft}/", who="official"),
    Row("ward/organizations/{o-circle}/", who="auditor", note="read only"),
    Row("ward/organizations/{o-bare}/restore-access/", who="official"),
    Row("ward/organizations/{o-bare}/restore-access/", who="official", act=send, note="with errors"),
    Row("ward/organizations/duplicates/", who="official"),
    Row("ward/organizations/{o-circle}/merge/{o-bare}/", who="official"),
    Row("ward/reports/", who="official"),
    Row("ward/reports/1/", who="official"),
    Row("ward/reports/1/", who="official", act=answer_nothing, note="with errors"),
    Row("ward/", who="official"),
    Row("ward/places/hours-unknown/", who="official"),
    Row("ward/nightly/", who="official"),
    Row("ward/posts/", who="official"),
    Row("ward/posts/1/", who="administrator"),
    Row("ward/posts/new/", who="administrator"),
    Row("ward/posts/1/appoint/", who="administrator", act=send, note="with errors"),
    Row("ward/posts/1/hand-over/", who="administrator", act=send, note="with errors"),
    Row("ward/settings/", who="official"),
    Row("ward/settings/", who="official", act=fill(name_ja="", tile_url="x"), note="with errors"),
    Row("ward/settings/", who="auditor", note="read only"),
    Row("ward/place-types/", who="official"),
    Row("ward/place-types/add/", who="official"),
    Row("ward/place-types/add/", who="official", act=send, note="with errors"),
    Row("ward/place-types/1/", who="official"),
    Row("ward/import/", who="official"),
    Row("ward/import/", who="official", act=send, note="with errors"),
    Row("ward/import/", who="official", act=upload, note="checked", shows="organizations:check_import"),
    Row("ward/import/", who="official", act=bring_in, note="brought in", shows="organizations:import_run"),
    Row("ward/mail/", who="official"),
    Row("demo/mail/", status=404, note="outside a demonstration"),
    Row("demo/mail/1/", status=404, note="outside a demonstration"),
    Row("ward/", who="manager", status=404, note="of others"),
    Row("ward/history/place/{looked_at}/", who="official"),
    Row("ward/history/organization/{o-circle}/", who="auditor"),
    Row("ward/people/", who="official"),
    Row("ward/people/", who="official", act=send, note="with errors"),
    Row("ward/people/{p-careful}/", who="official"),
    Row("ward/people/{p-careful}/", who="official", act=send, note="with errors"),
    Row("ward/people/{p-second}/erase/", who="official"),
    Row("ward/people/{p-second}/erase/", who="official", act=send, note="with errors"),
    Row("accounts/", who="manager"),
    Row("accounts/my-data/", who="manager"),
    Row("accounts/my-data/delete/", who="careful"),
    Row("accounts/my-data/delete/", who="careful", act=send, note="with errors"),
    Row("accounts/my-data/delete/", who="official", note="refused"),
    Row("accounts/email/", who="manager"),
    Row("accounts/logout/", who="manager"),
    Row("accounts/password/change/", who="manager"),
    Row("accounts/password/change/", who="manager", act=send, note="with errors"),
    Row("accounts/reauthenticate/", who="manager"),
    Row("accounts/2fa/", who="manager"),
    Row("accounts/2fa/totp/activate/", who="manager"),
    Row("accounts/2fa/totp/activate/", who="manager", act=send, note="with errors"),
    Row("accounts/2fa/", who="careful", note="switched on"),
    Row("accounts/2fa/webauthn/", who="careful"),
    Row("accounts/second-factor/", who="newcomer"),
    Row("accounts/2fa/webauthn/add/", who="newcomer"),
    Row("accounts/2fa/totp/activate/", who="newcomer", note="first"),
    Row("accounts/sessions/", who="manager"),
    Row("accounts/single-sign-on/", who="manager"),
    Row("accounts/2fa/reauthenticate/", who="careful"),
    Row("accounts/2fa/totp/deactivate/", who="careful"),
    Row("accounts/2fa/recovery-codes/", who="careful"),
    Row("accounts/2fa/recovery-codes/generate/", who="careful"),
    Row("volunteer/"),
    Row("volunteer/me/start/", who="careful"),
    Row("volunteer/me/start/", who="careful", act=send, note="with errors"),
    Row("volunteer/me/start/skills/", who="second"),
    Row("volunteer/me/start/when-and-where/", who="second"),
    Row("volunteer/me/", who="second"),
    *(
        Row(f"volunteer/me/edit/{section}/", who="second")
        for section in ("about", "skills", "times", "place", "limits")
    ),
    Row("volunteer/me/edit/about/", who="second", act=fill(nickname="", born_0="1"), note="with errors"),
    Row("volunteer/me/edit/skills/", who="second", act=fill(revision="0"), note="overtaken"),
    Row("volunteer/me/edit/place/", who="second", act=fill(town_code=""), note="with errors"),
    Row("volunteer/me/edit/limits/", who="second", act=fill(project_hours="99"), note="with errors"),
    Row("volunteer/me/pause/", who="second"),
    Row("volunteer/me/pause/", who="second", act=fill(until="2001-01-01"), note="with errors"),
    Row("volunteer/me/days/", who="second"),
    Row("volunteer/me/days/", who="second", act=send, note="with errors"),
    Row("volunteer/me/consents/", who="second"),
    Row("volunteer/me/leave/", who="second"),
    Row("volunteer/me/leave/", who="second", act=send, note="with errors"),
    Row("ward/volunteers/", who="official"),
    Row("ward/volunteers/", who="official", act=send, note="with errors"),
    Row("ward/volunteers/", who="official", act=fill(words="tran"), note="found"),
    Row("ward/volunteers/", who="official", act=fill(words="whatnobodyiscalled"), note="nobody"),
    Row("ward/volunteers/new/", who="official"),
    Row("ward/volunteers/new/", who="official", act=send, note="with errors"),
    Row(SOMEBODY, who="official"),
    Row(SOMEBODY + "identity/", who="official"),
    Row(SOMEBODY + "identity/", who="official", act=send, note="with errors"),
    Row(SOMEBODY + "edit/times/", who="official"),
    *(Row(f"{SOMEBODY}{page}/", who="official") for page in ("pause", "days", "consents", "leave")),
    Row("volunteer/openings/{v-opening}/apply/", who="second"),
    Row("volunteer/openings/{v-opening}/apply/", who="second", act=send, note="with errors"),
    Row("volunteer/openings/{v-opening}/apply/", who="careful", note="without a profile"),
    Row("volunteer/me/applications/", who="second"),
    Row("volunteer/me/applications/", who="careful", note="empty"),
    Row("volunteer/me/applications/{v-has-place}/withdraw/", who="second"),
    Row("volunteer/me/applications/{v-has-place}/contact/", who="second"),
    Row("volunteer/me/applications/{v-has-place}/contact/", who="second", act=send, note="with errors"),
    Row("volunteer/me/calendar/", who="second"),
    Row("volunteer/me/calendar/", who="careful", note="empty"),
    Row("npo/openings/{v-asked-for}/applications/", who="manager"),
    Row("npo/openings/{v-opening-draft}/applications/", who="manager", note="empty"),
    Row("npo/applications/{v-asks}/", who="manager"),
    Row("npo/applications/{v-asks}/", who="manager", act=decline_without_reason, note="with errors"),
    Row("npo/shifts/{v-asked-shift}/cancel/", who="manager"),
    Row("npo/shifts/{v-asked-shift}/cancel/", who="manager", act=send, note="with errors"),
    Row("volunteer/me/hours/", who="second"),
    Row("volunteer/me/hours/", who="careful", note="empty"),
    Row("volunteer/me/hours/{v-had}/", who="second"),
    Row("volunteer/me/hours/{v-had}/", who="second", act=fill(minutes=""), note="with errors"),
    Row("volunteer/me/certificates/", who="second"),
    Row("volunteer/me/certificates/", who="careful", note="empty"),
    Row("volunteer/me/certificates/", who="second", act=fill(ends="2020-01-01"), note="with errors"),
    Row("volunteer/certificates/{v-certificate}/", who="second"),
    Row("certificates/"),
    Row("certificates/?code={v-certificate}", note="valid"),
    Row("certificates/?code=nonsense", note="unknown"),
    Row("npo/hours/", who="manager"),
    Row("npo/hours/?state=rejected", who="manager", note="empty"),
    Row("npo/hours/{v-hours}/", who="manager"),
    Row("npo/hours/{v-hours}/", who="manager", act=correct_without_reason, note="with errors"),
    Row("npo/applications/{v-came}/attendance/", who="manager"),
    Row("npo/applications/{v-came}/attendance/", who="manager", act=fill(minutes="0"), note="with errors"),
    Row("volunteer/me/proposals/", who="second", note="with a proposal"),
    Row("volunteer/me/proposals/", who="careful", note="empty"),
    Row("volunteer/openings/"),
    Row("volunteer/openings/?lang=vi&day=sat&time=morning&kind=ongoing&area=1310410004&radius=2", note="filtered"),
    Row("volunteer/openings/?q=whatnobodyoffers", note="empty"),
    Row("volunteer/openings/{v-opening}/"),
    Row("npo/openings/", who="manager"),
    Row("npo/openings/?state=closed", who="manager", note="empty"),
    Row("npo/openings/new/", who="manager"),
    Row("npo/openings/new/", who="manager", act=send, note="with errors"),
    Row("npo/openings/{v-opening}/", who="manager"),
    Row("npo/openings/{v-opening-draft}/", who="manager", note="draft"),
    Row("npo/openings/{v-opening}/edit/", who="manager"),
    Row("npo/openings/{v-opening}/edit/", who="manager", act=fill(title_ja=""), note="with errors"),
    Row("npo/openings/{v-opening}/shifts/", who="manager"),
    Row("npo/openings/{v-opening}/shifts/", who="manager", act=fill(shift__0__places="0"), note="with errors"),
    Row("npo/openings/{v-opening}/cancel/", who="manager"),
    Row("npo/openings/{v-opening}/cancel/", who="manager", act=send, note="with errors"),
    Row("npo/openings/{v-opening}/candidates/", who="manager"),
    Row("npo/openings/{v-opening-draft}/candidates/", who="manager", note="draft"),
    Row("ward/matching/", who="official"),
    Row("ward/matching/weights/", who="official"),
    Row("ward/matching/weights/", who="official", act=weigh_wrongly, note="with errors"),
    Row("ward/matching/openings/{v-opening}/", who="official"),
    Row("ward/openings/", who="official"),
    Row("ward/openings/{v-opening-checking}/", who="official"),
    Row("kpis/"),
    Row("kpis/001-1-matches/"),
    Row("kpis/001-1-volunteer-rate/", note="empty"),
    Row("ward/kpis/", who="official"),
    Row("ward/kpis/?policy=funded-programme&year=2024", who="official", note="an earlier year"),
    Row("ward/kpis/002-3-listings/", who="official"),
    Row("ward/kpis/001-1-volunteer-rate/", who="official", note="empty"),
    Row("ward/kpis/reports/multi-actor/", who="official"),
    Row("ward/kpis/reports/multi-actor/?area=002-3", who="official", note="one area"),
    Row("ward/kpis/reports/neighbour-support/?year=2019", who="official", note="closed"),
    Row("ward/kpis/002-3-listings/card/", who="official"),
    Row("ward/kpis/001-1-volunteer-rate/card/", who="official", note="empty"),
    Row("ward/kpis/001-1-volunteer-rate/enter/", who="official"),
    Row("ward/kpis/001-1-volunteer-rate/enter/", who="official", act=send, note="with errors"),
    Row("ward/kpis/002-3-listings/definition/", who="official"),
    Row("ward/kpis/002-3-listings/definition/", who="official", act=send, note="with errors"),
    Row("ward/kpis/002-3-listings/targets/new/", who="official"),
    Row("ward/kpis/002-3-listings/targets/new/", who="official", act=send, note="with errors"),
    Row("ward/kpis/002-3-listings/change/", who="official"),
    Row("ward/kpis/new/", who="official"),
    Row("ward/kpis/new/", who="official", act=send, note="with errors"),
    Row("ward/kpis/areas/new/", who="official"),
    Row("ward/kpis/areas/new/", who="official", act=send, note="with errors"),
    Row("ward/kpis/alerts/{v-alert}/", who="official"),
    Row("ward/kpis/alerts/{v-alert}/", who="official", act=send, note="with errors"),
    Row("ward/kpis/entries/", who="official"),
    Row("ward/kpis/references/", who="official"),
    Row("ward/kpis/references/population/enter/", who="official"),
    Row("ward/kpis/references/core-npos/enter/", who="official", act=send, note="with errors"),
    Row("ward/kpis/references/{v-reference}/", who="official"),
    Row("ward/kpis/years/", who="official"),
    Row("ward/kpis/years/2019/", who="official"),
    Row("ward/kpis/entries/{v-entry}/", who="official"),
    Row("ward/kpis/entries/{v-entry-returned}/change/", who="official"),
    Row("ward/kpis/002-3-listings/records/?first={v-month-first}&last={v-month-last}", who="official"),
    Row("ward/hours/", who="official"),
    Row("ward/hours/{v-ward-hours}/", who="official"),
)


def view_name(path: str) -> str:
    """Name of the address in the resolver, whatever language it is in."""
    language = path.split("/")[1]
    with translation.override(language if language in dict(settings.LANGUAGES) else "ja"):
        return resolve(path).view_name


def page_names() -> set[str]:
    """Names of all addresses that a browser may open."""
    return set(_names(get_resolver(), ""))


def covered_names(facts: Facts) -> set[str]:
    """Names that some row looks at."""
    return {row.name(facts) for row in ROWS}


def _names(resolver: URLResolver, prefix: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield prefix + (one.name or str(one.pattern))
        else:
            yield from _names(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
