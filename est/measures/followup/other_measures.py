"""Which other measures of the log change something within the time that a follow-up compares."""

from uuid import UUID

import h3

from est.hotspots.register.queries import get_hotspot
from est.measures.followup.circumstances import OtherMeasure
from est.measures.followup.design import DesignWindow
from est.measures.measure import Measure
from est.measures.measure_days import NOT_BEGUN
from est.measures.queries import MEASURES
from est.measures.terms import MeasureTerm
from est.space.cells import cells_of_size
from est.space.places import named_places
from est.store import Store

FINEST = 9  # the resolution of cells that a place is followed in


def measure_cells(store: Store, measure: Measure) -> tuple[str, ...]:
    """Return the cells of a measure, of any resolution: its hotspot's, else its own, else that of its named place."""
    if measure.hotspot:
        return get_hotspot(store, UUID(measure.hotspot))[0].cells
    return measure.cells or (named_place_cells(store, measure.place) if measure.place else ())


def named_place_cells(store: Store, name: str) -> tuple[str, ...]:
    """Return the cell in which a named place lies; none where there is no such place."""
    spot = named_places(store).filter(name=name)
    if spot.is_empty():
        return ()
    return (str(h3.latlng_to_cell(spot["lat"][0], spot["lng"][0], FINEST)),)


def other_measures(store: Store, measure: str, compared: DesignWindow, resolution: int) -> tuple[OtherMeasure, ...]:
    """Return the measures, but this one, that began or ended within all the time that is compared, by their start.

    Their cells are of the resolution. A measure runs from its start to its due day, without end where it has none or is
    meant for the long term. One that ran all the time changes nothing between the periods and is not told; nor is one
    that has not begun.
    """
    found = []
    for identity in store.ask("SELECT id::VARCHAR AS id FROM measures ORDER BY created, id")["id"]:
        if identity == measure:
            continue
        known, _version = MEASURES.get(store, UUID(identity))
        if known.starts is None or known.state in NOT_BEGUN:
            continue
        until = None if known.term is MeasureTerm.LONG else known.due
        if not any(day is not None and compared.first <= day < compared.end for day in (known.starts, until)):
            continue
        cells = tuple(sorted(cells_of_size(measure_cells(store, known), resolution)))
        found.append(OtherMeasure(known.title, known.starts, until, cells))
    return tuple(sorted(found, key=lambda other: (other.starts, other.title)))
