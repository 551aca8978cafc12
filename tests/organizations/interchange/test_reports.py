"""Remarks are grouped: what differs in a value alone is one kind, counted, the commonest first."""

from organizations.interchange.reading import Recognised
from organizations.interchange.reports import MOST_GROUPS, MOST_NOTES, Report


def _report() -> Report:
    return Report(
        Recognised(layout="x", title="X", encoding="utf-8", header_row=1, unknown_columns=[], missing_columns=[])
    )


def test_the_same_remark_on_other_values_is_one_kind() -> None:
    report = _report()
    report.note(5, "", "“ほか” is new")
    for line in range(2, 1527):
        report.note(line, "内線番号", f"“17{line}” is not an extension of 10 digits")
    report.note(9, "電話番号", "“17” is not an extension of 10 digits")
    assert [(one["count"], one["line"], one["column"]) for one in report.grouped()] == [
        (1525, 2, "内線番号"),
        (1, 5, ""),
        (1, 9, "電話番号"),
    ]
    assert report.grouped()[0]["reason"] == "“172” is not an extension of 10 digits"
    assert report.as_dict()["remarks"] == report.grouped()


def test_japanese_brackets_and_numbers_are_values_too() -> None:
    report = _report()
    report.note(2, "内線番号", "「172014」は内線番号ではない")
    report.note(3, "内線番号", "「99」は内線番号ではない")
    report.note(4, "面積", "12 行目")
    report.note(5, "面積", "13 行目")
    assert [one["count"] for one in report.grouped()] == [2, 2]


def test_kinds_and_remarks_are_bounded_and_all_are_counted() -> None:
    report = _report()
    letters = [chr(0x4E00 + number) for number in range(2_000)]
    for line, letter in enumerate(letters):
        report.note(line, letter, f"{letter}?")
    assert (report.noted, len(report.notes), len(report.grouped())) == (2_000, MOST_NOTES, MOST_GROUPS)
