"""Words that organisations and places share: target groups and the statutory fields of activity."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Target groups (対象)."""

    EVERYONE = "everyone", _("Everyone")
    FOREIGN_RESIDENTS = "foreign-residents", _("Foreign residents")
    CHILDREN = "children", _("Children")
    PARENTS = "parents", _("Parents with small children")
    YOUTH = "youth", _("Young people")
    STUDENTS = "students", _("International students")
    WORKERS = "workers", _("Workers")
    OLDER_PEOPLE = "older-people", _("Older people")
    DISABLED_PEOPLE = "disabled-people", _("People with disabilities")
    WOMEN = "women", _("Women")
    HOUSEHOLDS_IN_NEED = "households-in-need", _("Households in need")
    VOLUNTEERS = "volunteers", _("Volunteers")


class Field(models.TextChoices):
    """The 20 fields of activity of the NPO law's annex (特定非営利活動促進法 別表)."""

    WELFARE = "1", _("Health, medical care and welfare")
    SOCIAL_EDUCATION = "2", _("Social education")
    COMMUNITY = "3", _("Community building")
    TOURISM = "4", _("Tourism")
    RURAL = "5", _("Rural and mountain areas")
    CULTURE = "6", _("Academia, culture, arts and sports")
    ENVIRONMENT = "7", _("Environment")
    DISASTER = "8", _("Disaster relief")
    SAFETY = "9", _("Community safety")
    PEACE = "10", _("Human rights and peace")
    INTERNATIONAL = "11", _("International cooperation")
    EQUALITY = "12", _("Gender equality")
    CHILDREN = "13", _("Children and young people")
    INFORMATION = "14", _("Information society")
    SCIENCE = "15", _("Science and technology")
    ECONOMY = "16", _("Economic vitality")
    WORK = "17", _("Vocational skills and jobs")
    CONSUMERS = "18", _("Consumer protection")
    SUPPORT = "19", _("Support for organisations like these")
    BY_ORDINANCE = "20", _("Fields set by ordinance")
