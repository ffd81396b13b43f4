"""What is shared of whole months says how many there are, and of few that they are few, by no sum or difference."""

from datetime import date, datetime

import polars as pl
import pytest

from est.errors import SelectionError
from est.picture.figures_to_share import closed_months, figures_to_share
from tests.stores import prepared_store, put

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
ALL = ("alla månader", "alla kategorier", "hela kommunen")


@pytest.fixture
def figures():
    """Twenty reports of damage in January, three of drugs, seven of damage in February, and one a year before."""
    days = [
        *[datetime(2026, 1, 5)] * 20,
        *[datetime(2026, 1, 9)] * 3,
        *[datetime(2026, 2, 5)] * 7,
        datetime(2025, 1, 1),
    ]
    kinds = [*["SKA"] * 20, *["NAR"] * 3, *["SKA"] * 8]
    with prepared_store() as store:
        put(store, pl.DataFrame({"starts": days, "category": kinds}))
        names = dict(store.ask("SELECT code, name FROM categories").iter_rows())
        rows = figures_to_share(store, (JANUARY, FEBRUARY))
    shown = {(month, kind, place): (count, more) for month, kind, place, count, more, _ in rows.iter_rows()}
    return names, shown


@pytest.mark.slow
def test_what_is_enough_is_told_and_what_is_few_is_not(figures):
    """Neither by itself nor as the rest of a total."""
    names, shown = figures
    damage, drugs = names["SKA"], names["NAR"]
    assert shown["2026-01", damage, "hela kommunen"] == (20, False)
    assert shown["2026-02", damage, "utan delområde"] == (7, False)
    assert shown["2026-01", drugs, "utan delområde"] == (0, True)
    assert shown["2026-01", drugs, "hela kommunen"] == (0, True)
    count, more = shown[ALL]
    assert (count, more) == (27, True)


def test_only_months_that_are_over_are_shared():
    """What still runs would tell of each report as it comes."""
    assert closed_months(date(2026, 1, 20), date(2026, 2, 3), date(2026, 3, 1)) == (JANUARY, FEBRUARY)
    for first, last, today in (
        (JANUARY, FEBRUARY, date(2026, 2, 28)),
        (FEBRUARY, JANUARY, date(2026, 3, 1)),
        (date(2020, 1, 1), JANUARY, date(2026, 3, 1)),
    ):
        with pytest.raises(SelectionError):
            closed_months(first, last, today)
