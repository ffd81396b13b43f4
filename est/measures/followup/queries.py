"""What a follow-up asks of the store: reports by cell, organisation, category and day, as they were known on a day.

What is counted is what tests count: of an organisation whose repeats count once, one event for each cell, category and
day. Reports whose place is a whole area are in no cell of their own and are left out, and so is what was not yet known
on the day of the evaluation. A report is known from when it was reported, where its file says so, else from its own
day: it does not matter when the file was taken.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import polars as pl

from est.clock import ALL_HOURS, hours_of_week
from est.measures.followup.design import FollowUpDesign
from est.picture.selection import Selection, loaded_period
from est.picture.selection_sql import selected_sql
from est.space.area import StudyArea, study_area
from est.space.cells import areas_km2, cell_column, text_to_cell
from est.store import Store
from est.text import N_

PARTS_OF_THE_DAY = {
    N_("at night, 00–06"): range(6),
    N_("in the morning, 06–12"): range(6, 12),
    N_("in the afternoon, 12–18"): range(12, 18),
    N_("in the evening, 18–24"): range(18, 24),
}
OTHER_HOURS = N_("all other hours")

_KNOWN = "coalesce(chosen.reported, chosen.starts)"  # never when the file was taken: what is loaded is known


@dataclass(frozen=True)
class FollowUpReports:
    """What was known on a day, by cell, organisation, category and day: [cell u64, organisation String, category
    String, day Date, count f64].

    `followed` is of the design's hours, `every` of all hours, `others` by name of other hours; each of all categories.
    `names` gives organisations by identity, `late` is how many of the design's reports came after that day, and
    `first_day` the first day that is loaded.
    """

    followed: pl.DataFrame
    every: pl.DataFrame
    others: dict[str, pl.DataFrame]
    names: dict[str, str]
    late: int
    first_day: date


def follow_up_reports(store: Store, design: FollowUpDesign, as_of: date) -> FollowUpReports:
    """Return the reports that a design is evaluated by, of the study area, as they were known on a day, it included."""
    loaded = loaded_period(store)
    first = loaded[0] if loaded else design.start
    earliest = min(first, *(window.first for window in design.before))
    end = min(design.window.end, as_of + timedelta(days=1))
    whole = Selection(earliest, max(end, earliest + timedelta(days=1)))
    every = _events(store, whole, design.resolution, as_of)
    followed = (
        every if design.whole_week else _events(store, replace(whole, hours=design.hours), design.resolution, as_of)
    )
    others = {
        name: _events(store, replace(whole, hours=hours), design.resolution, as_of)
        for name, hours in _other_hours(design).items()
    }
    names = dict(store.ask("SELECT id::VARCHAR AS id, name FROM organisations ORDER BY name, id").iter_rows())
    return FollowUpReports(followed, every, others, names, _late(store, design, as_of), first)


def _other_hours(design: FollowUpDesign) -> dict[str, frozenset[int]]:
    """Return the hours that are not the design's, together and by part of the day, where there are any."""
    others = ALL_HOURS - design.hours
    parts = {name: hours_of_week(hours, range(7)) & others for name, hours in PARTS_OF_THE_DAY.items()}
    return {name: hours for name, hours in ({OTHER_HOURS: others} | parts).items() if hours}


def _events(store: Store, selection: Selection, resolution: int, as_of: date) -> pl.DataFrame:
    sql, values = selected_sql(selection)
    return store.ask(
        f"""SELECT cell, organisation, category, day,
            round(CASE WHEN bool_or(once) THEN max(weight) ELSE sum(weight) END, 9) AS count
        FROM (SELECT chosen.{cell_column(resolution)} AS cell,
                chosen.organisation::VARCHAR AS organisation, chosen.category AS category,
                chosen.starts::DATE AS day, weight, every_row IS NOT DISTINCT FROM false AS once
            FROM ({sql}) AS chosen
            LEFT JOIN organisations ON organisations.id = chosen.organisation
            WHERE chosen.cell IS NOT NULL AND coalesce(chosen.place_precision, '') <> 'area'
                AND {_KNOWN} < $known::TIMESTAMP)
        GROUP BY ALL ORDER BY ALL""",  # noqa: S608 (the rule's own SQL, and names of ours)
        values | {"known": as_of + timedelta(days=1)},
    ).with_columns(pl.col("organisation").fill_null(""))


def _late(store: Store, design: FollowUpDesign, as_of: date) -> int:
    """Return how many of the design's reports, in its cells and until the day, came after it."""
    end = min(design.window.end, as_of + timedelta(days=1))
    if end <= design.start:
        return 0
    sql, values = selected_sql(Selection(design.start, end, design.hours, design.categories))
    cells = [text_to_cell(text) for text in (*design.target, *design.ring, *design.control, *design.ring_control)]
    return int(
        store.ask(
            f"""SELECT count(*) FROM ({sql}) AS chosen
            WHERE chosen.{cell_column(design.resolution)} IN (SELECT unnest($cells::UBIGINT[]))
                AND {_KNOWN} >= $known::TIMESTAMP""",  # noqa: S608 (the rule's own SQL, and names of ours)
            values | {"cells": cells, "known": as_of + timedelta(days=1)},
        ).item()
    )


def cell_areas(store: Store, design: FollowUpDesign) -> StudyArea:
    """Return the study area at the design's resolution, with the design's own cells where they lie outside it."""
    area = study_area(store, design.resolution)
    named = {text_to_cell(text) for text in (*design.target, *design.ring, *design.control, *design.ring_control)}
    named |= {text_to_cell(text) for place in design.watched for text in place.cells}
    outside = np.array(sorted(named - set(area.ids.tolist())), dtype=np.uint64)
    if not outside.size:
        return area
    extra = pl.DataFrame({"cell": outside, "share": np.ones(outside.size), "area_km2": areas_km2(outside)})
    return replace(area, cells=pl.concat([area.cells, extra]).sort("cell"))
