"""Splitting hotspots, merging them and taking that back: causes and measures follow, each as a change of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import polars as pl

from est.hotspots.register import commands
from est.hotspots.register.hotspot import Hotspot
from est.measures.causes.commands import edit_cause
from est.measures.causes.queries import CAUSES, all_causes, get_cause
from est.measures.commands import edit_measure
from est.measures.queries import MEASURES, all_measures, get_measure
from est.store import Store
from est.store.versions import Version


def measures_of_hotspot(store: Store, hotspots: tuple[str, ...]) -> pl.DataFrame:
    """Return the measures of these hotspots (identities), with the columns of `measures`."""
    listed = all_measures(store)
    return listed.filter(pl.col("hotspot").cast(pl.String).is_in(list(hotspots)))


def split_with_measures(
    store: Store,
    identity: UUID,
    version: int,
    parts: tuple[Hotspot, Hotspot],
    to_second: frozenset[str],
    who: str,
    when: datetime,
) -> tuple[UUID, UUID]:
    """Close a hotspot, take up two in its place, and return their identities in the order of `parts`.

    Its causes and measures whose identity is in `to_second` go to the second, the others to the first; a measure
    against one of its causes goes with the cause. Raises what `hotspots.commands.split_hotspot` raises.
    """
    held = [one.identity for one in all_causes(store, [str(identity)])]
    tied = measures_of_hotspot(store, (str(identity),)).select(pl.col("id", "cause").cast(pl.String)).rows()
    first, second = commands.split_hotspot(store, identity, version, parts, who, when)
    goes = {one: str(second if one in to_second else first) for one in (*held, *(one for one, _ in tied))}
    _follow(
        store,
        {one: goes[one] for one in held},
        {one: goes.get(against or one, goes[one]) for one, against in tied},
        who,
        when,
    )
    return first, second


def merge_with_measures(
    store: Store, versions: Mapping[str, int], name: str, who: str, when: datetime, place: str | None = None
) -> UUID:
    """Close these hotspots, take up one in their place with their causes and measures, and return its identity.

    Raises what `hotspots.commands.merge_hotspots` raises.
    """
    held = [one.identity for one in all_causes(store, list(versions))]
    tied = measures_of_hotspot(store, tuple(versions))["id"].cast(pl.String).to_list()
    new = commands.merge_hotspots(store, versions, name, who, when, place)
    _follow(store, dict.fromkeys(held, str(new)), dict.fromkeys(tied, str(new)), who, when)
    return new


def undo_merge_with_measures(store: Store, identity: UUID, version: int, who: str, when: datetime) -> tuple[str, ...]:
    """Take a merge back and return the identities of the hotspots that stand again.

    Causes and measures go back to the one they came from, as they are worded now; what was written down since goes to
    the first, a measure against a cause with its cause. Raises what `hotspots.commands.undo_hotspot_merge` raises.
    """
    held = {one.identity: CAUSES.versions(store, UUID(one.identity)) for one in all_causes(store, [str(identity)])}
    tied = measures_of_hotspot(store, (str(identity),)).select(pl.col("id", "cause").cast(pl.String)).rows()
    parts = commands.undo_hotspot_merge(store, identity, version, who, when)
    goes = {one: _home(found, parts) for one, found in held.items()}
    _follow(
        store,
        goes,
        {one: goes.get(against) or _home(MEASURES.versions(store, UUID(one)), parts) for one, against in tied},
        who,
        when,
    )
    return parts


def _home(found: Sequence[Version], parts: tuple[str, ...]) -> str:
    """Return which of the parts a thing was last tied to in these versions, the first where it was tied to none."""
    tied = (version.record.get("hotspot", "") for version in reversed(found))
    return next((one for one in tied if one in parts), parts[0])


def _follow(store: Store, held: Mapping[str, str], tied: Mapping[str, str], who: str, when: datetime) -> None:
    """Tie causes and measures (identity → hotspot) to their new hotspots, as they stand now."""
    for one, hotspot in held.items():
        said, version = get_cause(store, UUID(one))
        edit_cause(store, UUID(one), version, replace(said, hotspot=hotspot), who, when)
    for one, hotspot in tied.items():
        wanted, version = get_measure(store, UUID(one))
        edit_measure(store, UUID(one), version, replace(wanted, hotspot=hotspot), who, when)
