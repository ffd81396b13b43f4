"""A flag is new, still there or gone; what was never flagged is not spoken of."""

import polars as pl

from est.hotspots.evolution.flag_changes import flag_changes

SCHEMA = {"cell": pl.String, "count": pl.Float64, "flag": pl.String}


def cells(*rows):
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def test_every_flag_that_stands_or_is_clear_in_one_period_is_told_once():
    """New ones first, then those that stand, then those that are gone; what was only to be watched once is left out."""
    now = cells(("a", 9.0, "bevaka"), ("b", 7.0, "tydlig"), ("c", 1.0, None), ("d", 2.0, None), ("e", 5.0, "bevaka"))
    before = cells(("a", 8.0, "bevaka"), ("b", 1.0, None), ("c", 6.0, "tydlig"), ("d", 5.0, "bevaka"), ("e", 4.0, None))
    assert flag_changes(now, before).rows() == [
        ("b", "new", "tydlig", 7.0, 1.0),
        ("a", "still there", "bevaka", 9.0, 8.0),
        ("c", "gone", "tydlig", 1.0, 6.0),
    ]


def test_without_flags_there_is_nothing_to_tell():
    """A period without a map has no cells."""
    assert flag_changes(cells(), cells(("a", 1.0, None))).is_empty()
