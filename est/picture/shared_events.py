"""Reports that are likely of one event, joined in lists: one row, with every organisation that reported it."""

import itertools
from collections.abc import Iterable
from typing import Any

import polars as pl

from est.reports.fields.registry import LISTED

LINKS: dict[str, pl.DataType | type[pl.DataType]] = {
    "told": pl.UInt32,
    "others": pl.List(pl.String),
    "metres": pl.Float64,
    "minutes": pl.Int64,
}


def shared_event_rows(reports: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the reports with those of one event as one row, and [told u32, others List(String), metres f64, minutes
    i64].

    `reports` is that of `counts.reports_in` and `pairs` that of `data_quality.duplicate_reports`, nearest first. An
    event holds at most one report of each organisation; a pair that would bring a second one is left apart. The row is
    that of the earliest listed report, in its place in the list; `told` is how many of the listed reports it stands
    for, `others` are the other organisations, also those whose report is not in the list, `metres` and `minutes` how
    far apart they are at the most, null for a report by itself. Where several wrote something, `description` holds what
    each did; a field of which the earliest tells nothing is as the next one tells it.

    Lists show them as one; the tests count both, as they count each organisation once (docs/method.md, section 1.5): a
    pair is likely one event, not surely, and what is flagged must not hang on a guess.
    """
    listed = {row["id"]: row for row in reports.iter_rows(named=True)}
    events = _events(pairs)
    rows, done = [], set()
    for identity, row in listed.items():
        event = events.get(identity)
        if event is None:
            rows.append(row | {"told": 1, "others": [], "metres": None, "minutes": None})
        elif id(event) not in done:
            done.add(id(event))
            rows.append(_together([listed[one] for one in event["ids"] if one in listed], event))
    return pl.DataFrame(rows, schema={**reports.schema, **LINKS}, orient="row")


def _events(pairs: pl.DataFrame) -> dict[str, dict[str, Any]]:
    """Return by report the event it belongs to: its reports by organisation, and how far apart they are."""
    events: dict[str, dict[str, Any]] = {}
    columns = ("first", "second", "organisation", "other_organisation", "metres", "minutes")
    for first, second, one, other, metres, minutes in pairs.select(columns).iter_rows():
        here = events.get(first) or {"ids": {first: one}, "metres": 0.0, "minutes": 0}
        there = events.get(second) or {"ids": {second: other}, "metres": 0.0, "minutes": 0}
        if here is not there and set(here["ids"].values()) & set(there["ids"].values()):
            continue
        whole = {
            "ids": here["ids"] | there["ids"],
            "metres": max(here["metres"], there["metres"], metres),
            "minutes": max(here["minutes"], there["minutes"], minutes),
        }
        events |= dict.fromkeys(whole["ids"], whole)
    return events


def _together(rows: list[dict[str, Any]], event: dict[str, Any]) -> dict[str, Any]:
    first, *later = sorted(rows, key=lambda row: (row["starts"], row["id"]))
    for field, row in itertools.product(LISTED, later):
        if first[field.name] is None:
            first |= {field.name: row[field.name]}
    others = sorted({name for one, name in event["ids"].items() if one != first["id"]})
    return first | {
        "told": len(rows),
        "others": others,
        "metres": event["metres"],
        "minutes": event["minutes"],
        "description": _written(rows) if len(rows) > 1 else first["description"],
    }


def _written(rows: Iterable[dict[str, Any]]) -> str | None:
    """Return what each organisation wrote, with its name before it."""
    ordered = sorted(rows, key=lambda row: (row["starts"], row["id"]))
    return "\n".join(f"{row['organisation']}: {row['description']}" for row in ordered if row["description"]) or None
