"""Every form follows the one field component."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.utils import translation


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    note = forms.CharField(label="Note", required=False)
    mode = forms.ChoiceField(label="Mode", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")])
    facts = forms.MultipleChoiceField(
        label="Facts", widget=forms.CheckboxSelectMultiple, choices=[("x", "X")], required=False
    )
    agreed = forms.BooleanField(label="Agreed")
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def _drawn(form: forms.Form, field: str) -> str:
    return str(form[field].as_field_group())


def test_need_stands_in_words():
    assert "(required)" in _drawn(Sample(), "name")
    assert "(optional)" in _drawn(Sample(), "note")


def test_a_quiet_form_leaves_the_need_out():
    class Quiet(Sample):
        quiet = True

    assert "(required)" not in str(Quiet()) and "(optional)" not in str(Quiet())


def test_hint_and_error_are_announced_with_the_control():
    html = _drawn(Sample({}), "name")
    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None
    for target in described.group(1).split():
        assert f'id="{target}"' in html
    assert len(described.group(1).split()) == 2
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize("field", ["mode", "facts"])
def test_choices_are_a_named_group_of_chips(field):
    html = _drawn(Sample(), field)
    assert re.search(r"<fieldset[^>]*>\s*<legend", html)
    assert html.count('class="chip"') == len(Sample().fields[field].choices)
    for control in re.findall(r'<input[^>]*id="([^"]+)"', html):
        assert f'<label for="{control}">' in html


def test_error_of_a_group_is_announced_by_its_fieldset():
    html = _drawn(Sample({}), "mode")
    described = re.search(r'<fieldset[^>]*aria-describedby="([^"]+)"', html)
    assert described is not None and f'id="{described.group(1)}"' in html


def test_words_of_a_single_box_stand_behind_it():
    html = _drawn(Sample(), "agreed")
    assert html.index("<input") < html.index("<label")


def test_summary_links_lead_to_something():
    html = str(Sample({}))
    links = re.findall(r'href="#([^"]+)"', html)
    assert len(links) == 3
    for target in links:
        assert f'id="{target}"' in html


def test_no_summary_without_errors():
    assert 'role="alert"' not in str(Sample())


def test_summary_shows_errors_of_the_whole_form():
    class Strict(Sample):
        def clean(self) -> None:
            raise forms.ValidationError("These two do not go together.")

    assert "These two do not go together." in str(Strict({"name": "a", "mode": "a", "agreed": "on"}))


def test_hidden_fields_are_kept_without_a_label():
    html = str(Sample({"secret": "s"}))
    assert '<input type="hidden" name="secret" value="s"' in html
    assert "Secret" not in html


def test_what_people_typed_stays_text():
    html = str(Sample({"name": '"><script>alert(1)</script>', "mode": "<b>"}))
    assert "<script>" not in html and "<b>" not in html
