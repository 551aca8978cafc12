"""What volunteers can do and when: codes with a place in a number, so every list here only grows at its end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from organizations.vocabulary import Field


class Skill(models.TextChoices):
    """Skills, those of a profession (pro bono) after the everyday ones."""

    INTERPRETING = "interpreting", _("Interpreting (spoken)")
    TRANSLATING = "translating", _("Translating (written)")
    TEACHING_JAPANESE = "teaching-japanese", _("Teaching Japanese")
    TUTORING = "tutoring", _("Helping children learn")
    CHILDCARE = "childcare", _("Looking after children")
    COOKING = "cooking", _("Cooking")
    DRIVING = "driving", _("Driving")
    EVENTS = "events", _("Helping at events")
    CARRYING = "carrying", _("Carrying and moving things")
    GARDENING = "gardening", _("Gardening and cleaning")
    SPORTS = "sports", _("Sports")
    MUSIC = "music", _("Music")
    CRAFTS = "crafts", _("Art and crafts")
    LISTENING = "listening", _("Listening and keeping company")
    ELDER_CARE = "elder-care", _("Being with older people")
    SIGN_LANGUAGE = "sign-language", _("Sign language")
    FIRST_AID = "first-aid", _("First aid")
    SMARTPHONES = "smartphones", _("Helping with smartphones and computers")
    RECEPTION = "reception", _("Reception and guiding")
    CULTURE = "culture", _("Introducing one's own culture")
    WEB = "web", _("Websites")
    DESIGN = "design", _("Design")
    PHOTO_VIDEO = "photo-video", _("Photo and video")
    WRITING = "writing", _("Writing and editing")
    PUBLIC_RELATIONS = "public-relations", _("Public relations and social media")
    ACCOUNTING = "accounting", _("Accounting")
    TAX = "tax", _("Tax")
    LAW = "law", _("Law")
    LABOUR = "labour", _("Labour and social insurance")
    FUNDRAISING = "fundraising", _("Fundraising and grants")
    PROJECT_MANAGEMENT = "project-management", _("Project management")
    DATA = "data", _("Data and statistics")
    SYSTEMS = "systems", _("Software and systems")
    EVALUATION = "evaluation", _("Evaluation and research")
    NURSING = "nursing", _("Medical care and nursing")
    COUNSELLING = "counselling", _("Counselling")
    MARKETING = "marketing", _("Marketing")
    HUMAN_RESOURCES = "human-resources", _("Human resources and training")


PROFESSIONAL: tuple[Skill, ...] = tuple(Skill)[tuple(Skill).index(Skill.WEB) :]
"""Skills of a profession: what pro-bono projects ask for."""


class Level(models.IntegerChoices):
    """How well a language is spoken."""

    BASIC = 1, _("A little")
    CONVERSATIONAL = 2, _("Everyday conversation")
    FLUENT = 3, _("Fluently")


class TimeOfDay(models.TextChoices):
    """Parts of a day in which people are free."""

    MORNING = "morning", pgettext_lazy("time of day", "Morning (6–12)")
    AFTERNOON = "afternoon", pgettext_lazy("time of day", "Afternoon (12–17)")
    EVENING = "evening", pgettext_lazy("time of day", "Evening (17–21)")
    NIGHT = "night", pgettext_lazy("time of day", "Night (21–6)")


SLOT_STARTS: tuple[time, ...] = (time(6), time(12), time(17), time(21))
"""When each part of the day begins; the night goes on to the next day's morning."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SKILLS: tuple[str, ...] = tuple(Skill.values)
FIELDS: tuple[str, ...] = tuple(Field.values)
TIMES: tuple[str, ...] = tuple(TimeOfDay.values)
SLOTS: tuple[str, ...] = tuple(f"{day}-{part}" for day in WEEKDAYS for part in TIMES)

LANGUAGES: tuple[str, ...] = (
    "ja", "en", "zh-hans", "zh-hant", "ko", "vi", "ne", "fil", "my", "yue", "th", "id", "ms", "km", "lo", "mn", "hi",
    "bn", "si", "ta", "ur", "fa", "ar", "tr", "ku", "uz", "ru", "uk", "es", "pt", "fr", "de", "it", "jsl",
)  # fmt: skip
"""Languages people speak; plain Japanese is a way of writing, not one of them."""

VOCABULARIES: Mapping[str, tuple[str, ...]] = {
    "fields": FIELDS,
    "languages": LANGUAGES,
    "skills": SKILLS,
    "slots": SLOTS,
    "times": TIMES,
}
"""The lists whose codes have a bit each; a code keeps its place for ever."""
