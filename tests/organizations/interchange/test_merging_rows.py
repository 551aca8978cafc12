"""A file and an editor at the same entry, in the real database."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from organizations.directory.models import Organization
from organizations.directory.services import update_organization
from organizations.interchange.models import ImportRun
from organizations.places.models import OpeningHours, Place
from organizations.places.opening_plan import OpeningPlan, PlannedHours
from organizations.places.services import (
    close_place,
    replace_opening_hours,
    update_place_address,
    update_place_contact,
    update_place_texts,
)
from portal.shared.texts import State, text
from portal.shared.versions import content_version
from tests import factories
from tests.organizations.interchange.lists import (
    CIRCLE,
    HALL,
    ROOM,
    bring,
    bring_organizations,
    columns_of,
    counts,
)

pytestmark = pytest.mark.django_db
PHONE = "電話番号"
LONGER = {"終了時間": "21:00"}


def hall() -> Place:
    return Place.objects.get(import_key="ward-place-list/131041/1")


def correct_phone(now: datetime, number: str) -> None:
    place = hall()
    update_place_contact(place_id=place.pk, revision=place.revision, contact={"phone": number}, by=None, now=now)


def correct_texts(now: datetime, **texts: str) -> None:
    place = hall()
    update_place_texts(place_id=place.pk, revision=place.revision, texts=texts, by=None, now=now)


def correct_hours(now: datetime, opens: int, closes: int) -> None:
    place = hall()
    plan = OpeningPlan("hours", tuple(PlannedHours(day, opens, closes) for day in range(5)))
    replace_opening_hours(place_id=place.pk, revision=place.revision, plan=plan, by=None, now=now)


def spans() -> set[tuple[int, int]]:
    return set(OpeningHours.objects.filter(place=hall()).values_list("opens", "closes"))


def test_the_file_catches_up_with_a_correction(now: datetime) -> None:
    bring(now, HALL)
    correct_phone(now, "03-3200-0009")
    before = hall()
    assert counts(bring(now, {**HALL, PHONE: "03-3200-0009"})) == (0, 0, 1, 0)
    after = hall()
    assert (after.revision, after.updated) == (before.revision, before.updated), "nothing has changed for readers"
    assert counts(bring(now, {**HALL, PHONE: "03-3200-0010"})) == (0, 1, 0, 0), "from now on the file leads again"


def test_a_conflict_ends_when_the_editor_takes_the_file_s_value(now: datetime) -> None:
    bring(now, HALL)
    correct_phone(now, "03-3200-0009")
    newer = {**HALL, PHONE: "03-3200-0005"}
    conflict = bring(now, newer)
    assert (counts(conflict), columns_of(conflict)) == ((0, 0, 0, 1), [PHONE])
    correct_phone(now, "03-3200-0005")
    assert counts(bring(now, newer)) == (0, 0, 1, 0)
    assert counts(bring(now, newer)) == (0, 0, 1, 0)


def test_one_conflict_leaves_the_whole_entry_alone(now: datetime) -> None:
    bring(now, HALL)
    correct_phone(now, "03-3200-0009")
    report = bring(now, {**HALL, PHONE: "03-3200-0005", "説明": "茶室もあります。"})
    assert columns_of(report) == [PHONE]
    assert hall().description_ja == "集会室があります。"
    assert hall().imported["phone"] == "03-3200-0001", "the next file is compared with the last one that came in"


def test_several_conflicts_are_named_once_each_in_the_file_s_words(now: datetime) -> None:
    bring(now, HALL)
    correct_phone(now, "03-3200-0009")
    correct_texts(now, name_ja="中央生涯学習館")
    report = bring(now, {**HALL, PHONE: "03-3200-0005", "名称": "中央コミュニティ館"})
    assert set(report.refused[0]["column"].split(", ")) == {"名称", PHONE}


def test_an_edit_of_something_else_does_not_hold_new_hours_back(now: datetime) -> None:
    bring(now, HALL)
    correct_phone(now, "03-3200-0009")
    assert counts(bring(now, {**HALL, **LONGER})) == (0, 1, 0, 0)
    assert spans() == {(540, 1260)}
    assert hall().phone == "03-3200-0009"


def test_corrected_hours_are_kept_and_named(now: datetime) -> None:
    bring(now, HALL)
    correct_hours(now, 600, 1080)
    report = bring(now, {**HALL, **LONGER})
    assert (counts(report), columns_of(report)) == ((0, 0, 0, 1), ["利用可能曜日"])
    assert spans() == {(600, 1080)}


def test_the_file_catches_up_with_corrected_hours(now: datetime) -> None:
    bring(now, HALL)
    correct_hours(now, 540, 1260)
    assert counts(bring(now, {**HALL, **LONGER})) == (0, 0, 1, 0)
    assert spans() == {(540, 1260)}


def test_a_file_with_other_news_leaves_corrected_hours_alone(now: datetime) -> None:
    bring(now, HALL)
    correct_hours(now, 600, 1080)
    assert counts(bring(now, {**HALL, "説明": "茶室もあります。"})) == (0, 1, 0, 0)
    assert (spans(), hall().description_ja) == ({(600, 1080)}, "茶室もあります。")


def test_rows_of_hours_that_stay_are_not_written_again(now: datetime) -> None:
    bring(now, HALL)
    before = list(OpeningHours.objects.order_by("id").values_list("id", flat=True))
    bring(now, {**HALL, PHONE: "03-3200-0005"})
    assert list(OpeningHours.objects.order_by("id").values_list("id", flat=True)) == before


def test_a_changed_name_makes_its_translations_outdated(now: datetime) -> None:
    bring(now, {**HALL, "名称_英字": ""})
    correct_texts(now, name_en="Central Hall", name_vi="Nhà trung tâm")
    assert counts(bring(now, {**HALL, "名称": "中央交流館", "名称_英字": ""})) == (0, 1, 0, 0)
    assert text(hall(), "name", "en").state is State.OUTDATED
    assert text(hall(), "name", "vi").state is State.OUTDATED
    assert text(hall(), "name", "ja").value == "中央交流館"


def test_a_name_that_comes_with_its_translation_is_fresh(now: datetime) -> None:
    bring(now, HALL)
    bring(now, {**HALL, "名称": "中央交流館", "名称_英字": "Central Exchange Hall"})
    english = text(hall(), "name", "en")
    assert (english.value, english.state) == ("Central Exchange Hall", State.SOURCE)


def test_a_name_that_an_editor_gave_first_outdates_nothing(now: datetime) -> None:
    bring(now, HALL)
    place = hall()
    update_place_texts(
        place_id=place.pk,
        revision=place.revision,
        texts={"name_ja": "中央交流館", "name_vi": "Nhà giao lưu"},
        by=None,
        now=now,
    )
    bring(now, {**HALL, "名称": "中央交流館"})
    assert text(hall(), "name", "vi").state is State.HUMAN


def test_a_moved_entry_follows_its_file_on_the_map(now: datetime) -> None:
    bring(now, {**HALL, "緯度": "", "経度": ""})
    before = hall()
    bring(now, {**HALL, "緯度": "", "経度": "", "所在地_連結表記": "東京都新宿区榎町36"})
    after = hall()
    assert (before.location_source, after.location_source) == ("town", "town")
    assert (after.town_code, after.map_cell) != (before.town_code, before.map_cell)
    assert "榎町" in after.search_text and "下落合" not in after.search_text


def test_a_pin_set_by_staff_is_not_moved(now: datetime) -> None:
    bring(now, HALL)
    place = hall()
    pin = {"latitude": 35.7200, "longitude": 139.7001}
    update_place_address(place_id=place.pk, revision=place.revision, address=pin, by=None, now=now)
    report = bring(now, {**HALL, "緯度": "35.7100", "経度": "139.6900"})
    assert "緯度" in columns_of(report)[0]
    assert (hall().latitude, hall().public_latitude) == (35.72, 35.72)


def test_what_is_closed_stays_closed(now: datetime) -> None:
    bring(now, HALL)
    place = hall()
    close_place(place_id=place.pk, revision=place.revision, reason="moved away", by=None, now=now)
    assert counts(bring(now, {**HALL, PHONE: "03-3200-0005"})) == (0, 1, 0, 0)
    assert hall().status == Place.Status.CLOSED


def test_a_hidden_address_stays_hidden(now: datetime) -> None:
    bring(now, HALL)
    place = hall()
    update_place_address(
        place_id=place.pk, revision=place.revision, address={"address_visibility": "town"}, by=None, now=now
    )
    bring(now, {**HALL, "緯度": "35.7100", "経度": "139.6900"})
    after = hall()
    assert after.address_visibility == "town"
    assert (after.public_latitude, after.public_longitude) != (after.latitude, after.longitude)


def test_a_file_without_news_leaves_readers_caches_alone(now: datetime, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    with django_capture_on_commit_callbacks(execute=True):
        bring(now, HALL, ROOM)
    before = content_version()
    with django_capture_on_commit_callbacks(execute=True) as later:
        bring(now, HALL, ROOM)
    assert (later, content_version(), ImportRun.objects.count()) == ([], before, 2)
    with django_capture_on_commit_callbacks(execute=True):
        bring(now, HALL, {**ROOM, PHONE: "03-3200-0005"})
    assert content_version() > before


def test_entries_that_a_newer_file_lacks_stay(now: datetime) -> None:
    bring(now, HALL, ROOM)
    assert counts(bring(now, ROOM)) == (0, 0, 1, 0)
    assert Place.objects.count() == 2


def test_a_type_added_here_is_known_in_files(now: datetime) -> None:
    added = factories.place_type("library")
    added.name_ja = "まちの本棚"  # type: ignore[attr-defined]
    added.save()
    report = bring(now, {**HALL, "施設種別": "まちの本棚"}, {**ROOM, "施設種別": "寄席"})
    assert hall().type_id == added.pk
    assert [(one["line"], one["column"]) for one in report.notes] == [(3, "施設種別")]
    assert "寄席" in report.notes[0]["reason"]


def test_an_editor_s_revision_is_out_of_date_after_an_import(now: datetime) -> None:
    bring(now, HALL)
    before = hall().revision
    bring(now, {**HALL, PHONE: "03-3200-0005"})
    assert hall().revision == before + 1


def test_an_organisation_follows_its_file_value_by_value(now: datetime) -> None:
    bring_organizations(now, CIRCLE)
    stored = Organization.objects.get()
    assert (stored.founded, stored.kind, stored.status) == (date(2003, 4, 10), "npo", "published")
    later = now + timedelta(hours=1)
    update_organization(
        organization_id=stored.pk,
        seen=stored.updated,
        texts={},
        columns={"phone": "03-3200-0009"},
        by=None,
        now=later,
    )
    newer = {**CIRCLE, "設立年月日": "2003-05-01"}
    assert counts(bring_organizations(later, newer)) == (0, 1, 0, 0)
    conflict = bring_organizations(later, {**newer, PHONE: "03-3200-0005"})
    assert (counts(conflict), columns_of(conflict)) == ((0, 0, 0, 1), [PHONE])
    stored.refresh_from_db()
    assert (stored.founded, stored.phone) == (date(2003, 5, 1), "03-3200-0009")


def test_places_are_found_by_the_new_name_of_their_organisation(now: datetime) -> None:
    bring_organizations(now, CIRCLE)
    place = factories.make_place(now=now, organization=Organization.objects.get())
    bring_organizations(now, {**CIRCLE, "名称": "もみじ会"})
    place.refresh_from_db()
    assert "もみじ会" in place.search_text and "つなぐ会" not in place.search_text


def test_kinds_that_nobody_knows_are_told_and_claim_nothing(now: datetime) -> None:
    report = bring_organizations(now, {**CIRCLE, "団体種別": "一般社団法人", "法人番号": ""})
    assert Organization.objects.get().kind == "other"
    assert [(one["line"], one["column"]) for one in report.notes] == [(2, "団体種別")]


def test_a_corporate_number_of_somebody_else_is_refused_by_its_column(now: datetime) -> None:
    factories.make_organization("別の会", corporate_number=CIRCLE["法人番号"])
    report = bring_organizations(now, CIRCLE)
    assert (counts(report), columns_of(report)) == ((0, 0, 0, 1), ["法人番号"])
    assert CIRCLE["法人番号"] in report.refused[0]["reason"]
    assert [one.name_ja for one in Organization.objects.all()] == ["別の会"]


@pytest.mark.parametrize(("status", "made"), [("draft", 1), ("closed", 0)])
def test_a_draft_keeps_no_line_of_a_list_out(now: datetime, status: str, made: int) -> None:
    factories.make_organization("なりすまし", corporate_number=CIRCLE["法人番号"], status=status)
    assert counts(bring_organizations(now, CIRCLE)) == (made, 0, 0, 1 - made)
    assert counts(bring_organizations(now, CIRCLE)) == (0, 0, made, 1 - made), "the second run finds its own entry"


@pytest.mark.parametrize("change", [{}, {PHONE: "03-3200-0005"}, LONGER, {"名称": "中央会館"}, {"施設種別": "図書館"}])
def test_a_dry_run_is_the_run_itself(now: datetime, change: dict[str, str]) -> None:
    bring(now, HALL)
    rows = ({**HALL, **change}, ROOM, {**ROOM, "ID": "3", "名称": ""}, {**ROOM, "ID": "4", "緯度": "1"})
    before = list(Place.objects.order_by("id").values())
    tried = bring(now, *rows, dry_run=True)
    assert list(Place.objects.order_by("id").values()) == before
    done = bring(now, *rows)
    assert (counts(tried), tried.refused, tried.notes) == (counts(done), done.refused, done.notes)
    assert (tried.run_id, tried.dry_run, ImportRun.objects.count()) == (None, True, 2)
