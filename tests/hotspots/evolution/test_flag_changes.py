"""A flag is new, still there or gone; what was never flagged is not spoken of."""

import polars as pl

from est.hotspots.evolution.flag_changes import flag_changes

SCHEMA = {"cell": pl.String, "count": pl.Float64, "flag": pl.String}


def cells(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_every_flag_of_either_period_is_told_once():
    """New ones first, then those that stand, then those that are gone, with the reports of both periods."""
    now = cells(("a", 9.0, "tydlig"), ("b", 7.0, "bevaka"), ("c", 1.0, None), ("d", 2.0, None))
    before = cells(("a", 8.0, "bevaka"), ("b", 1.0, None), ("c", 6.0, "tydlig"), ("d", 2.0, None))
    assert flag_changes(now, before).rows() == [
        ("b", "new", "bevaka", 7.0, 1.0),
        ("a", "still there", "tydlig", 9.0, 8.0),
        ("c", "gone", "tydlig", 1.0, 6.0),
    ]


def test_without_flags_there_is_nothing_to_tell():
    """A period without a map has no cells."""
    assert flag_changes(cells(), cells(("a", 1.0, None))).is_empty()
