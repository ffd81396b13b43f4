"""`est flags`: the flags of a selection, the same numbers as on the map."""

import argparse
import json
import sys
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import polars as pl

from est.clock import ALL_HOURS, hours_of_week, parse_hours, parse_weekdays
from est.errors import SelectionError
from est.hotspots.detection.cell_sizes import SILENT
from est.hotspots.detection.flags import Flags
from est.hotspots.detection.null_models import NullModel
from est.hotspots.detection.resolution import describe_resolution
from est.hotspots.evolution.map_view import CLICKABLE_CELLS, MapView, find_map_view
from est.hotspots.evolution.place_identity import PlaceState, TrackedPlace
from est.hotspots.evolution.tracking import find_trend_classes, tracked_places
from est.municipality.reference_lists import reference_lists
from est.picture.selection import Selection, default_selection
from est.space.cells import RESOLUTIONS
from est.store import Store
from est.terminal import add_store, open_argument_store
from est.terminal.argument_types import day
from est.text import LANGUAGES, translator

MOST = 10  # cells with the most reports, where nothing can be flagged
LISTED = 30  # kinds of place that an error names
COLUMNS = ("cell", "count", "expected", "p", "q", "flag", "gi_star", "weeks")
MOST_COLUMNS = ("rank", "cell", "place", "distance_m", "count", "rank_low", "rank_high", "among")
MAP_COLUMNS = ("rank", "lat", "lng", "place", "distance_m", "outline_ha")


