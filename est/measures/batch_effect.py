"""What undoing a batch does to the reports, and which hotspots and measures rest on those that go."""

from collections.abc import Collection
from uuid import UUID

import h3
import polars as pl

from est.hotspots.register.queries import all_hotspots
from est.measures.queries import all_measures
from est.reports.batches.undo import undo_effect
from est.sentences import Sentence
from est.space.cells import cells_to_text, latlng_to_cells
from est.store import Store
from est.text import N_


def batch_effect(store: Store, batch: UUID | str) -> list[Sentence]:
    """Return what undoing a batch would do, in sentences. NotFoundError when it is not there, or undone already."""
    effect = undo_effect(store, batch)
    sentences = [Sentence(N_("Reports that go: {n}."), n=effect.go)]
    if effect.earlier:
        sentences.append(Sentence(N_("Reports that are as they were before the batch: {n}."), n=effect.earlier))
    if effect.back:
        sentences.append(Sentence(N_("Reports that come back, as the batch voided them: {n}."), n=effect.back))
    if effect.stay:
        sentences.append(Sentence(N_("Reports that stay, as another file holds them too: {n}."), n=effect.stay))
    hotspots, measures = _resting(store, effect.points)
    if hotspots:
        sentences.append(Sentence(N_("Hotspots that hold reports that go: {names}."), names=", ".join(hotspots)))
    if measures:
        sentences.append(Sentence(N_("Measures at places with reports that go: {names}."), names=", ".join(measures)))
    return sentences


def _resting(store: Store, points: pl.DataFrame) -> tuple[list[str], list[str]]:
    """Return the names of the hotspots and the titles of the measures whose cells hold one of these points."""
    places = points.drop_nulls().unique()
    if places.is_empty():
        return [], []
    lat, lng = places["lat"].to_numpy(), places["lng"].to_numpy()
    held: dict[int, frozenset[str]] = {}

    def touched(cells: Collection[str]) -> bool:
        for resolution in {h3.get_resolution(cell) for cell in cells} - held.keys():
            held[resolution] = frozenset(cells_to_text(pl.Series(latlng_to_cells(lat, lng, resolution))))
        return any(cell in held[h3.get_resolution(cell)] for cell in cells)

    hotspots = {one.identity: one.name for one in all_hotspots(store) if touched(one.cells)}
    measures = [
        str(title)
        for title, hotspot, cells in all_measures(store).select("title", "hotspot", "cells").iter_rows()
        if str(hotspot) in hotspots or touched((cells or "").split())
    ]
    return list(hotspots.values()), measures
