"""Which fields speak many languages, and whose history is kept.

No history for proposals: a night rewrites them in bulk, and each keeps its own moments.
"""

from modeltranslation.translator import TranslationOptions, register

from portal.shared.history.tracking import keep_history
from volunteers.openings.models import Opening, Shift
from volunteers.profiles.models import ConsentText


@register(Opening)
class OpeningTranslation(TranslationOptions):
    fields = ("title", "summary", "meeting_point", "bring", "scope")
    fallback_languages = {"default": ("ja",)}


@register(ConsentText)
class ConsentTextTranslation(TranslationOptions):
    fields = ("body",)
    fallback_languages = {"default": ("ja",)}


keep_history(Opening)
keep_history(Shift, under="opening", leave_out=frozenset({"taken", "pending"}))
