"""A period is compared with the one before only where reports had begun by then."""

from datetime import date, timedelta

import pytest

from est.picture.comparison import reports_begun
from est.picture.selection import Selection

PERIOD = Selection(date(2026, 3, 30), date(2026, 6, 22))  # twelve weeks; the twelve before begin on 5 January
BEFORE = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("late", "compared"), [(-400, True), (0, True), (8, True), (9, False), (84, False), (120, False)]
)
def test_what_nobody_reported_yet_is_no_zero_to_compare_with(late: int, compared: bool) -> None:
    """A tenth of the period before may lack: the first report of a quiet town does not come on its first day."""
    first = BEFORE + timedelta(days=late)
    assert reports_begun(PERIOD, (first, first + timedelta(days=200))) == (None if compared else first)


def test_in_a_store_without_reports_nothing_has_begun() -> None:
    """There is nothing to say of it either."""
    assert reports_begun(PERIOD, None) is None
