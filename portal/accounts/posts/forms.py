"""Giving out posts: people are named by their e-mail address, moments by their day in Japan."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.accounts.posts.models import Post
from portal.shared.form_fields import LineField
from portal.shared.japan import JAPAN

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)


def day_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    """A day, as a calendar in the browser; what no database or calendar can hold is refused with the field's name."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(
            attrs={"type": "date", "min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}, format="%Y-%m-%d"
        ),
        validators=[_in_living_memory],
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )


def _in_living_memory(day: date) -> None:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValidationError(
            _("Please choose a day from %(first)s to %(last)s."),
            params={"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()},
        )


def begins(day: date, now: datetime) -> datetime:
    """Midnight in Japan at the beginning of the day; for today, now."""
    midnight = datetime.combine(day, time(), tzinfo=JAPAN)
    return now if day == now.astimezone(JAPAN).date() else midnight


class PersonForm(forms.Form):
    """Whom: by the e-mail address of their account; who has none gets one and a mail."""

    email = forms.EmailField(label=gettext_lazy("E-mail address of the person"), max_length=254)
    name = LineField(
        label=pgettext_lazy("of a person", "Name"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Only for somebody who has no account yet: they get one, and a mail that tells them how to sign in."
        ),
    )


class HandOverForm(PersonForm):
    """To whom, and from which day on."""

    day = day_field(gettext_lazy("From"), gettext_lazy("The post passes at midnight in Japan. Today means at once."))


class AppointForm(PersonForm):
    """Who begins when, until when, and whether they stand in for the holder."""

    day = day_field(gettext_lazy("From"), gettext_lazy("Today means at once."))
    last_day = day_field(gettext_lazy("Last day"), gettext_lazy("Empty: until further notice."), required=False)
    deputy = forms.BooleanField(label=gettext_lazy("Deputy: stands in for whoever holds the post"), required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, last = values.get("day"), values.get("last_day")
        if first and last and last < first:
            raise ValidationError({"last_day": _("The last day must not come before the first.")})
        return values


class PostForm(forms.Form):
    """A seat: kind and titles; a contracted operator's organisation."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Post.Kind.choices, widget=forms.RadioSelect)
    title_ja = LineField(label=gettext_lazy("Title in Japanese"), max_length=100)
    title_en = LineField(label=gettext_lazy("Title in English"), required=False, max_length=100)
    operated_by = forms.TypedChoiceField(
        label=gettext_lazy("Organisation that operates for the ward"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("For contracted operators: this post decides nothing in matters of that organisation."),
    )

    def __init__(self, data: Any = None, *, organizations: list[tuple[int, str]], post: Post | None = None) -> None:
        names = ("kind", "title_ja", "title_en", "operated_by")
        super().__init__(data, initial={name: getattr(post, name) for name in names} if post else None)
        self.fields["operated_by"].choices = [("", "–"), *organizations]  # type: ignore[attr-defined]
        if post is not None:
            del self.fields["kind"]
            if post.kind != Post.Kind.CONTRACTOR:
                del self.fields["operated_by"]
