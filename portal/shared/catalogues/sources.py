"""Where the portal's strings come from, who reads them, and which of the frameworks' are ours to mend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path, PurePosixPath

import allauth
import django
import polib
from django.utils.translation import to_locale

from portal.shared.catalogues.strings import TEMPLATE_SUFFIXES, SourceString, strings_in

Key = tuple[str | None, str]
"""(context, msgid): what a catalogue looks a string up by."""

OWN_ROOTS = ("portal", "organizations", "volunteers", "grants", "kpis", "templates")

STAFF_DIRECTORIES = frozenset({"npo", "ward", "dev"})
"""Directories below ``templates`` whose pages only staff see."""

STAFF_FILES = (
    "templates/base_staff.html",
    "portal/demo/*",
    "*/management/commands/*",
    "kpis/catalogue/defining.py",
    "kpis/catalogue/indicators.py",
    "kpis/catalogue/proposing.py",
    "kpis/alerts/*",
    "kpis/catalogue/services.py",
    "kpis/dashboards/[!pw]*",
    "kpis/dashboards/p[!u]*",
    "kpis/measurements/*",
    "kpis/references/[!w]*",
    "kpis/sources/*",
    "organizations/interchange/[!c]*",
    "organizations/interchange/c[!a]*",
    "organizations/directory/completeness.py",
    "organizations/directory/contact_fields.py",
    "organizations/directory/deciding.py",
    "organizations/directory/joining.py",
    "organizations/directory/member_forms.py",
    "organizations/directory/member_views.py",
    "organizations/directory/members.py",
    "organizations/directory/rules.py",
    "organizations/directory/services.py",
    "organizations/places/organization_views.py",
    "organizations/places/rules.py",
    "organizations/places/sentences.py",
    "organizations/places/suspending.py",
    "organizations/places/type_*.py",
    "organizations/registry/*",
    "organizations/reports/ward_views.py",
    "organizations/resource_map/box_reading.py",
    "organizations/resource_map/machine_reading.py",
    "portal/accounts/rules.py",
    "portal/accounts/factors/rules.py",
    "portal/accounts/factors/services.py",
    "portal/pages/style_samples.py",
    "portal/pages/templatetags/desks.py",
    "portal/accounts/posts/*",
    "portal/accounts/services.py",
    "volunteers/matching/desk_views.py",
    "volunteers/matching/forms.py",
    "volunteers/matching/gates.py",
    "volunteers/matching/npo_views.py",
    "volunteers/matching/proposing.py",
    "volunteers/matching/rules.py",
    "volunteers/matching/ward_views.py",
    "volunteers/matching/weighing.py",
    "templates/mail/kpi_*",
    "templates/mail/post_*",
    "portal/nightly.py",
    "portal/pages/history/*",
    "portal/pages/mail/*",
    "portal/pages/merging/*",
    "portal/pages/nights/*",
    "portal/pages/people/*",
    "portal/pages/posts/*",
    "portal/pages/ward/*",
    "portal/shared/furigana_field.py",
    "portal/shared/nights/*",
    "portal/shared/outbox/models.py",
    "portal/shared/translating.py",
    "templates/pages/style*",
    "volunteers/applications/npo_views.py",
    "volunteers/hours/deciding.py",
    "volunteers/hours/npo_views.py",
    "volunteers/hours/rules.py",
    "volunteers/hours/staff_forms.py",
    "volunteers/profiles/ward_*.py",
    "volunteers/openings/*forms.py",
    "volunteers/openings/editing.py",
    "volunteers/openings/form_choices.py",
    "volunteers/openings/gaps.py",
    "volunteers/openings/life_views.py",
    "volunteers/openings/npo_*.py",
    "volunteers/openings/rules.py",
    "volunteers/openings/services.py",
    "volunteers/openings/shifts.py",
    "volunteers/openings/ward_views.py",
)
"""Further files, as patterns in which ``*`` also crosses directories, that only staff see,
or programs and their authors."""

FRAMEWORK_FILES: Mapping[str, tuple[str, ...]] = {
    "django": (
        "forms/*.py",
        "core/validators.py",
        "utils/dates.py",
        "utils/timesince.py",
        "utils/dateformat.py",
        "template/defaultfilters.py",
        "contrib/auth/password_validation.py",
        "db/models/base.py",
    ),
    "allauth": (
        "account/adapter.py",
        "account/fields.py",
        "account/forms.py",
        "account/internal/**/*.py",
        "account/views.py",
        "core/**/*.py",
        "templates/account/account_inactive.html",
        "templates/account/base_reauthenticate.html",
        "templates/account/email.html",
        "templates/account/email_confirm.html",
        "templates/account/log*.html",
        "templates/account/password_*.html",
        "templates/account/reauthenticate.html",
        "templates/account/signup.html",
        "templates/account/signup_closed.html",
        "templates/account/verif*.html",
        "templates/account/messages/[cemu]*.txt",
        "templates/account/messages/logged_*.txt",
        "templates/account/messages/p[ar]*.txt",
        "templates/account/snippets/*.html",
    ),
}
"""Files of the frameworks whose strings residents meet: forms, dates, signing in by e-mail.

