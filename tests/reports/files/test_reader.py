"""A file becomes a table: every row of it is taken or named, and every line of it accounted for."""

import json

import pytest

from est.errors import FileRefusedError, UnaccountedLinesError
from est.reports.files.reader import read_file
from est.reports.files.table import LineCounts, UnreadableReason
from tests.data import HOSTILE

VALUES_TOO = {"19_bad_date.csv", "21_us_date_ambiguous.csv", "25_nan_inf.csv", "43_nbsp_thousands.csv"}


def test_a_plain_file_gives_its_rows_as_text_with_the_row_numbers_of_a_spreadsheet():
    table = read_file("tid,lat,text\n2026-03-01 18:05,59.3,på väg\n2026-03-02,59.4,\n".encode(), "a.csv")
    assert table.columns == ("tid", "lat", "text")
    assert table.rows.rows() == [(2, "2026-03-01 18:05", "59.3", "på väg"), (3, "2026-03-02", "59.4", "")]
    assert table.lines == LineCounts(total=3, used=2, rejected=0, blank=0, header=1, preamble=0)
    assert (table.kind, table.encoding, table.delimiter, table.rejects) == ("csv", "UTF-8", ",", ())


def test_a_row_that_cannot_be_read_is_named_with_its_row_its_text_and_the_reason():
    table = read_file(b"a,b,c\n1,2,3\n1,2\n1,2,3\n", "a.csv")
    assert table.rows["__row"].to_list() == [2, 4]
    (reject,) = table.rejects
    assert (reject.row, reject.line, reject.value, reject.reason) == (3, 3, "1,2", UnreadableReason.TOO_FEW)


def test_a_file_that_is_mostly_no_table_is_refused_before_its_rows_fill_the_memory(monkeypatch):
    monkeypatch.setattr("est.reports.files.csv_text.MOST_REJECTS", 100)
    good = "tid,lat,lon\n" + "2026-03-01 14:30,59.33,18.06\n" * 10
    with pytest.raises(FileRefusedError, match=r"More than 100 of its rows.* fewer fields"):
        read_file((good + "x\n" * 101).encode(), "fil.csv")
    assert len(read_file((good + "x\n" * 100).encode(), "fil.csv").rejects) == 100


def test_lines_that_do_not_add_up_are_an_error():
    with pytest.raises(UnaccountedLinesError):
        LineCounts(total=3, used=1, rejected=0, blank=0, header=1, preamble=0)


def test_the_hostile_files_give_what_is_expected_as_far_as_reading_goes():
    expected = json.loads((HOSTILE / "expected.json").read_text(encoding="utf-8"))
    for name in sorted(set(expected) - VALUES_TOO):
        content = (HOSTILE / name).read_bytes()
        if name in ("29_empty_file.csv", "37_xlsx_renamed.csv"):
            with pytest.raises(FileRefusedError):
                read_file(content, name)
            continue
        table = read_file(content, name)
        found = (table.rows.height, [reject.row for reject in table.rejects])
        assert found == (expected[name]["accepted"], expected[name]["rejected_rows"]), name


@pytest.mark.parametrize("name", ["bomb_dim.xlsx", "billion_laughs.xlsx", "trunc.xlsx"])
def test_the_hostile_workbooks_are_refused_with_a_sentence(name):
    with pytest.raises(FileRefusedError, match="was not taken"):
        read_file((HOSTILE / name).read_bytes(), name)


def test_words_that_come_again_do_not_make_values_of_names_that_are_known():
    """An export pasted below another has the words of its header among its values."""
    table = read_file(b"tid,kategori,text\ntid,klotter,a\ntid,,b\n", "fil.csv")
    assert table.has_header
    assert table.columns == ("tid", "kategori", "text")
    assert table.rows["__row"].to_list() == [2, 3]