def add(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes to its parser."""
    add_store(parser)
    parser.add_argument("--from", dest="start", type=day, metavar="DATE", help="first day, as 2026-03-01")
    parser.add_argument("--to", dest="end", type=day, metavar="DATE", help="the day after the last one")
    parser.add_argument("--hours", help="hours of the day, as 22-06, a night of the evening's day")
    parser.add_argument("--weekdays", help="days of the week, as mon-fri")
    parser.add_argument("--category", action="append", default=[], metavar="NAME", help="code or name; may be repeated")
    parser.add_argument(
        "--place-kind", action="append", default=[], metavar="NAME", help="kind of place; may be repeated"
    )
    parser.add_argument(
        "--effect", action="append", default=[], type=int, metavar="N", help="effect on safety; may be repeated"
    )
    parser.add_argument("--resolution", type=int, choices=RESOLUTIONS, help="size of the cells; by rule when left out")
    parser.add_argument(
        "--null", choices=[str(null) for null in NullModel], default=str(NullModel.EVEN), help="compared with"
    )
    parser.add_argument("--json", action="store_true", help="as JSON: every cell, and where most is reported")
    parser.add_argument(
        "--details", action="store_true", help="with --json: stability, organisations, places and what they have become"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the flags; return 0, also when there are none or no resolution fits."""
    with open_argument_store(arguments) as store:
        chosen = selection_argument(store, arguments)
        shown = find_map_view(store, chosen, arguments.resolution, arguments.null)
        details = _details(store, chosen, shown.found) if arguments.json and arguments.details else {}
    for sentence in _sentences(shown.found):
        print(sentence, file=sys.stderr)
    if shown.coarsened:
        told = f"These cells are of resolution {shown.found.resolution}:"
        print(told, f"finer ones would be more than the {CLICKABLE_CELLS:,} that a map can show.", file=sys.stderr)
    print(_as_json(shown, details) if arguments.json else _as_table(shown.found))
    return 0


def _sentences(found: Flags) -> list[str]:
    """Return what must be known before the flags are read: why there are none, or that the outline is too large."""
    told = []
    if found.resolution is None or found.withheld:
        told.append(describe_resolution(found.choice, translator("en")))
    if found.mostly_silent:
        told.append(SILENT.format(share=round(100 * found.silent)))
    return told


def selection_argument(store: Store, arguments: argparse.Namespace) -> Selection:
    """Return the selection that the arguments name; what they leave out is as on the page. Raises SelectionError."""
    chosen = default_selection(store)
    start, end = arguments.start, arguments.end
    length = chosen.end - chosen.start
    if start or end:
        last = end or max(chosen.end, (start or chosen.start) + timedelta(days=1))
        chosen = replace(chosen, start=start or min(chosen.start, last - length), end=last)
    hours = parse_hours(arguments.hours) if arguments.hours else range(24)
    weekdays = parse_weekdays(arguments.weekdays) if arguments.weekdays else range(7)
    codes = tuple(_category(store, name) for name in arguments.category)
    kinds = tuple(_place_kind(store, name) for name in arguments.place_kind)
    return replace(
        chosen,
        hours=hours_of_week(hours, weekdays) & ALL_HOURS,
        categories=codes,
        place_kinds=kinds,
        effects=tuple(arguments.effect),
    )


def _category(store: Store, name: str) -> str:
    known = store.ask("SELECT code, name FROM categories ORDER BY position")
    for code, stored in known.rows():
        names = (code, stored, *(translator(language).data_text(stored) for language in LANGUAGES))
        if name.casefold() in map(str.casefold, names):
            return str(code)
    listed = ", ".join(f"{code} ({stored})" for code, stored in known.rows())
    raise SelectionError(f"There is no category {name!r}. The categories are {listed}.")


def _place_kind(store: Store, name: str) -> str:
    known = reference_lists(store).place_kinds
    if name.lower() in known:
        return name.lower()
    listed = ", ".join(known[:LISTED]) + (", …" if len(known) > LISTED else "")
    raise SelectionError(f"No report tells of the kind of place {name!r}. The kinds are {listed or 'none'}.")


def _as_json(shown: MapView, details: dict[str, Any]) -> str:
    cells = shown.outlined if details else shown.outlined.select(*COLUMNS, *MAP_COLUMNS)
    answer: dict[str, Any] = {
        "resolution": shown.found.resolution,
        "reports": _number(shown.found.reports),
        "cells": cells.with_columns(pl.selectors.float().fill_nan(None)).to_dicts(),
        "coarsened": shown.coarsened,
        "most": shown.most.select(*MOST_COLUMNS).to_dicts(),
    }
    if shown.found.withheld or shown.found.mostly_silent:
        answer["told"] = _sentences(shown.found)
    return json.dumps(answer | details, default=str)


def _details(store: Store, chosen: Selection, found: Flags) -> dict[str, Any]:
    """Return what the map's page tells beside its cells: totals, places, and what they have become."""
    places = tracked_places(store, chosen, found)
    return {
        "outside": found.outside,
        "coarse": found.coarse,
        "placeable": found.placeable,
        "null": str(found.null),
        "dispersion": found.dispersion,
        "places": [_place(item) for item in places if item.state is not PlaceState.GONE],
        "classes": find_trend_classes(store, chosen, found).places.to_dicts(),
    }


def _place(item: TrackedPlace) -> dict[str, Any]:
    told = {"cells": sorted(item.candidate.cells), "state": item.state, "since": item.since}
    return asdict(item.candidate) | told


def _number(value: float) -> float | int:
    return int(value) if value == int(value) else value


def _as_table(found: Flags) -> str:
    if found.withheld:
        return _as_counts(found)
    marked = found.cells.filter(pl.col("flag").is_not_null()).sort("q", "p", "cell")
    lines = [f"{'cell':<16}{'reports':>9}{'weeks':>7}{'expected':>10}{'q':>10}  flag"]
    for row in marked.iter_rows(named=True):
        ring, with_it = ("ring_", ", with its ring") if row["unit"] == "ring" else ("", "")
        count, expected = row[f"{ring}count"], row[f"{ring}expected"]
        told = f"{row['cell']:<16}{count:>9.1f}{row['weeks']:>7}{expected:>10.2f}{row['q']:>10.4f}"
        lines.append(f"{told}  {row['flag']}{with_it}")
        if row["told_by"]:  # whose weeks and q these are
            lines.append(f"  {row['told_by']:<16}{row['told_count']:>7.1f}{'':>7}{row['told_expected']:>10.2f}")
    told = f"{found.reports:g} reports inside the study area, {found.outside:g} outside or without a place."
    return "\n".join([*lines, f"{marked.height} of {found.cells.height} cells are flagged. {told}"])


def _as_counts(found: Flags) -> str:
    """Return the cells with the most reports, where nothing can be flagged."""
    most = found.cells.filter(pl.col("count") > 0).sort(-pl.col("count"), "cell").head(MOST)
    lines = [f"{'cell':<16}{'reports':>9}"]
    lines += [f"{cell:<16}{count:>9.1f}" for cell, count in most.select("cell", "count").iter_rows()]
    told = f"{found.reports:g} reports in {found.cells.height} cells, {found.outside:g} without a place."
    return "\n".join([*lines, told])
