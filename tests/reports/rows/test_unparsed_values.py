"""A value of an optional column that means nothing is told with its number and its words, and the report is taken."""

import pytest

from est.reports.fields.mapping import ColumnMapping
from tests.reports.tables import checked, reports

FIELDS = {"tid": "start", "kategori": "category", "lat": "lat", "lon": "lng"}


def notices(**more):
    """What is said of a file with these columns, each mapped to the field of its name, beside good ones."""
    columns = reports(4, **more)
    found = checked(columns, mapping=ColumnMapping((*FIELDS.items(), *((name, name) for name in more))))
    assert found.rows.height == 4
    return [notice for notice in found.notices if "not understood" in notice.text], found.rows


@pytest.mark.parametrize(
    ("field", "written", "stored", "count", "shown"),
    [
        ("effect", ["5", " 2 ", "", "2.0"], [None, 2, None, 2], 1, "5"),
        ("effect", [2.5, 2.0, None, 1.0], [None, 2, None, 1], 1, "2.5"),
        ("suspicion", ["ja", "kanske", "Nej", "kanske"], [True, None, False, None], 2, "kanske"),
        ("police_reported", ["x", "troligen", "kanske", None], [True, None, None, None], 2, "troligen, kanske"),
        ("place_precision", ["punkt", "område", "exakt", "nära"], None, 1, "nära"),
        ("time_precision", ["ca", "exakt", "ungefär så", "okänd"], None, 1, "ungefär så"),
        ("reported", ["2026-03-01 18:05", "i går", "", "2026-03-02"], None, 1, "i går"),
        (
            "suspicion",
            ["nej", "070-123 45 67", "nej", "nej"],
            [False, None, False, False],
            1,
            "[personuppgift]",
        ),
    ],
)
def test_it_is_told_and_the_report_is_taken(field, written, stored, count, shown):
    """With how many rows hold such a value, and the commonest words, without what tells of a person."""
    (notice,), rows = notices(**{field: written})
    assert notice.strong
    assert dict(notice.values) == {"count": count, "column": repr(field), "examples": shown}
    assert stored is None or rows[field].to_list() == stored


def test_nothing_is_said_of_what_is_understood_or_blank():
    said, _ = notices(effect=["1", "2", "3", ""], suspicion=["ja", "nej", " ", None])
    assert said == []
