"""Trials of the verdict in towns as real ones are: places move by themselves, other measures run, reporting changes.

The ground, the design and the functions that judge are those of `verdicts`. Cells differ as a Gamma of shape 2, and the
level of every cell and year is multiplied by a log-normal of mean 1, each for itself.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from est.measures.followup.circumstances import OtherMeasure
from est.measures.followup.verdict import Evaluation
from est.measures.followup.verdict_rules import EvaluationBasis, judge_measure
from tests.calibration.verdicts import LOCKED, MONTHS, START, design, ground, inner, tallied

SHARES = np.array([0.35, 0.3, 0.2, 0.15])
REST = 1_500.0  # reports a year of all cells but the place
TREATED = 0.4  # what other measures leave


@dataclass(frozen=True)
class RealTruth:
    """What is true: reports of the place a year, what the measure leaves of them and the part of the rest that came to
    the ring, how much places move by themselves (standard deviation of the log level), earlier years; the part of the
    control that other measures treat, and whether they treat a hotspot in the ring; and how many times as much one
    organisation (by its row) reports at the place afterwards.
    """

    place: float = 40.0
    left: float = 1.0
    to_ring: float = 0.0
    drift: float = 0.0
    years: int = 3
    treated: float = 0.0
    ring_treated: bool = False
    times: float = 1.0
    organisation: int = 0


def real_trial(seed: int, truth: RealTruth) -> Evaluation:
    """Return the verdict on one town's measure, on the day that the follow-up is due."""
    random, area = np.random.default_rng(seed), ground()
    home = int(random.choice(inner()))
    near = area.disks[home][1:]
    means = random.gamma(2.0, 0.5, area.ids.size)
    means *= REST / means.sum()
    means[home] = truth.place
    later = means.copy()
    later[home] *= truth.left
    later[near] += truth.to_ring * (means[home] - later[home]) / near.size
    plan = design([home], truth.years)
    others = treated(plan.control + plan.ring_control, truth, random)
    if truth.ring_treated:
        hot = int(random.choice(near))
        means[hot] = later[hot] = truth.place
        others = (*others, str(area.texts[hot]))
    rows = np.isin(area.texts.to_numpy(), list(others))
    later[rows] *= TREATED
    levels = np.exp(random.normal(-(truth.drift**2) / 2, truth.drift, (truth.years + 1, means.size)))
    by_month = np.concatenate([np.repeat((means * level)[:, None] / MONTHS, MONTHS, axis=1) for level in levels[1:]], 1)
    reported = SHARES[:, None] * later * levels[0]
    reported[truth.organisation, home] *= truth.times
    counts = tallied(random.poisson(by_month), np.zeros((means.size, MONTHS)), truth.years, random, SHARES)
    counts.chosen[:, -1] = counts.every[:, -1] = random.poisson(reported)
    measures = (OtherMeasure("another", START + timedelta(days=1), None, others),) if others else ()
    return judge_measure(plan, counts, area, plan.follow_up, EvaluationBasis(locked=LOCKED.locked, others=measures))


def treated(cells: tuple[str, ...], truth: RealTruth, random: np.random.Generator) -> tuple[str, ...]:
    """Return the part of these cells that other measures treat."""
    number = round(truth.treated * len(cells))
    return tuple(random.choice(sorted(cells), number, replace=False).tolist()) if number else ()
