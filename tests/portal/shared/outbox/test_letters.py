"""Letters: one-line subjects whatever was typed, no furigana marks, links that can be followed and nothing else."""

from __future__ import annotations

import pytest
from django.template import engines

from portal.shared.models import Ward
from portal.shared.outbox import letters
from portal.shared.outbox.letters import reading_language, write_letter
from portal.shared.outbox.services import _plain

HOSTILE = "a\r\nBcc: b@example.org\u2028c <script>x</script> {漢字|かんじ} {{ ward.phone }} \u202e\x00"


def letter(monkeypatch: pytest.MonkeyPatch, subject: str, text: str, **values: object) -> letters.Letter:
    made = {"mail/trial.subject.txt": subject, "mail/trial.txt": text}
    engine = engines["django"].engine  # type: ignore[attr-defined]
    real = letters._template
    monkeypatch.setattr(
        letters,
        "_template",
        lambda name: engine.from_string(found) if (found := made.get(f"mail/{name}")) else real(name),
    )
    return write_letter("trial", values, "ja", Ward(pk=1))


def test_what_people_typed_stays_text(monkeypatch: pytest.MonkeyPatch) -> None:
    found = letter(monkeypatch, "About {{ name }}", "{{ name }}\n\nhttps://a.example/x?y=1&z=2。", name=_plain(HOSTILE))
    assert found.subject.startswith("About a Bcc: b@example.org c <script>") and len(found.subject.splitlines()) == 1
    assert "漢字" in found.text and "かんじ" not in found.text and "{{ ward.phone }}" in found.text
    assert "<script>" not in found.html and "&lt;script&gt;" in found.html
    assert '<a href="https://a.example/x?y=1&amp;z=2">https://a.example/x?y=1&amp;z=2</a>。' in found.html


def test_long_subjects_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    assert len(letter(monkeypatch, "{{ name }}", "x", name="長" * 5000).subject) == letters.LONGEST_SUBJECT


@pytest.mark.parametrize(
    ("reads", "gets"),
    [("ja", "ja"), ("en", "en"), ("vi", "ja-simple"), ("zh-TW", "ja"), ("", "ja"), ("xx", "ja"), ("tl", "ja-simple")],
)
def test_each_reader_gets_the_nearest_language(reads: str, gets: str) -> None:
    assert reading_language(reads) == gets
