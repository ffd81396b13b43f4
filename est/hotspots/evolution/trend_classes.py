"""Whether a flagged place is persistent, emerging, fading or bound to a season or to hours: the two-window rule.

Formally, with two windows of equal length (the last twelve months and the twelve before), a place is a flag of both
windows together (q at most 0.10), or else of one of them (q at most 0.10) where none of the first lies in its ring. Its
growth is P(up): the probability that the strata of organisations, had the place followed them, would have put fewer
reports in the newer window (`stratified.share_below`). Over all places of the map, growth and decline are each held to
a false discovery rate of 5 %, and of a place of one window alone also to p at most 0.005.

- *emerging*: the growth is beyond what its organisations' growth explains;
- *fading*: the decline is;
- *persistent*: neither, and flagged in both windows together;
- *seasonal* or *hour-bound*: not flagged outside one season, or one preset of hours, but inside it in both windows.

Limits of P(up) itself, such as 0.9 and 0.1, would be too wide: a place picked because it is flagged in the newer window
has grown by its very choice, and with many places one in ten passes 0.9 by chance (docs/method.md, section 5.3;
tests/calibration has the figures).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import polars as pl

from est.hotspots.detection.batch_rule import Floats, add_rings
from est.hotspots.detection.flag_rule import Thresholds, flag_cells
from est.hotspots.detection.null_models import Expectation
from est.hotspots.detection.robustness import organisation_support
from est.picture.tested_events import events_by_cell
from est.space.area import StudyArea
from est.statistics.exact_tests import false_discovery
from est.statistics.stratified_counts import share_below
from est.text import N_


class TrendClass(StrEnum):
    """What a place has become. The values are the words of the Swedish screen; `WORDS` has the msgids."""

    PERSISTENT = "varaktig"
    EMERGING = "växande"
    FADING = "avtagande"
    SEASONAL = "säsongsbunden"


WORDS: dict[str, str] = {
    TrendClass.PERSISTENT: N_("persistent"),
    TrendClass.EMERGING: N_("emerging"),
    TrendClass.FADING: N_("fading"),
    TrendClass.SEASONAL: N_("seasonal or bound to hours"),
}


@dataclass(frozen=True)
class ClassRule:
    """The q-values of a place in both windows together and in one of them, the false discovery rate of its growth or
    decline, and the largest p of a change that makes a place of one window alone.
    """

    flagged: float = 0.10
    one_window: float = 0.10
    changed: float = 0.05
    sudden: float = 0.005


def _flags(q: float) -> Thresholds:
    """Return the thresholds of `flag_cells` that flag a place at this q-value."""
    return Thresholds(clear=min(0.05, q), watch=q)


CLASSES = {
    "cell": pl.String,
    "unit": pl.String,
    "trend": pl.String,
    "older": pl.Float64,
    "newer": pl.Float64,
    "expected_newer": pl.Float64,
    "p_up": pl.Float64,
    "bound_to": pl.String,
}


def classify_trends(
    area: StudyArea,
    older: pl.DataFrame,
    newer: pl.DataFrame,
    expected: Expectation,
    rule: ClassRule | None = None,
    parts: Mapping[str, tuple[pl.DataFrame, pl.DataFrame]] | None = None,
) -> pl.DataFrame:
    """Return the classified places: [cell String, unit "cell" | "ring", trend String, older, newer, expected_newer,
    p_up (all f64), bound_to String], by cell.

    `older` and `newer` are the tested events of two windows of equal length. `older` and `newer` in the answer are
    what was tested in the unit, `expected_newer` what the strata of organisations would have put in the newer window,
    `p_up` the probability of fewer. `parts` gives, by name, the events of both windows inside a season or a preset of
    hours; a persistent place that is flagged inside one in both windows and not outside it in either is *seasonal* and
    `bound_to` names the part. Null where a place is bound to none.
    """
    rule = rule or ClassRule()
    rows, ring, lasting = _places(area, older, newer, expected, rule)
    if not rows.size:
        return pl.DataFrame(schema=CLASSES)
    tables = _aligned(area, older, newer)
    before, after = (np.where(ring, add_rings(table, area.disks)[:, rows], table[:, rows]) for table in tables)
    total_before, total_after = (table.sum(axis=1) for table in tables)
    odds = total_after / np.maximum(total_before + total_after, 1e-12)
    p_up = share_below(after.sum(axis=0), (before + after).T, odds)
    trend = _trends(p_up, lasting, rule)
    bound = _bound(area, parts or {}, older, newer, expected, rule, rows)
    found = pl.DataFrame(
        {
            "cell": area.texts.gather(rows),
            "unit": np.where(ring, "ring", "cell"),
            "trend": [
                TrendClass.SEASONAL if part and name is TrendClass.PERSISTENT else name
                for name, part in zip(trend, bound, strict=True)
            ],
            "older": before.sum(axis=0),
            "newer": after.sum(axis=0),
            "expected_newer": ((before + after) * odds[:, None]).sum(axis=0),
            "p_up": p_up,
            "bound_to": bound,
        },
        schema=CLASSES,
    )
    return found.filter(pl.col("trend").is_not_null()).sort("cell")


def _places(
    area: StudyArea, older: pl.DataFrame, newer: pl.DataFrame, expected: Expectation, rule: ClassRule
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return the rows of the places, whether each is a ring, and whether it is flagged in both windows together."""
    rows: list[int] = []
    rings: list[bool] = []
    lasting: list[bool] = []
    taken = np.zeros(area.ids.size + 1, dtype=bool)
    windows = ((pl.concat([older, newer]), rule.flagged), (newer, rule.one_window), (older, rule.one_window))
    for number, (events, q) in enumerate(windows):
        marked = flag_cells(area, events_by_cell(events), _flags(q), expected.shares)
        found = np.flatnonzero(marked["flag"].is_not_null().to_numpy())
        fresh = found[~taken[area.disks[found]].any(axis=1)] if rows else found
        rows += fresh.tolist()
        rings += [marked["unit"][row] == "ring" for row in fresh.tolist()]
        lasting += [number == 0] * fresh.size
        taken[area.disks[fresh].ravel()] = True
        taken[-1] = False  # what lies outside the area is nobody's
    return np.array(rows, dtype=np.intp), np.array(rings, dtype=bool), np.array(lasting, dtype=bool)


