"""Whether as much came at this time of an earlier year: a fair, Easter, the first warm weeks at the lake."""

import numpy as np

from est.hotspots.surveillance.weekly_scan import Floats
from est.statistics.negative_binomial import PredictiveDistribution

YEAR = 52  # weeks
SHIFT = 5  # weeks by which what comes each year may move; Easter does
STOOD_OUT = 0.001  # p of an earlier year's weeks beside the rest of the past, from which they were a peak themselves
AS_THEN = 0.05  # p of the weeks now beside those, from which they are as usual


def usual_at_this_time(place: Floats, town: Floats, weeks: int, count: float, drift: float) -> bool:
    """Return whether a count of the latest weeks is no more than peaks of earlier years at this time would give.

    `place` and `town` are weeks × organisations. Of each earlier year the fullest window within five weeks of the
    season is taken, if it stood out from the rest of the past; it is scaled by what was reported in the town then and
    now, and as sure as its count and the drift of places let it be.
    """
    every, whole = place.sum(axis=1), town.sum(axis=1)
    end = every.size
    now = float(whole[end - weeks :].sum())
    past = slice(0, end - weeks)
    share = float(every[past].sum()) / max(float(whole[past].sum()), 1.0)
    for years in range(1, end // YEAR + 1):
        for last in range(end - YEAR * years - SHIFT, end - YEAR * years + SHIFT + 1):
            if last < weeks or last > end - weeks:
                continue
            then, held = float(whole[last - weeks : last].sum()), float(every[last - weeks : last].sum())
            if held == 0 or then == 0 or not _stood_out(held, share * then, drift):
                continue
            if _upper(count, held * now / then, held, drift) >= AS_THEN:
                return True
    return False


def _stood_out(held: float, expected: float, drift: float) -> bool:
    return _upper(held, expected, np.inf, drift) <= STOOD_OUT


def _upper(count: float, mean: float, rests_on: float, drift: float) -> float:
    size = 1 / max(1 / rests_on + drift**2, 1e-9)
    return float(PredictiveDistribution(np.array(mean), np.array(size)).upper(count))
