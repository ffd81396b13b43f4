"""Day and month are judged by the whole column, also where the year has two digits and may stand first."""

from datetime import date

import polars as pl
import pytest

from est.reports.values.day_order import UNDECIDED, day_orders

TODAY = date(2026, 3, 15)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["05/25/25", "03/04/26"], "mdy"),
        (["05/25/25 21:15", "03/04/26 9:30"], "mdy"),
        (["31/01/26", "03/02/26"], "dmy"),  # there is no report of 2031
        (["31/01/26", "03/02/2026"], "dmy"),
        (["26-01-31", "26-02-03"], "ymd"),
        (["05/25/25", "45/45/26"], "mdy"),
        (["25/02/26", "03/03/26"], UNDECIDED),  # 25 February 2026 or 26 February 2025
        (["05/06/26"], UNDECIDED),
        (["25/02/26", "02/25/26"], UNDECIDED),
        (["31/01/26", "02/25/2026"], UNDECIDED),
        (["31/1 26", "3/2 20"], UNDECIDED),  # 20 may be an hour
    ],
)
def test_the_column_tells_the_order_where_only_one_can_be(texts, order):
    assert day_orders([pl.Series("tid", texts)], (), TODAY) == {"tid": order}


def test_a_year_that_stands_first_tells_nothing_of_years_of_four_digits():
    columns = [pl.Series("tid", ["26-01-31"]), pl.Series("slut", ["03/04/2026"])]
    assert day_orders(columns, (), TODAY) == {"tid": "ymd", "slut": UNDECIDED}
