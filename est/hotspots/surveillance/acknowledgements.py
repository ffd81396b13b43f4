"""Alarms that somebody has seen: kept with their evidence, and quiet until they worsen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

import duckdb

from est.hotspots.surveillance.unusual import UnusualDirection, UnusualList, UnusualPlace
from est.identity import new_id
from est.store import Change, Store, TextPolicy, applies
from est.text import N_

ACKNOWLEDGE = "acknowledge alarm"
QUIET = timedelta(weeks=26)  # after that what is still unusual is news again
WORSE = 4.0  # times as seldom by chance as when it was seen


@dataclass(frozen=True)
class Acknowledgement:
    """An alarm that was seen: where, what it told, who saw it and when. `as_of` is the last day it judged."""

    name: str | None
    cells: tuple[str, ...]
    direction: UnusualDirection
    as_of: date
    weeks: int
    count: float
    expected: float
    low: float
    high: float
    once_in_days: float
    acknowledged: datetime
    acknowledged_by: str


def acknowledge_alarm(store: Store, place: UnusualPlace, as_of: date, who: str, when: datetime) -> UUID:
    """Keep that somebody has seen an alarm, with its evidence, and return its identity."""
    identity = new_id()
    payload = {
        "name": place.name,
        "cells": ",".join(place.cells),
        "direction": str(place.direction),
        "as_of": as_of.isoformat(),
        "weeks": place.weeks,
        "counted": place.count,
        "expected": place.expected,
        "low": place.low,
        "high": place.high,
        "once_in_days": place.once_in_days,
    }
    store.apply(Change(who, when, ACKNOWLEDGE, identity, payload))
    return identity


@applies(ACKNOWLEDGE, TextPolicy(names={"name": N_("the name of the place")}))
def _acknowledge(cursor: duckdb.DuckDBPyConnection, change: Change) -> None:
    cursor.execute(
        """INSERT INTO alarms (id, name, cells, direction, as_of, weeks, counted, expected, low, high, once_in_days,
            acknowledged, acknowledged_by)
        VALUES ($id, $name, $cells, $direction, $as_of, $weeks, $counted, $expected, $low, $high, $once_in_days,
            $when, $who)""",
        {**change.payload, "id": str(change.object), "when": change.when, "who": change.who},
    )


def acknowledgements(store: Store) -> tuple[Acknowledgement, ...]:
    """Return the alarms that were seen, the latest first."""
    rows = store.ask(
        """SELECT name, cells, direction, as_of, weeks, counted, expected, low, high, once_in_days, acknowledged,
            acknowledged_by FROM alarms ORDER BY acknowledged DESC, id DESC"""
    ).rows()
    return tuple(
        Acknowledgement(name, tuple(cells.split(",")), UnusualDirection(direction), *rest)
        for name, cells, direction, *rest in rows
    )


def parted_by_acknowledgement(
    found: UnusualList, seen: Iterable[Acknowledgement]
) -> tuple[tuple[UnusualPlace, ...], tuple[tuple[UnusualPlace, Acknowledgement], ...]]:
    """Return the places that are news, and those that somebody has seen, each with the acknowledgement.

    A place is quiet for half a year after an alarm on the same ground in the same direction was seen, unless it has
    become four times as seldom by chance.
    """
    known = tuple(seen)
    news, quiet = [], []
    for place in found.places:
        one = next((one for one in known if _covers(one, place, found.as_of)), None)
        if one is None:
            news.append(place)
        else:
            quiet.append((place, one))
    return tuple(news), tuple(quiet)


def _covers(one: Acknowledgement, place: UnusualPlace, day: date) -> bool:
    return (
        one.direction is place.direction
        and timedelta(0) <= day - one.as_of <= QUIET
        and not set(one.cells).isdisjoint(place.cells)
        and place.once_in_days < WORSE * one.once_in_days
    )
