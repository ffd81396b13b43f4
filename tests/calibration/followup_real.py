"""The rows of the calibration for towns as real ones are: drift, other measures, reporting that changes at a place."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial

from est.measures.followup.verdict_levels import DisplacementLevel, VerdictLevel
from tests.calibration.real_towns import RealTruth, real_trial
from tests.calibration.table import Row, share
from tests.calibration.verdicts import DECREASES, INCREASES, SAID


@dataclass(frozen=True)
class Told:
    """What is said of one town's measure, and whether the intervals hold what is true."""

    step: VerdictLevel
    moved: DisplacementLevel
    elsewhere: bool
    ratio_covers: bool
    prediction_covers: bool


Asked = tuple[str, Callable[[Told], bool], str | None]


def told(seed: int, truth: RealTruth) -> Told:
    """Return what is said of one town's measure."""
    found = real_trial(seed, truth)
    after, local = found.counts.target.after, found.local
    return Told(
        found.step,
        found.moved,
        bool(found.elsewhere),
        found.ratio.low <= truth.left <= found.ratio.high,
        local.expected_low <= after <= local.expected_high,
    )


def _anything(one: Told) -> bool:
    return one.step in SAID


def _decrease(one: Told) -> bool:
    return one.step in DECREASES


def _increase(one: Told) -> bool:
    return one.step in INCREASES


def _reporting(one: Told) -> bool:
    return one.step is VerdictLevel.REPORTING


def _moved(one: Told) -> bool:
    return one.moved is DisplacementLevel.MOVED


def _spread(one: Told) -> bool:
    return one.moved is DisplacementLevel.SPREAD


def _not_moved(one: Told) -> bool:
    return one.moved is DisplacementLevel.NOT_NEARBY


ANYTHING: Asked = ("a decrease or an increase said", _anything, "<= 0.07")
ELSEWHERE: Asked = ("a place elsewhere said to have grown", lambda one: one.elsewhere, "<= 0.07")
RATIO: Asked = ("the interval of the ratio holds the truth", lambda one: one.ratio_covers, ">= 0.92")
PREDICTION: Asked = ("the 95 % prediction holds the count", lambda one: one.prediction_covers, ">= 0.92")
MOVED: Asked = ("moved said, though it did not", _moved, "<= 0.06")
SPREAD: Asked = ("spread said, though it did not", _spread, "<= 0.06")
REPORTING: Asked = ("reporting changed said, though it did not", _reporting, "<= 0.05")
DENIED: Asked = ("wrongly not moved", _not_moved, "<= 0.10")
BOTH: Asked = ("a decrease and moved said", lambda one: _decrease(one) and _moved(one), ">= 0.60")


def _found(target: str) -> Asked:
    return "a decrease said", _decrease, target


QUIET: tuple[Asked, ...] = (ANYTHING, ELSEWHERE, RATIO, PREDICTION, MOVED, REPORTING)
TRUTHS: tuple[tuple[str, RealTruth, tuple[Asked, ...]], ...] = (
    *(
        (f"no effect, {place:g} a year, drift {drift:g}", RealTruth(place, drift=drift), QUIET)
        for drift in (0.0, 0.25, 0.4)
        for place in (40.0, 100.0)
    ),
    ("no effect, 100 a year, drift 0.25, one earlier year", RealTruth(100, drift=0.25, years=1), QUIET),
    ("halved at 40 a year", RealTruth(40, 0.5), (_found(">= 0.75"), RATIO, MOVED, SPREAD, REPORTING)),
    (
        "halved at 100 a year, drift 0.25",
        RealTruth(100, 0.5, drift=0.25),
        (_found(">= 0.60"), RATIO, ELSEWHERE, MOVED, SPREAD, REPORTING),
    ),
    (
        "no effect, 40 a year, a quarter of the control treated",
        RealTruth(40, treated=0.25),
        (("an increase said", _increase, "<= 0.06"), MOVED, SPREAD),
    ),
    (
        "halved at 40 a year, a quarter of the control treated",
        RealTruth(40, 0.5, treated=0.25),
        (_found(">= 0.75"), MOVED, SPREAD, REPORTING),
    ),
    (
        "halved at 40 a year, a hotspot of the ring treated",
        RealTruth(40, 0.5, ring_treated=True),
        (_found(">= 0.75"), MOVED, SPREAD),
    ),
    (
        "halved at 100 a year, half of it to the ring",
        RealTruth(100, 0.5, to_ring=0.5),
        (BOTH, DENIED, ("spread said", _spread, "<= 0.00")),
    ),
    ("the same, drift 0.25", RealTruth(100, 0.5, to_ring=0.5, drift=0.25), (("moved said", _moved, None), DENIED)),
    (
        "no effect, 40 a year, an organisation with 35 % stops at the place",
        RealTruth(40, times=0.0),
        (ANYTHING, ("reporting changed said", _reporting, None)),
    ),
    (
        "no effect, 40 a year, an organisation with 20 % reports 2.5 times as much at the place",
        RealTruth(40, times=2.5, organisation=2),
        (ANYTHING, ("reporting changed said", _reporting, None)),
    ),
    (
        "the same, one with 35 %",
        RealTruth(40, times=2.5),
        (ANYTHING, ("reporting changed said", _reporting, None)),
    ),
)


def rows(towns: int, pool: Executor | None = None, seed: int = 14_000_000) -> Iterator[Row]:
    """Give every row, those of one truth from the same towns; each truth has seeds of its own."""
    for what, truth, asked in TRUTHS:
        seed += 100_000
        seeds, trial = range(seed, seed + towns), partial(told, truth=truth)
        found = list(map(trial, seeds) if pool is None else pool.map(trial, seeds, chunksize=max(1, towns // 16)))
        for name, holds, target in asked:
            yield share(f"{what}: {name}", map(holds, found), None, target)
