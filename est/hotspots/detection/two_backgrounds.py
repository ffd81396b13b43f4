"""People as the background, which may be wrong: what stands against people and against an even spread is flagged.

Residents are not who is about in a centre at night, and a file of people may be wrong by a factor of two in any place.
"""

import numpy as np
import polars as pl

from est.hotspots.detection.batch_rule import highest_nearby
from est.hotspots.detection.flag_rule import LEVELS, Flag, Thresholds, flag_cells
from est.hotspots.detection.null_models import Expectation
from est.hotspots.detection.overdispersion import Overdispersion
from est.space.area import StudyArea

WRONG = 2.0  # times as many people as the file says


def hold_against_both(
    marked: pl.DataFrame,
    area: StudyArea,
    counts: pl.DataFrame,
    people: Expectation,
    even: Expectation,
    thresholds: Thresholds | None = None,
    spread: Overdispersion | None = None,
) -> pl.DataFrame:
    """Return the cells marked against people with `background` String: what does not stand is no flag, or not clear.

    `marked` is that of `flag_rule.flag_cells` against people, of `counts`. A flag whose place (a cell or one of its
    ring) is not flagged against the even spread is taken away, and `background` is "people": it stands against people
    only. One that is not clear where twice as many people are as the file says is at most to be watched, and
    `background` is "half"; one that is has "both". Null for cells that were not marked.
    """
    nearby = _levels(flag_cells(area, counts, thresholds, even.shares, spread), area)
    doubled = _levels(flag_cells(area, counts, thresholds, np.minimum(WRONG * people.shares, 1.0), spread), area)
    level = marked["flag"].replace_strict(LEVELS, default=0, return_dtype=pl.Int8).to_numpy()
    told = np.where(nearby < 1, "people", np.where(doubled < LEVELS[Flag.CLEAR], "half", "both"))
    kept = np.where(told == "people", 0, np.where(told == "half", np.minimum(level, LEVELS[Flag.WATCH]), level))
    words = pl.Series(kept).replace_strict({0: None, 1: Flag.WATCH, 2: Flag.CLEAR}, return_dtype=pl.String)
    return marked.with_columns(
        pl.when(pl.Series(level > 0)).then(pl.Series(told, dtype=pl.String)).alias("background"),
        pl.when(pl.Series(kept > 0)).then("unit").alias("unit"),
        words.alias("flag"),
    )


def _levels(found: pl.DataFrame, area: StudyArea) -> np.ndarray:
    """Return for every cell the highest level in its disk."""
    own = found["flag"].replace_strict(LEVELS, default=0, return_dtype=pl.Int8).to_numpy()
    return highest_nearby(own, area.disks)
