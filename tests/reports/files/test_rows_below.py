"""Rows below a table: a sum and a remark are told as what they are, and no report is taken for one."""

import pytest

from est.reports.files.header import is_note, is_total
from est.reports.files.reader import read_file
from est.reports.files.table import UnreadableReason

HEADER = "Tidpunkt;Kategori;Lat;Lon\n2026-03-06 22:00;Klotter;59.38;13.50\n"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Totalt antal: 1;;;", UnreadableReason.TOTAL),
        ("Antal ärenden under perioden: 1 st;;;", UnreadableReason.TOTAL),
        (";;Summa rader:;1", UnreadableReason.TOTAL),
        ("1 rad;;;", UnreadableReason.TOTAL),
        ("(1 rows affected)", UnreadableReason.TOTAL),
        ("Rader: 1;;;", UnreadableReason.TOTAL),
        ("Totalt antal: 1", UnreadableReason.TOTAL),
        ("Slut på rapporten;;;", UnreadableReason.NOTE),
        (";;;Utskriven 2026-03-09", UnreadableReason.NOTE),
        ("Totalt", UnreadableReason.TOTAL),
        ("Slut på rapporten", UnreadableReason.TOO_FEW),
    ],
)
def test_what_is_no_report_is_named(line, reason):
    table = read_file(f"{HEADER}{line}\n".encode(), "vecka.csv")
    assert [(reject.row, reject.reason) for reject in table.rejects] == [(3, reason)]
    assert table.rows.height == 1


@pytest.mark.parametrize(
    "cells",
    [
        ["20260306", "59.38", "13.50", "Antal ungdomar 12", "", "", "", ""],
        ["2026-03-06", "Torget", "", ""],
        ["Antal personer: 3", "Torget", "", ""],
        ["Totalt 3 rutor", "2026-03-06 22:00", "", ""],
    ],
)
def test_a_row_with_more_in_it_may_be_a_report(cells):
    assert not is_total(cells)
    assert not is_note(cells)


@pytest.mark.parametrize("cells", [["Torget", ""], ["2026-03-06", "", "", ""], ["12", "", ""]])
def test_one_value_is_no_note(cells):
    assert not is_note(cells)
