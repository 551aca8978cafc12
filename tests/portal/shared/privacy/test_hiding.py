"""A name is taken out where it is the person's, and nowhere else."""

from __future__ import annotations

import pytest

from portal.shared.privacy.hiding import Marks, telling

ADDRESS = "mai@example.org"


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("Mai Zebra", "mai  zebra came.", "… came."),
        ("Mai Zebra", "Mai Zebrafink; Xmai Zebra", "Mai Zebrafink; Xmai Zebra"),
        ("田中太郎", "代表田中太郎様から。山田中太郎町。", "代表…様から。山田中太郎町。"),
        ("王 小明", "王小明が来た。王　小明さん。王小明朝。", "…が来た。…さん。王小明朝。"),
        ("マリア", "マリアンナ、アマリア、マリアさん、マリアの家", "マリアンナ、アマリア、…さん、…の家"),
        ("さくら", "さくらさん、さくらぐみ", "…さん、さくらぐみ"),
        ("김철수", "김철수는 왔다", "…는 왔다"),
        ("Lê Thị An", "bà Lê Thị An.", "bà …."),
    ],
)
def test_a_whole_name_in_free_text(name: str, text: str, left: str) -> None:
    assert Marks((), (name,), telling(name)).hide_in_text(text) == left


def test_words_and_short_names_are_not_looked_for_in_free_text() -> None:
    assert [telling(one) for one in ("published", "Maria", "Li Na", "李明", "王 芳", "1", "")] == [""] * 7


@pytest.mark.parametrize("name", ["李明", "Li Na", "田中", "王 芳", "Ｘ"])
def test_a_short_name_goes_where_a_name_stands(name: str) -> None:
    marks = Marks((), (name,), telling(name))
    value = {"name": name, "state": name, "reason": f"{name}.", "after": {"who": [name.lower(), "other"], name: 1}}
    assert marks.hide_in_json(value) == {
        "name": "…", "state": name, "reason": f"{name}.", "after": {"who": ["…", "other"], name: 1},
    }  # fmt: skip


def test_a_state_stays_whatever_somebody_is_called() -> None:
    value = {"before": {"status": "on hold for now"}, "after": {"status": "published", "n": 1}}
    for name in ("published", "on hold for now"):
        assert Marks((), (name,), telling(name)).hide_in_json(value) == value


def test_an_address_goes_everywhere_and_alone() -> None:
    text = "To MAI@example.org, (mai@example.org). anna.mai@example.org mai@example.org.jp -mai@example.orgまで"
    left = "To …, (…). anna.mai@example.org mai@example.org.jp -…まで"
    assert Marks((ADDRESS,)).hide_in_text(text) == left
    assert Marks((ADDRESS,)).hide_in_json({"state": [text], "mai@example.org": None}) == {
        "state": [left], "mai@example.org": None,
    }  # fmt: skip
