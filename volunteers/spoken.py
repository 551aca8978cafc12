"""Languages with how well they are spoken, offered by a person or asked for by an opening."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models

from volunteers.bits import BitsField
from volunteers.vocabulary import LANGUAGES, Level


class SpokenLanguages(models.Model):
    """Each column holds the languages spoken (or needed) at least at its level, so that one test of bits compares."""

    languages_basic = BitsField(vocabulary="languages", editable=False)
    languages_conversational = BitsField(vocabulary="languages", editable=False)
    languages_fluent = BitsField(vocabulary="languages", editable=False)

    class Meta:
        abstract = True

    @property
    def languages(self) -> dict[str, Level]:
        """Language → level, in the vocabulary's order."""
        return levels_of(self.languages_basic, self.languages_conversational, self.languages_fluent)


def levels_of(basic: Iterable[str], conversational: Iterable[str], fluent: Iterable[str]) -> dict[str, Level]:
    """Language → level, from the columns of a row."""
    found = dict.fromkeys(basic, Level.BASIC) | dict.fromkeys(conversational, Level.CONVERSATIONAL)
    return found | dict.fromkeys(fluent, Level.FLUENT)


def language_columns(levels: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """The three columns for language → level (1–3); whoever speaks fluently also converses."""
    names = ("languages_basic", "languages_conversational", "languages_fluent")
    return {
        name: tuple(code for code in LANGUAGES if levels.get(code, 0) >= least) for least, name in enumerate(names, 1)
    }
