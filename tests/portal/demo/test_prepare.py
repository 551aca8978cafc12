"""What `make demo` prints about its cast."""

from portal.demo.prepare import table


def test_columns_stay_aligned_beside_japanese_names() -> None:
    rows = [
        {"role": "npo", "organization": "つなぐ会", "id": "1"},
        {"role": "ward", "organization": None, "id": "2"},
    ]
    assert table(rows).splitlines() == [
        "role  organization  id",
        "npo   つなぐ会      1",
        "ward                2",
    ]


def test_no_accounts_give_no_table() -> None:
    assert table([]) == ""
