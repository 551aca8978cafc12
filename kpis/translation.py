"""Which fields speak many languages, and whose history is kept.

No history for measurements: they are only ever added.
"""

from modeltranslation.translator import TranslationOptions, register

from kpis.catalogue.models import Definition, Indicator, PolicyArea, Target
from kpis.measurements.models import Closing, Entry
from portal.shared.history.tracking import keep_history


@register(PolicyArea)
class PolicyAreaTranslation(TranslationOptions):
    fields = ("name",)
    fallback_languages = {"default": ("ja",)}


@register(Definition)
class DefinitionTranslation(TranslationOptions):
    fields = ("name", "origin", "method", "numerator", "denominator", "limits")
    fallback_languages = {"default": ("ja",)}


@register(Target)
class TargetTranslation(TranslationOptions):
    fields = ("words", "baseline_note")
    fallback_languages = {"default": ("ja",)}


keep_history(Indicator)
keep_history(Target, under="indicator")
keep_history(Entry, under="indicator")
keep_history(Closing)
