"""Unusual here: how often chance alone puts a place on the list, and how soon a place that rises is on it.

Towns are tables of weeks, organisations and cells of resolution 9 about a point; what is usual is learned from the
years before the last, and the last is gone through week by week.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cache, partial

import h3.api.basic_int as h3_int
import numpy as np
import polars as pl

from est.hotspots.surveillance.alarm_line import QUIET, alarm_lines
from est.hotspots.surveillance.watched_places import WatchedPlaces, watched_places
from est.hotspots.surveillance.weekly_scan import scan_weeks
from est.hotspots.surveillance.weekly_table import place_prior
from est.space.area import StudyArea
from est.space.cells import areas_km2
from tests.calibration.table import Row, run_trials, share, wilson

MIDDLE = (59.3057, 14.105)
YEAR = 52
RISEN, RISES = 26, 0  # weeks that a rise has lasted by the end, and the cell that it is in


@dataclass(frozen=True)
class Truth:
    """What is true of a town: reports a year, drift of places from year to year, and what else happens.

    `rise` is of the first known place. `fair` is how many more reports one cell has in one week, the same each year
    or the next; `easter` by what factor a tenth of the cells report more in two weeks that move by up to a month;
    `summer` by what factor a cell of 40 reports a year does from June to August. `clusters` is the share of reports
    that come four together within two weeks and a ring; `bursts` the share that one organisation reports five at a
    time. `leads` is how many others a report leads to on average, within a week or two and a ring (Hawkes);
    `snapped` the share that lies on twenty cells; `silent` the share of cells that nobody reports from. `later`
    changes an organisation's reports by a factor in the last thirty weeks.
    """

    a_year: float = 1500.0
    years: int = 3
    drift: float = 0.0
    clusters: float = 0.0
    bursts: float = 0.0
    leads: float = 0.0
    snapped: float = 0.0
    silent: float = 0.0
    later: tuple[int, float] | None = None
    joins: int | None = None
    fair: int = 0
    easter: float = 1.0
    summer: float = 1.0
    rise: tuple[float, float] | None = None  # reports a year, and the factor of the last half year


ORGANISATIONS = np.array([0.3, 0.2, 0.15, 0.15, 0.1, 0.1])


@cache
def hexagons(steps: int = 7, known: int = 15, first: int = 0) -> tuple[StudyArea, WatchedPlaces]:
    """Return the area of all cells within so many steps, and what is watched: `known` named cells too, from one on."""
    cells = np.sort(np.array(h3_int.grid_disk(h3_int.latlng_to_cell(*MIDDLE, 9), steps), dtype=np.uint64))
    frame = pl.DataFrame({"cell": cells, "share": np.ones(cells.size), "area_km2": areas_km2(cells)})
    area = StudyArea(9, "outline", frame)
    middles = np.array(
        [h3_int.cell_to_latlng(int(cell)) for cell in cells[first :: max(cells.size // known, 1)][:known]]
    )
    named = pl.DataFrame(
        {"name": [f"plats {number}" for number in range(len(middles))], "lat": middles[:, 0], "lng": middles[:, 1]}
    )
    return area, watched_places(area, (), named)


def draw_town(truth: Truth, area: StudyArea, chance: np.random.Generator) -> np.ndarray:
    """Return the reports of a town, weeks × organisations × cells, of its years and one more."""
    n, weeks = area.ids.size, YEAR * (truth.years + 1)
    level = chance.gamma(1.0, 1.0, n) * (np.arange(n) >= truth.silent * n)
    if truth.snapped:
        addresses = chance.choice(n, 20, replace=False)
        level[addresses] += truth.snapped / (1 - truth.snapped) * level.sum() / addresses.size
    level /= level.sum()
    counts = np.zeros((weeks, ORGANISATIONS.size, n))
    for year in range(truth.years + 1):
        here = level * np.exp(chance.normal(-(truth.drift**2) / 2, truth.drift, n)) if truth.drift else level
        week = truth.a_year / YEAR * np.outer(ORGANISATIONS, here / here.sum())
        counts[YEAR * year : YEAR * (year + 1)] = chance.poisson(week, (YEAR, *week.shape))
    if truth.clusters:
        counts = _clustered(chance.binomial(counts.astype(int), 1 - truth.clusters), truth, level, area, chance)
    if truth.bursts:
        counts = chance.binomial(counts.astype(int), 1 - truth.bursts).astype(float)
        for _ in range(chance.poisson(truth.a_year * (truth.years + 1) * truth.bursts / 5)):
            counts[chance.integers(weeks), 0, chance.choice(n, p=level)] += 5
    if truth.leads:
        counts = _led_to(chance.binomial(counts.astype(int), 1 - truth.leads), truth.leads, area, chance)
    if truth.later is not None:
        who, factor = truth.later
        week = factor * truth.a_year / YEAR * ORGANISATIONS[who] * level
        counts[-30:, who] = chance.poisson(week, (30, n))
    if truth.joins is not None:
        counts[:-30, truth.joins] = 0
    _add_what_comes_each_year(counts, truth, chance)
    if truth.rise is not None:
        base, factor = truth.rise
        times = np.where(np.arange(weeks) < weeks - RISEN, 1.0, factor)
        counts[:, :, RISES] = chance.poisson(base / YEAR * np.outer(times, ORGANISATIONS))
    return counts


def _led_to(counts: np.ndarray, leads: float, area: StudyArea, chance: np.random.Generator) -> np.ndarray:
    """Return reports with those that they lead to, and these to others: half in the week after, a third around."""
    counts = counts.astype(float)
    parents = counts
    while parents.any():
        children = np.zeros_like(counts)
        for week, _who, cell in np.repeat(np.argwhere(parents), parents[parents > 0].astype(int), axis=0):
            near = area.disks[cell][area.disks[cell] < area.ids.size]
            for _ in range(chance.poisson(leads)):
                when = week + (chance.random() < 0.5)
                if when < counts.shape[0]:
                    there = chance.choice(near) if chance.random() < 1 / 3 else cell
                    children[when, chance.choice(ORGANISATIONS.size, p=ORGANISATIONS), there] += 1
        counts += children
        parents = children
    return counts


def _add_what_comes_each_year(counts: np.ndarray, truth: Truth, chance: np.random.Generator) -> None:
    n = counts.shape[2]
    cell = chance.integers(n)
    moving = chance.choice(n, n // 10, replace=False)
    for year in range(0, counts.shape[0], YEAR):
        if truth.fair:
            week = year + 20 + int(chance.integers(2))
            counts[week, :, cell] += chance.multinomial(truth.fair, ORGANISATIONS)
        if truth.easter > 1:
            week = year + 12 + int(chance.integers(5))
            usual = counts[:, :, moving].mean(axis=0)
            counts[week : week + 2, :, moving] += chance.poisson((truth.easter - 1) * usual, (2, *usual.shape))
        if truth.summer > 1:
            week = year + 22
            usual = 40 / YEAR * ORGANISATIONS
            counts[year : year + YEAR, :, cell] = chance.poisson(usual, (YEAR, usual.size))
            counts[week : week + 13, :, cell] += chance.poisson((truth.summer - 1) * usual, (13, usual.size))


def _clustered(
    counts: np.ndarray, truth: Truth, level: np.ndarray, area: StudyArea, chance: np.random.Generator
) -> np.ndarray:
    counts = counts.astype(float)
    weeks = counts.shape[0]
    for _ in range(chance.poisson(truth.a_year * (truth.years + 1) * truth.clusters / 4)):
        cell, week = chance.choice(area.ids.size, p=level), chance.integers(weeks)
        near = area.disks[cell][area.disks[cell] < area.ids.size]
        for _ in range(chance.poisson(4)):
            there = chance.choice(near) if chance.random() < 0.3 else cell
            when = min(weeks - 1, week + (chance.random() < 0.4))
            counts[when, chance.choice(ORGANISATIONS.size, p=ORGANISATIONS), there] += 1
    return counts


@dataclass(frozen=True)
class YearOfLists:
    """What a year of weekly lists gave: alarms by chance, and the weeks until the rise was listed, or None."""

    false_alarms: int
    weeks: int | None


def year_of_lists(seed: int, truth: Truth, known: bool = True) -> YearOfLists:
    """Return what the lists of the last year of a town gave. `known` tells whether the place that rises has a name."""
    area, watched = hexagons() if known else hexagons(first=1)
    counts = draw_town(truth, area, np.random.default_rng(seed))
    weeks = counts.shape[0]
    began = (counts.sum(axis=2) > 0).argmax(axis=0)
    counts = counts[:, began <= weeks - YEAR - 38]  # the rule of weekly_table, on the day that the last year begins
    town = counts.sum(axis=2)
    places = np.asarray((watched.members @ counts.reshape(-1, counts.shape[2]).T).T).reshape(*town.shape, -1)
    before = slice(0, weeks - YEAR)
    prior = place_prior(places[before], town[before], watched, area)
    lines = alarm_lines(places[before], town[before], prior, watched.families)
    reach = np.array([line.p for line in lines])[watched.families]
    last_alarm, alarms, found = np.full(area.ids.size, -YEAR), 0, None
    for week, scan in enumerate(list(scan_weeks(places, town, prior))[-YEAR:]):
        smallest = np.minimum(scan.more, scan.fewer).min(axis=0)[0]
        for number in np.flatnonzero(smallest <= reach):
            ground = watched.members[[number]].indices
            if truth.rise is not None and RISES in ground:
                found = week + 1 - (YEAR - RISEN) if found is None and week >= YEAR - RISEN else found
            else:
                alarms += int((week - last_alarm[ground] > QUIET).all())
            last_alarm[ground] = week
    return YearOfLists(alarms, found)


NOTHING: tuple[tuple[str, Truth], ...] = (
    ("an even year, 1,500 reports", Truth()),
    ("60 reports a year", Truth(60)),
    ("5,000 reports a year", Truth(5000)),
    ("places drift by 0.25 a year", Truth(drift=0.25)),
    ("places drift by 0.4 a year", Truth(drift=0.4)),
    ("40 % in clusters of four within two weeks", Truth(clusters=0.4)),
    ("half in bursts of five of one organisation", Truth(bursts=0.5)),
    ("reports lead to others, 0.4 on average", Truth(leads=0.4)),
    ("30 % on twenty addresses", Truth(snapped=0.3)),
    ("nobody reports from a third of the cells", Truth(silent=1 / 3)),
    ("an organisation joins", Truth(joins=2)),
    ("an organisation triples", Truth(later=(1, 3.0))),
    ("an organisation stops", Truth(later=(0, 0.0))),
    ("a fair each year, 15 reports", Truth(fair=15)),
    ("Easter, three times as much in a tenth of the cells", Truth(easter=3.0)),
    ("a place with four times as much in summer", Truth(summer=4.0)),
)

RISES_OF: tuple[tuple[float, float], ...] = ((24.0, 3.0), (24.0, 5.0), (6.0, 5.0))


def rows(towns: int, pool: Executor | None = None, seed: int = 70_000_000) -> Iterator[Row]:
    """Give the share of towns with at most one false alarm in a year, and the median weeks until a rise is listed."""
    for what, truth in NOTHING:
        seed += 100_000
        found = run_trials(pool, partial(year_of_lists, truth=truth), towns, seed)
        yield share(f"unusual, {what}: at most one alarm", (one.false_alarms <= 1 for one in found), None, ">= 0.95")
    for base, factor in RISES_OF:
        for known in (True, False):
            seed += 100_000
            trial = partial(year_of_lists, truth=replace(Truth(), rise=(base, factor)), known=known)
            yield _delay(base, factor, known, [one.weeks for one in run_trials(pool, trial, towns, seed)])


TARGETS = {(24.0, 3.0): "<= 6", (24.0, 5.0): "<= 3"}


def _delay(base: float, factor: float, known: bool, weeks: list[int | None]) -> Row:
    """Return the median of the weeks, with an order statistic's interval; what was never listed counts as 27 weeks."""
    ordered = np.sort([RISEN + 1 if one is None else one for one in weeks])
    low, high = (ordered[min(int(at * len(weeks)), len(weeks) - 1)] for at in wilson(len(weeks) / 2, len(weeks)))
    median = float(np.median(ordered))
    target = TARGETS.get((base, factor)) if known else None
    name = "a place with a name" if known else "a cell without a name"
    what = f"unusual, {base:.0f} a year times {factor:.0f}, {name}: median weeks until it is listed"
    reached = None if target is None else median <= float(target.split()[1])
    return Row(what, median, float(low), float(high), target, reached, len(weeks))
