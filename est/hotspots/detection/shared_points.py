"""Points that many reports share, where others have a point each: an address that reports are put on is no place.

A counter, a school or a street's first number can stand for a whole quarter in the reports of those who otherwise point
at the map. In the reports of those who always give addresses, a shared point is what an address looks like.
"""

import h3
import numpy as np
import polars as pl

from est.hotspots.detection.batch_rule import highest_nearby
from est.hotspots.detection.flag_rule import LEVELS, Flag, Thresholds, flag_cells
from est.hotspots.detection.overdispersion import Overdispersion
from est.picture.tested_events import events_by_cell, organisation_rows, position_rows
from est.space.area import StudyArea
from est.space.cells import STORED_RESOLUTION, Floats
from est.space.precision import POINT_M

SHARED = 3  # tested reports on one point, from which it is shared
HABIT = 5  # shared points, from which it is somebody's habit; one or a few may well be where things happen
TINY = 1e-12
CUSTOM = 0.5  # of an organisation's reports on shared points, from which it gives addresses


def points_are_exact(events: pl.DataFrame) -> bool:
    """Return whether the positions of events are as fine as they are stored; of very many reports they are not."""
    return not events.is_empty() and h3.get_resolution(h3.int_to_str(int(events["position"][0]))) >= STORED_RESOLUTION


def without_shared_points(events: pl.DataFrame) -> pl.DataFrame:
    """Return events without those on points that several share, of organisations whose others have a point each.

    Only what is given as a point takes part: the middle of a named place or of a street is shared by all that are
    given by its name. With fewer than five such points, or with positions that are not exact, everything is kept.
    """
    if not points_are_exact(events):
        return events
    held = (events["certain"] + events["partial_weight"]).to_numpy()
    on_point = events["sigma"].to_numpy() <= POINT_M
    spot = position_rows(events)[1]
    shared = on_point & (np.bincount(spot, held * on_point)[spot] >= SHARED)
    who = organisation_rows(events)[1]
    # an organisation of which nothing is tested has no custom
    custom = np.bincount(who, held * shared) / np.maximum(np.bincount(who, held), TINY)
    left_out = shared & (custom[who] < CUSTOM)
    few = np.unique(spot[left_out]).size < HABIT
    return events if few else events.filter(pl.Series(~left_out))


def hold_without_shared_points(
    marked: pl.DataFrame,
    area: StudyArea,
    events: pl.DataFrame,
    thresholds: Thresholds | None,
    shares: Floats,
    spread: Overdispersion,
) -> pl.DataFrame:
    """Return the marked cells with `on_shared_points` bool: whether a flag is to watch, not clear, for their sake.

    `marked` is that of `flag_rule.flag_cells`, of these events. A clear flag whose place (a cell or one of its ring) is
    not clear without what lies on shared points is to be watched.
    """
    clear = (marked["flag"] == Flag.CLEAR).any()
    kept = without_shared_points(events) if clear else events
    if kept.height == events.height:
        return marked.with_columns(on_shared_points=pl.lit(value=False))
    again = flag_cells(area, events_by_cell(kept), thresholds, shares, spread)
    own = again["flag"].replace_strict(LEVELS, default=0, return_dtype=pl.Int8).to_numpy()
    stands = pl.Series(highest_nearby(own, area.disks) >= LEVELS[Flag.CLEAR])
    rests = (pl.col("flag") == Flag.CLEAR).fill_null(value=False) & ~stands
    return marked.with_columns(
        pl.when(rests).then(pl.lit(str(Flag.WATCH))).otherwise("flag").alias("flag"), on_shared_points=rests
    )
