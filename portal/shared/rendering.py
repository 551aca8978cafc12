"""How forms become HTML: one field component for every form, ours and allauth's."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws forms with the templates of the project, so that no screen lays out a field by hand.

    A form may set ``quiet = True`` to leave out the words "required" and "optional" (filters,
    where everything is optional), and ``quiet_focus = True`` to keep its error summary from
    taking the focus. A field's hint is its ``help_text``.
    """

    form_template_name = "django/forms/div.html"
    field_template_name = "django/forms/field.html"
    formset_template_name = "django/forms/formsets/div.html"
