"""Build the demo town in a store, through the same reading, checking and changes as any municipality's files."""

from datetime import datetime, time

import polars as pl

from est import measures
from est.demo import truth
from est.demo.hotspots import take_up_hotspots
from est.demo.meetings import hold_meetings
from est.demo.plans import PLANS, MeasurePlan, lock_follow_ups
from est.demo.town import demo_features, demo_places, demo_reports
from est.errors import StoreNotEmptyError
from est.hotspots.register.queries import all_hotspots
from est.identity import new_id
from est.measures.causes.queries import all_causes
from est.measures.library_commands import fill_library
from est.municipality.defaults import prepare_store
from est.municipality.settings import write_setting
from est.municipality.vocabulary import Vocabulary, store_vocabulary
from est.progress import Progress, ignore_progress
from est.reports.batches.batch import take_batch
from est.reports.fields.mapping import ColumnMapping
from est.reports.files.map_layers import read_map_layers
from est.reports.files.reader import read_file
from est.reports.rows.reference_data import reference_data
from est.reports.rows.validation import check_rows
from est.settings import DATA
from est.space.area import set_municipality, set_study_area
from est.space.ground_features import set_ground, sort_features
from est.space.places import add_places, set_districts
from est.store import Store
from est.text import N_

COLUMNS = (
    ("Datum", "date"),
    ("Tid", "time"),
    ("Slutdatum", "end_date"),
    ("Sluttid", "end_time"),
    ("Tidens noggrannhet", "time_precision"),
    ("Latitud", "lat"),
    ("Longitud", "lng"),
    ("Platsens noggrannhet", "place_precision"),
    ("Plats", "place"),
    ("Typ av plats", "place_kind"),
    ("Kategori", "category"),
    ("Underkategori", "subcategory"),
    ("Källa", "source"),
    ("Påverkan", "effect"),
    ("Beskrivning", "description"),
    ("Polisanmäld", "police_reported"),
    ("Gjort på plats", "on_the_spot"),
    ("Rapporterad", "reported"),
)
MORNING = time(9)
DEMO_GROUND = DATA / "demo" / "ground.geojson"  # streets, waters and houses, invented around the named places
NAME = "Sagostaden (påhittat Kristinehamn)"


def build_demo(
    store: Store,
    who: str,
    when: datetime,
    progress: Progress = ignore_progress,
    town: pl.DataFrame | None = None,
) -> None:
    """Fill a store with the demo town: its ground, its reports as one batch for each organisation, its measures.

    `town` is what `est.demo.town.demo_reports` gives, the town with its planted places when left out. Raises
    StoreNotEmptyError, and changes nothing, when the store holds reports or measures.
    """
    _refuse_if_used(store)
    prepare_store(store, who, when)
    fill_library(store, who, when)
    send_reports(store, who, when, demo_reports() if town is None else town, progress)
    words = store_vocabulary(store)
    take_up_hotspots(store)
    for plan in PLANS:
        _measure(store, words, plan)
    hold_meetings(store)
    progress(1.0)


def send_reports(
    store: Store, who: str, when: datetime, town: pl.DataFrame, progress: Progress = ignore_progress
) -> None:
    """Put the ground of the town and its reports into a store with the defaults, one batch for each organisation."""
    _ground(store, who, when)
    words = store_vocabulary(store)
    files = town.partition_by("Aktör", maintain_order=True, as_dict=True)
    for number, ((organisation,), rows) in enumerate(sorted(files.items()), 1):
        _batch(store, words, str(organisation), rows, who, when)
        progress(number / (len(files) + 1))


def _refuse_if_used(store: Store) -> None:
    used = store.ask("SELECT (SELECT count(*) FROM reports) AS reports, (SELECT count(*) FROM measures) AS measures")
    held, logged = used.row(0)
    if held or logged:
        raise StoreNotEmptyError(
            N_(
                "The store {store} holds {held} reports and {logged} measures, and invented ones do not belong "
                "among them. Give the demo town a store of its own with --store PATH."
            ),
            store=store.path or "in memory",
            held=held,
            logged=logged,
        )


def _ground(store: Store, who: str, when: datetime) -> None:
    set_municipality(store, truth.MUNICIPALITY, who, when)
    set_study_area(store, demo_features("study area")[0], who, when)
    set_districts(store, {"type": "FeatureCollection", "features": list(demo_features("district"))}, who, when)
    named = pl.DataFrame([vars(place) for place in demo_places()])
    add_places(store, named, who, when)
    content = DEMO_GROUND.read_bytes()
    # a file of our own needs no child process to be read in
    features = sort_features(read_map_layers(content).rows).features
    set_ground(store, features, DEMO_GROUND.name, who, when)
    write_setting(store, "name", NAME, who, when)
    write_setting(store, "demo", "1", who, when)


def _batch(store: Store, words: Vocabulary, organisation: str, rows: pl.DataFrame, who: str, when: datetime) -> None:
    file = f"demo {organisation.lower()}.csv"
    left_out = ("Aktör", "Rapporterad") if organisation in truth.WITHOUT_REPORTED else ("Aktör",)
    sent = rows.drop(left_out)
    mapping = ColumnMapping(tuple((column, field) for column, field in COLUMNS if column in sent.columns))
    table = read_file(sent.write_csv(separator=";").encode(), file)
    checked = check_rows(
        table, mapping, reference_data(store), words, datetime.combine(truth.ENDS, datetime.min.time())
    )
    take_batch(store, checked, who=who, when=when, organisation=words.organisations[organisation], mapping=mapping)


def _measure(store: Store, words: Vocabulary, plan: MeasurePlan) -> None:
    """Log a measure and take it through its steps, each on its day."""
    written = {
        "title": plan.title,
        "organisation": words.organisations[plan.organisation],
        "taking_part": " ".join(words.organisations[name] for name in plan.taking_part),
        "place": plan.place,
        "cells": " ".join(plan.cells),
    }
    identity = new_id()
    for version, step in enumerate(plan.steps):
        written = written | {"state": str(step.state)} | step.known | (_tied(store, plan) if step.tied else {})
        wanted = measures.Measure.from_fields(written)
        if version == 0:
            measures.add_measure(store, wanted, truth.WHO, datetime.combine(step.day, MORNING), identity)
        else:
            measures.edit_measure(store, identity, version, wanted, truth.WHO, datetime.combine(step.day, MORNING))
    lock_follow_ups(store, identity, plan.title)


def _tied(store: Store, plan: MeasurePlan) -> dict[str, str]:
    """Return the hotspot that the plan's place was taken up as and the plan's cause there, and the hotspot's cells."""
    hotspot = next(one for one in all_hotspots(store) if one.name == plan.place)
    cause = next(one for one in all_causes(store, [hotspot.identity]) if one.wording.startswith(plan.against))
    return {"hotspot": hotspot.identity, "cause": cause.identity, "cells": " ".join(hotspot.cells)}
