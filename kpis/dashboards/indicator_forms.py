"""What an official types in about an indicator itself, and about a policy area."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy

from kpis.catalogue.indicators import AREA_TEXTS, RETIRING
from kpis.catalogue.models import Indicator, Policy, PolicyArea
from kpis.dashboards.definition_forms import DefinitionForm, Group
from portal.shared.form_fields import LineField, ParagraphsField
from portal.shared.furigana_field import check_whole_markup
from portal.shared.languages import LANGUAGES
from portal.shared.ruby import strip_ruby
from portal.shared.texts import text

_OWNER = gettext_lazy("Responsible section")
_OWNER_HELP = gettext_lazy("The section that answers for the number. The dashboard can be narrowed to it.")


class IndicatorForm(forms.Form):
    """Who answers for it, and whether it is a tile."""

    owner = LineField(label=_OWNER, max_length=80, required=False, help_text=_OWNER_HELP)

    def __init__(self, indicator: Indicator, data: Any = None) -> None:
        super().__init__(data, initial={"owner": indicator.owner, "role": indicator.role})
        if indicator.role not in RETIRING:
            return
        self.fields["role"] = forms.ChoiceField(
            label=gettext_lazy("On the dashboard and the public page"),
            choices=[
                (Indicator.Role.TILE, pgettext_lazy("role of an indicator", "Shown as an indicator")),
                (Indicator.Role.STATEMENT, pgettext_lazy("role of an indicator", "Retired: its values stay readable")),
            ],
            widget=forms.RadioSelect,
        )
        self.fields["reason"] = ParagraphsField(
            label=gettext_lazy("Reason"),
            required=False,
            max_length=1000,
            widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            help_text=gettext_lazy("Needed where it is retired or comes back."),
        )


class NewIndicatorForm(DefinitionForm):
    """An indicator with its first definition."""

    area = forms.TypedChoiceField(label=gettext_lazy("Policy area"), coerce=int)
    code = LineField(
        label=pgettext_lazy("of an indicator", "Code"),
        max_length=60,
        help_text=gettext_lazy(
            "The area’s number and then words in small letters. It stays for ever: addresses and files name it."
        ),
    )
    level = forms.ChoiceField(label=pgettext_lazy("of an indicator", "Level"), choices=Indicator.Level)
    owner = LineField(label=_OWNER, max_length=80, required=False, help_text=_OWNER_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, reason=False, **kwargs)
        area = self.fields["area"]
        assert isinstance(area, forms.ChoiceField)
        language = get_language() or "ja"
        area.choices = [
            (one.pk, f"{one.code} {strip_ruby(text(one, 'name', language).value)}")
            for one in PolicyArea.objects.order_by("code")
        ]

    def groups(self) -> list[Group]:
        """Where it belongs, then its definition."""
        about = [self[name] for name in ("area", "code", "level", "owner")]
        return [Group("about", str(gettext_lazy("The indicator")), about), *super().groups()]

    def columns(self) -> dict[str, Any]:
        """Of the definition."""
        return {
            name: value for name, value in super().columns().items() if name not in ("area", "code", "level", "owner")
        }


class AreaForm(forms.Form):
    """A part of a policy."""

    policy = forms.ChoiceField(label=gettext_lazy("Policy"), choices=Policy)
    code = LineField(
        label=pgettext_lazy("of a policy area", "Number"),
        max_length=10,
        help_text=gettext_lazy("As in the policy paper: three digits, a line, one digit."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        languages = {one.column: one for one in LANGUAGES}
        for name in AREA_TEXTS:
            language = languages[name.removeprefix("name_")]
            self.fields[name] = LineField(
                label=f"{pgettext('of a policy area', 'Name')} ({language.autonym})",
                required=name == "name_ja",
                max_length=120,
                widget=forms.TextInput(attrs={"lang": language.html_lang, "dir": "auto"}),
                validators=[check_whole_markup] if name == "name_ja_simple" else [],
            )