The second factor is asked of staff, so its pages count as staff pages.
"""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A string of the portal or of a framework, with every file it occurs in."""

    msgid: str
    context: str | None
    plural: str | None
    files: tuple[str, ...]
    notes: tuple[str, ...]
    borrowed: bool

    @property
    def key(self) -> Key:
        return (self.context, self.msgid)

    @property
    def staff_only(self) -> bool:
        """Whether no resident can meet it: every occurrence lies in a staff path."""
        return not self.borrowed and all(is_staff_file(file) for file in self.files)


def is_staff_file(file: str) -> bool:
    """Whether only staff (NPO desk, ward desk) see what this file says."""
    parts = PurePosixPath(file).parts
    in_staff_directory = parts[0] == "templates" and bool(STAFF_DIRECTORIES.intersection(parts[1:-1]))
    on_the_privacy_page = parts[-1] == "personal_data.py"
    return in_staff_directory or (not on_the_privacy_page and any(fnmatch(file, one) for one in STAFF_FILES))


def own_strings(base: Path) -> list[Wanted]:
    """Every string of the project below ``base``, sorted by first file, then text."""
    files = [
        path
        for root in OWN_ROOTS
        for path in (base / root).rglob("*")
        if path.suffix in {".py", *TEMPLATE_SUFFIXES} and "migrations" not in path.parts
    ]
    return _gathered(strings_in(files, base), borrowed=False)


@cache
def borrowed_strings() -> tuple[Wanted, ...]:
    """The strings of Django and allauth that residents meet."""
    found: list[SourceString] = []
    for name, root in _framework_roots().items():
        files = {path for pattern in FRAMEWORK_FILES[name] for path in root.glob(pattern) if path.is_file()}
        found.extend(strings_in((path for path in files if path.suffix in {".py", ".html", ".txt"}), root.parent))
    return tuple(_gathered([one for one in found if one.msgid], borrowed=True))


@cache
def framework_keys(language: str) -> frozenset[Key]:
    """What Django and allauth themselves translate into this very language."""
    locale = to_locale(language)
    keys: set[Key] = set()
    for root in _framework_roots().values():
        for folder in ("locale", "conf/locale", "contrib/*/locale"):
            for path in root.glob(f"{folder}/{locale}/LC_MESSAGES/django.mo"):
                keys.update((entry.msgctxt, entry.msgid) for entry in polib.mofile(str(path)))
    return frozenset(keys)


def wanted_in(language: str, own: Iterable[Wanted], borrowed: Iterable[Wanted]) -> list[Wanted]:
    """What a catalogue should hold: nothing in English, for the source is English.

    Staff read Japanese and English alone. Frameworks' strings are needed where the framework
    has none; in plain Japanese always, because the Japanese ones carry no furigana.
    """
    if language == "en":
        return []
    known = framework_keys(language)
    needed = [one for one in own if language == "ja" or not one.staff_only]
    own_keys = {one.key for one in needed}
    return needed + [one for one in borrowed if one.key not in known and one.key not in own_keys]


def _framework_roots() -> dict[str, Path]:
    return {"django": Path(django.__path__[0]), "allauth": Path(allauth.__path__[0])}


def _gathered(found: Iterable[SourceString], *, borrowed: bool) -> list[Wanted]:
    by_key: dict[Key, list[SourceString]] = {}
    for one in found:
        by_key.setdefault((one.context, one.msgid), []).append(one)
    gathered = [
        Wanted(
            msgid=msgid,
            context=context,
            plural=next((one.plural for one in uses if one.plural is not None), None),
            files=tuple(sorted({one.file for one in uses})),
            notes=tuple(sorted({one.note for one in uses if one.note})),
            borrowed=borrowed,
        )
        for (context, msgid), uses in by_key.items()
    ]
    return sorted(gathered, key=lambda one: (one.files[0], one.msgid, one.context or ""))
