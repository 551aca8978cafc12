"""The night, and the hour, from top to bottom. How a step is written: `portal/shared/nights/steps.py`.

Steps run in this order, each whether or not the one before it failed. A new step is one line here and a function
beside the tables it works on; what must be made up for night by night says `CatchUp.EVERY_DAY`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kpis.dashboards.alert_letters import tell_of_alerts
from kpis.dashboards.watching import watch_targets
from kpis.rollups.services import roll_up
from organizations.interchange.services import forget_old_uploads
from organizations.places.indexing import refresh_places
from portal.accounts.sessions import forget_sessions
from portal.shared.files.services import forget_files
from portal.shared.nights.services import forget_runs
from portal.shared.nights.steps import Step, one_chunk
from portal.shared.outbox.services import purge_messages
from portal.shared.privacy.retention import enforce_retention
from portal.shared.reach.services import close_views
from volunteers.applications.releasing import release_applications, settle_waiting
from volunteers.applications.reminding import remind_volunteers
from volunteers.matching.letters import send_proposals
from volunteers.matching.releasing import release_overdue
from volunteers.matching.services import match_volunteers
from volunteers.openings.closing import close_past_openings
from volunteers.profiles.new_words import tell_of_new_words

NIGHTLY: tuple[Step, ...] = (
    Step(
        "refresh_places",
        refresh_places,
        _("Opening hours of the next two weeks"),
        _("%(places)s places brought up to date, %(changed)s of them changed"),
    ),
    Step(
        "close_past_openings",
        close_past_openings,
        _("Openings whose days are over"),
        _("%(closed)s openings closed, %(moved)s moved with their place"),
    ),
    Step(
        "run_matching",
        match_volunteers,
        _("Proposals for volunteers"),
        _("%(proposals)s proposals, %(reached)s openings reached"),
    ),
    Step(
        "send_proposals",
        send_proposals,
        _("Mails with proposals"),
        _("%(mails)s mails for the morning"),
    ),
    Step(
        "close_views",
        one_chunk(lambda night, now: close_views(now=now)),
        _("Page views of the day"),
        _("%(views)s page views added"),
    ),
    Step(
        "tell_of_new_words",
        tell_of_new_words,
        _("Mails about new words to agree to"),
        _("%(mails)s mails for the morning"),
    ),
    Step(
        "forget_old_uploads",
        one_chunk(lambda night, now: forget_old_uploads(now=now)),
        _("Uploads that nobody brought in"),
        _("%(uploads)s old uploads deleted"),
    ),
    Step(
        "forget_files",
        forget_files,
        _("Stored files whose time is over"),
        _("%(deleted)s files deleted, %(orphans)s left over from uploads that broke off"),
    ),
    Step(
        "forget_sessions",
        one_chunk(lambda night, now: forget_sessions(now=now)),
        _("Sign-ins that are over"),
        _("%(sessions)s ended sign-ins forgotten"),
    ),
    Step(
        "purge_messages",
        purge_messages,
        _("Mails sent long ago"),
        _("%(emptied)s sent mails emptied, %(deleted)s deleted"),
    ),
    Step(
        "forget_runs",
        one_chunk(lambda night, now: forget_runs(now=now)),
        _("Old lines of this ledger"),
        _("%(runs)s old lines of the ledger deleted"),
    ),
    Step(
        "enforce_retention",
        enforce_retention,
        _("Personal data whose time is over"),
        _("%(forgotten)s rows forgotten, %(erased)s erasures made up for"),
    ),
    Step(
        "rollup_kpis",
        roll_up,
        _("Indicators"),
        _("%(counted)s indicators counted, %(values)s new values, %(failed)s sources failed"),
    ),
    Step(
        "watch_targets",
        watch_targets,
        _("Targets that will be missed"),
        _("%(raised)s targets more that will be missed, %(ended)s that will be reached after all or are over"),
    ),
    Step(
        "tell_of_alerts",
        tell_of_alerts,
        _("Mails about targets"),
        _("%(mails)s mails for the morning"),
    ),
)

HOURLY: tuple[Step, ...] = (
    Step(
        "release_proposals",
        one_chunk(lambda night, now: release_overdue(now=now)),
        _("Proposals that nobody answered"),
        _("%(expired)s not answered in time, %(released)s no longer needed"),
    ),
    Step(
        "release_applications",
        release_applications,
        _("Applications that nobody answered in time"),
        _("%(released)s ended, %(promoted)s from the waiting list have their turn"),
    ),
    Step(
        "settle_waiting",
        settle_waiting,
        _("Waiting lists"),
        _("%(promoted)s from the waiting list have their turn, %(left)s withdrawn because the person has left"),
    ),
    Step(
        "remind_volunteers",
        remind_volunteers,
        _("Reminders the evening before"),
        _("%(reminded)s people reminded"),
    ),
)