def _trends(p_up: Floats, lasting: npt.NDArray[np.bool_], rule: ClassRule) -> list[TrendClass | None]:
    enough = np.where(lasting, 1.0, rule.sudden)
    grown = (false_discovery(1 - p_up) <= rule.changed) & (1 - p_up <= enough)
    fallen = (false_discovery(p_up) <= rule.changed) & (p_up <= enough)
    return [
        TrendClass.EMERGING if up else TrendClass.FADING if down else TrendClass.PERSISTENT if long else None
        for up, down, long in zip(grown.tolist(), fallen.tolist(), lasting.tolist(), strict=True)
    ]


def _aligned(area: StudyArea, older: pl.DataFrame, newer: pl.DataFrame) -> tuple[Floats, Floats]:
    """Return what is tested in both windows (organisations × cells), the organisations in the same order."""
    names = sorted(set(older["organisation"].fill_null("")) | set(newer["organisation"].fill_null("")))
    tables = []
    for events in (older, newer):
        known, counts = organisation_support(area, events)
        table = np.zeros((len(names), area.ids.size))
        table[[names.index(name) for name in known]] = counts
        tables.append(table)
    return tables[0], tables[1]


def _bound(
    area: StudyArea,
    parts: Mapping[str, tuple[pl.DataFrame, pl.DataFrame]],
    older: pl.DataFrame,
    newer: pl.DataFrame,
    expected: Expectation,
    rule: ClassRule,
    rows: npt.NDArray[np.intp],
) -> list[str | None]:
    """Return for each place the one part it is bound to: flagged inside it in both windows, never outside it."""
    bound: list[str | None] = [None] * len(rows)
    for name, inside in parts.items():
        held = np.ones(len(rows), dtype=bool)
        for events, part in zip((older, newer), inside, strict=True):
            rest = _outside(events, part)
            held &= _flagged_near(area, part, expected, rule)[rows] & ~_flagged_near(area, rest, expected, rule)[rows]
        for place in np.flatnonzero(held).tolist():
            bound[place] = bound[place] or name
    return bound


def _outside(events: pl.DataFrame, part: pl.DataFrame) -> pl.DataFrame:
    """Return the events without those of a part; what repeats took together may leave nothing of a row."""
    keys = ["cell", "organisation", "position", "sigma"]
    numbers = ["count", "certain", "partial", "partial_weight"]
    taken = part.group_by(keys).agg(pl.col(numbers).sum())
    left = events.join(taken, on=keys, how="left", nulls_equal=True, suffix="_part", maintain_order="left")
    return (
        left.with_columns(
            (pl.col(name).cast(pl.Float64) - pl.col(f"{name}_part").fill_null(0).cast(pl.Float64)).clip(0).alias(name)
            for name in numbers
        )
        .select(events.columns)
        .with_columns(pl.col("certain", "partial").cast(pl.UInt32))
        .filter(pl.col("certain") + pl.col("partial") > 0)
    )


def _flagged_near(
    area: StudyArea, events: pl.DataFrame, expected: Expectation, rule: ClassRule
) -> npt.NDArray[np.bool_]:
    """Return for every cell whether it or a cell of its ring is flagged."""
    if events.is_empty():
        return np.zeros(area.ids.size, dtype=bool)
    marked = flag_cells(area, events_by_cell(events), _flags(rule.flagged), expected.shares)
    own = marked["flag"].is_not_null().to_numpy().astype(np.int64)
    return np.asarray(add_rings(own, area.disks), dtype=np.int64) > 0
