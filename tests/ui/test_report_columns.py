"""A list of reports has the columns that its place on the page has room for; the rest is in each report."""

import polars as pl

from est.ui.reports.report_columns import fitting_columns

NAMES = {
    "when": "När",
    "category": "Kategori",
    "subcategory": "Underkategori",
    "organisation": "Aktör",
    "note": "Flera källor",
    "place": "Plats",
    "source": "Källa",
    "description": "Beskrivning",
    "reported": "När det rapporterades",
}
ROWS = pl.DataFrame({name: ["2026-06-24 19:00" if name in ("when", "reported") else "ord"] for name in NAMES})


def test_with_room_every_column_is_shown_in_its_order():
    """Nothing is left out without need."""
    assert list(fitting_columns(ROWS, NAMES, 2000)) == list(NAMES)


def test_without_room_what_tells_the_reports_apart_is_kept():
    """When, what, who, where and the words; what says least goes first, and the order stays."""
    kept = list(fitting_columns(ROWS, NAMES, 600))
    assert kept == [name for name in NAMES if name in kept]
    assert {"when", "category", "organisation", "place", "description"} <= set(kept)
    assert "reported" not in kept


def test_a_column_that_a_list_is_about_is_always_shown():
    """As the reason why a report is not on the map."""
    names = NAMES | {"reason": "Varför den inte är på kartan"}
    rows = ROWS.with_columns(reason=pl.lit("saknar plats"))
    assert "reason" in fitting_columns(rows, names, 500, kept=("reason",))
