"""One question gives what many would: the same counts as asking for each period and each key alone."""

from datetime import datetime, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from est.clock import PRESETS
from est.municipality.reference_lists import reference_lists
from est.picture.counts import category_counts, count_by_key, organisation_counts, period_counts
from est.picture.courses import counts_and_courses
from est.picture.selection import Selection
from tests.stores import organisation_ids, prepared_store, put


@pytest.mark.slow
@pytest.mark.parametrize("hours", ["all", "night"])
def test_the_counts_are_those_of_each_period_alone(hours):
    """By category and by organisation, with windows that lie only partly in the hours."""
    with prepared_store() as store:
        first = datetime(2026, 1, 1, 3)
        moments = [first + timedelta(hours=7 * n) for n in range(200)]
        put(
            store,
            pl.DataFrame(
                {
                    "starts": moments,
                    "ends": [at + timedelta(hours=5) if n % 3 else None for n, at in enumerate(moments)],
                    "organisation": [organisation_ids(store)[n % 3] for n in range(200)],
                    "category": [("SKA", "FOR")[n % 2] for n in range(200)],
                }
            ),
        )
        selection = Selection(datetime(2026, 2, 1).date(), datetime(2026, 2, 15).date(), PRESETS[hours])
        counts, names = period_counts(store, selection), reference_lists(store)
        with_courses, _ = counts_and_courses(store, selection)
        assert_frame_equal(with_courses, counts, check_row_order=False)
        for key, known, alone in (
            ("category", names.categories, category_counts),
            ("organisation", names.organisations, organisation_counts),
        ):
            for found, period in zip(count_by_key(counts, key, known), (selection, selection.previous()), strict=True):
                expected = alone(store, period)
                wanted = dict(expected.filter(pl.col("count") > 0).select(expected.columns[0], "count").rows())
                assert dict(found.select("id", "count").rows()) == pytest.approx(wanted)


def test_what_has_no_name_comes_last_and_what_has_no_reports_is_left_out():
    """Reports outside all districts have none."""
    counts = pl.DataFrame({"district": [None, "b"], "count": [2.0, 0.0], "before": [1.0, 3.0]})
    now, before = count_by_key(counts, "district", {"a": "A", "b": "B"})
    assert now.rows() == [(None, None, 2.0)]
    assert before.rows() == [("b", "B", 3.0), (None, None, 1.0)]
