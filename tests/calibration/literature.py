"""What the forecasts of the literature hold beside the program's own: at 1 % of the seven cities none holds more.

On the same four draws, over plain counts at 1 % and 5 %: the ensemble 1.15 and 1.40, against 1.12 and 1.31 of count and
kernel summed, 1.09 and 1.31 of their ranks, 0.98 and 1.32 of kernels and 0.95 and 1.23 of rings weighted by what they
foretold, 0.88 and 1.31 of a self-exciting process, 0.83 and 1.22 of kernels by the nearest neighbours, 0.79 and 1.24 of
adaptive ones, 0.67 and 1.18 of one likeliest bandwidth (the likeliest is wide, and blurs the single cells), 0.70 and
0.98 of Marshall's local empirical Bayes. The self-exciting process of cells marks what plain counts do (1.00): with a
background for every cell, nothing is left to be set off. In the towns only the sum of count and kernel is above the
ensemble (1.019, 0.999-1.040), and in the cities it is below (0.973, 0.954-0.991).

Why the target is not had: of the 1 % that plain counts mark 92 % holds a report already, of the ensemble's 90 %, and
one who knew the long run of every cell, but kept to those with a report, would hold 1.36 times plain counts there; of
the 1 % that the ceiling (2.57) marks only 31 % holds a report, and nothing has shown yet where the rest of it is.

The ensemble kept to cells with a report as long as there are any holds 1.009 times (1.003-1.015) what the ensemble
holds at 1 %, and no more at 5 % or in towns: too little for a rough interval of four draws, and a rule that only ranks
gives no count to expect.
"""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np
from scipy import stats

from est.hotspots.forecasting.cell_history import Values
from tests.calibration import forecast
from tests.calibration.candidates import CANDIDATES
from tests.calibration.forecast import BEST, CITIES, LEVEL, MARKED, RATE, SHARES, SHOWN, TOWNS, WHOLE, WITHIN, Gain
from tests.calibration.table import Row

ALONE = ("Houston robbery", "Houston auto theft", "New York vehicle theft")  # told by themselves: the target's kinds
Draws = Mapping[str, Sequence[dict[str, Values]]]


def rows(draws: int, pool: Executor | None = None) -> Iterator[Row]:
    """Give what every candidate holds over plain counts and over the ensemble, and what is marked and could be held."""
    for group, names in (("cities", CITIES), ("towns", TOWNS)):
        held = {name: forecast.drawn(name, draws, pool, besides=True) for name in names}
        yield from _beside(f"{len(names)} {group}", held, draws)
        for name in (name for name in names if name in ALONE):
            yield from _over("count", "plain counts", name, {name: held[name]}, SHOWN[0], draws)
        if group == "cities":
            yield from _marked(f"{len(names)} {group}", held, draws)


def _beside(which: str, held: Draws, draws: int) -> Iterator[Row]:
    for share in SHOWN:
        yield from _over("count", "plain counts", which, held, share, draws)
    yield from _over(BEST, "the ensemble", which, held, SHOWN[0], draws)


def _over(over: str, called: str, which: str, held: Draws, share: float, draws: int) -> Iterator[Row]:
    """Give a row a method: its PAI over that of another one, the geometric mean over the sets."""
    found: list[Gain] = [gain for name, some in held.items() for gain in forecast.gains(name, some, over)]
    for method in (BEST, *CANDIDATES, WITHIN, WHOLE) if over == "count" else CANDIDATES:
        value, low, high = forecast.together(found, method, share)
        what = f"forecast tried, PAI at {share:.0%} over that of {called}, {which}, {method}"
        yield Row(what, value, low, high, None, None, draws)


def _marked(which: str, held: Draws, draws: int) -> Iterator[Row]:
    """Give how much of the marked area lies in cells that hold a report already, the mean over sets and draws."""
    z = stats.norm.ppf((1 + LEVEL) / 2)
    for share in SHOWN:
        for method in ("count", BEST, WHOLE):
            each = np.array(
                [[one[method + MARKED][SHARES.index(share)] / share for one in some] for some in held.values()]
            )
            half = z * np.sqrt(each.var(axis=1, ddof=1).sum() / draws) / len(each)
            value = float(each.mean())
            what = f"forecast, {RATE} a year: share of the {share:.0%} marked that holds a report, {which}, {method}"
            yield Row(what, value, float(value - half), float(min(1.0, value + half)), None, None, draws)
