"""What the pictures of a follow-up hold: counts by week with the band that was to be expected, and changes by cell."""

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from est.measures.followup.design import CountedUnit, FollowUpDesign
from est.measures.followup.queries import FollowUpReports
from est.measures.followup.tally import Tally, chosen_cells, tally_rows
from est.measures.followup.verdict import Evaluation
from est.space.area import StudyArea
from est.statistics.negative_binomial import PredictiveDistribution, level_after

Floats = npt.NDArray[np.float64]

PARTS = ("target", "ring", "control")
SMOOTHED = 9  # weeks around one, whose mean gives the season
ENOUGH = 30.0  # reports before, below which no season is read from them

WEEKS = {
    "part": pl.String,
    "week": pl.Date,
    "count": pl.Float64,
    "after": pl.Boolean,
    "expected": pl.Float64,
    "low_95": pl.Float64,
    "low_80": pl.Float64,
    "high_80": pl.Float64,
    "high_95": pl.Float64,
}
ORGANISATIONS = {"week": pl.Date, "organisations": pl.UInt32, "everywhere": pl.UInt32}
CELLS = {"cell": pl.String, "part": pl.String, "before": pl.Float64, "after": pl.Float64, "difference": pl.Float64}


def weekly_chart_data(
    found: FollowUpReports, design: FollowUpDesign, area: StudyArea, counts: Tally, evaluation: Evaluation
) -> pl.DataFrame:
    """Return [part "target" | "ring" | "control", week Date, count, after, expected, low_95, low_80, high_80, high_95]
    of every whole week from the first window before to the end of what is seen, by part and week.

    Weeks are counted from the start, so that it lies between two. The band is that of the target without an effect, in
    the weeks after, in the season of the windows before where they hold at least 30 reports; null elsewhere.
    """
    members = _members(counts)
    starts = _starts(design, evaluation)
    frames = []
    for part in PARTS:
        source = found.every if part == "control" and design.counted is CountedUnit.ALL else chosen_cells(found, design)
        named = {"target": design.target, "ring": design.ring, "control": design.control}[part]
        cells = tuple(cell for cell in named if cell not in evaluation.cells_left_out)
        inside = source.filter(
            pl.col("organisation").is_in(members) & pl.col("cell").is_in(area.ids[tally_rows(area, cells)].tolist())
        )
        frames.append(_by_week(inside, starts, part, design.start))
    whole = pl.concat(frames)
    return whole.join(_band(whole, evaluation), on=["part", "week"], how="left", maintain_order="left").select(*WEEKS)


def organisation_chart_data(
    found: FollowUpReports, design: FollowUpDesign, counts: Tally, evaluation: Evaluation
) -> pl.DataFrame:
    """Return [week Date, organisations u32, everywhere u32] of the same weeks: how many of the organisations that are
    counted reported anything with a place in the town, and how many organisations of all.
    """
    starts = _starts(design, evaluation)
    back = pl.duration(days=(pl.col("day") - pl.lit(design.start)).dt.total_days() % 7)
    active = found.every.filter(pl.col("organisation") != "").select(
        "organisation", (pl.col("day") - back).alias("week"), counted=pl.col("organisation").is_in(_members(counts))
    )
    told = active.group_by("week").agg(
        pl.col("organisation").filter("counted").n_unique().alias("organisations"),
        pl.col("organisation").n_unique().alias("everywhere"),
    )
    every = pl.DataFrame({"week": starts}, schema={"week": pl.Date})
    return (
        every.join(told, on="week", how="left", maintain_order="left")
        .with_columns(pl.col("organisations", "everywhere").fill_null(0).cast(pl.UInt32))
        .select(*ORGANISATIONS)
    )


def _members(counts: Tally) -> list[str]:
    return [name for name, member in zip(counts.organisations, counts.cohort.tolist(), strict=True) if member]


def _starts(design: FollowUpDesign, evaluation: Evaluation) -> list[date]:
    """Return the first days of the whole weeks from the first window before to the end, counted from the start."""
    start, first = design.start, min(window.first for window in design.before)
    back, on = (start - first).days // 7, (evaluation.after.end - start).days // 7
    return [start + timedelta(weeks=week) for week in range(-back, on)]


def _by_week(inside: pl.DataFrame, starts: list[date], part: str, start: date) -> pl.DataFrame:
    counts = np.zeros(len(starts))
    at = (inside["day"].to_numpy() - np.datetime64(starts[0])).astype(int) // 7 if starts else np.zeros(0, int)
    held = (at >= 0) & (at < len(starts))
    np.add.at(counts, at[held], inside["count"].to_numpy()[held])
    return pl.DataFrame(
        {"part": [part] * len(starts), "week": starts, "count": counts, "after": [day >= start for day in starts]},
        schema={name: WEEKS[name] for name in ("part", "week", "count", "after")},
    )


def _band(whole: pl.DataFrame, evaluation: Evaluation) -> pl.DataFrame:
    """Return [part, week, expected, low_95, low_80, high_80, high_95] of the target's weeks after the start."""
    target = whole.filter(part="target")
    after = target.filter("after")["week"]
    mean = evaluation.local.expected * _season(target, evaluation, len(after))
    control, phi = evaluation.counts.control, evaluation.dispersion.value
    relative = phi * (
        1 / max(evaluation.baseline_before, 0.5) + 1 / max(control.before, 0.5) + 1 / max(control.after, 0.5)
    )
    level = level_after(evaluation.place_drift, len(evaluation.before))
    bands: dict[str, list[float]] = {"low_95": [], "low_80": [], "high_80": [], "high_95": []}
    for week in mean.tolist():
        coming = PredictiveDistribution(
            np.array(week), np.array(week / (phi - 1 + week * relative) if week > 0 else 1.0), *level
        )
        for name, share in zip(bands, (0.025, 0.1, 0.9, 0.975), strict=True):
            bands[name].append(coming.quantile(share))
    return pl.DataFrame(
        {"part": ["target"] * len(after), "week": after, "expected": mean, **bands},
        schema={name: kind for name, kind in WEEKS.items() if name not in ("count", "after")},
    )


def _season(target: pl.DataFrame, evaluation: Evaluation, number: int) -> Floats:
    """Return the share of the expected reports that falls on each week after: even, or as in the windows before."""
    days = max(evaluation.after.days, 1)
    even = np.full(number, 7 / days)
    known = dict(target.select("week", "count").iter_rows())
    if not evaluation.design.seasonal or evaluation.baseline_before < ENOUGH:
        return even
    by_week = np.zeros(number)
    for window in evaluation.before:
        by_week += [known.get(window.first + timedelta(weeks=week), 0.0) for week in range(number)]
    half = SMOOTHED // 2
    smooth = np.array([by_week[max(0, at - half) : at + half + 1].mean() for at in range(number)])
    return smooth / smooth.sum() * even.sum() if smooth.sum() > 0 else even


def cell_chart_data(design: FollowUpDesign, area: StudyArea, counts: Tally, evaluation: Evaluation) -> pl.DataFrame:
    """Return [cell, part, before, after, difference] of every cell of the area, by cell.

    `before` is the mean of the windows before, of the design's categories and hours and the organisations that are
    counted. `part` is target, ring, elsewhere, control, ring_control, or outside for a cell that has none, or another
    measure.
    """
    kept = counts.chosen[counts.cohort].sum(axis=0)
    before, after = kept[:-1].mean(axis=0), kept[-1]
    part = np.full(area.ids.size, "outside", dtype=object)
    grown = tuple(cell for place in evaluation.elsewhere for cell in place.cells)
    treated = tuple(sorted((evaluation.cells_left_out - set(grown)) & set(area.texts.to_list())))
    watched = tuple(cell for place in design.watched for cell in place.cells)
    for name, members in (
        ("control", design.control),
        ("ring_control", design.ring_control),
        ("elsewhere", (*watched, *grown)),
        ("ring", design.ring),
        ("outside", treated),
        ("target", design.target),
    ):
        part[tally_rows(area, members)] = name
    return pl.DataFrame(
        {"cell": area.texts, "part": part.tolist(), "before": before, "after": after, "difference": after - before},
        schema=CELLS,
    )
