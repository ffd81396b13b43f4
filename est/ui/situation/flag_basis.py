"""What is behind the flags of the map: what they are compared with, what places have become, and reports to doubt."""

from collections.abc import Callable, Collection
from functools import partial

import polars as pl
import streamlit as st

from est.charts import span_label
from est.hotspots.detection.flags import coarsest_sigma
from est.hotspots.detection.null_models import NAMES, NullModel
from est.hotspots.evolution.map_view import MapView
from est.hotspots.evolution.place_identity import PlaceState
from est.hotspots.evolution.tracking import TrendClasses, find_trend_classes, tracked_places
from est.hotspots.evolution.trend_classes import WORDS
from est.municipality.reference_lists import reference_lists
from est.picture.counts import organisation_counts
from est.picture.data_quality import duplicate_reports, mass_points
from est.picture.selection import Selection
from est.progress import Progress
from est.space.backgrounds import people_by_cell
from est.store import Store
from est.text import N_, Translator
from est.ui.enter import Visitor
from est.ui.hotspot_links import offer_hotspot
from est.ui.links import page_link
from est.ui.open_row import OpenRow
from est.ui.pages import MAP
from est.ui.progress_bar import progress_bar
from est.ui.query_params import serialise_selection
from est.ui.situation.cell_map import FLAGS
from est.ui.situation.report_rows import open_reports, reports_of_cells
from est.ui.tables import draw_table, localise_columns

KEY = "null"  # in the address
FALSE_NEWS = 0.04  # of weeks: docs/accuracy.md
STATES: dict[str, str] = {
    PlaceState.SAME: N_("there last week too"),
    PlaceState.NEW: N_("new since last week"),
    PlaceState.BACK: N_("back after less than twelve weeks"),
    PlaceState.WATCHED: N_("to be watched, not on the list"),
    PlaceState.GONE: N_("gone since last week"),
}
MEANS = {
    NullModel.EVEN: N_(
        "A flagged cell has clearly more reports than if they were spread evenly over the built-up area. A centre "
        "easily stands out for that. It says where to look, not why."
    ),
    NullModel.PEOPLE: N_(
        "A flagged cell has clearly more reports than those who live there would give, and than an even spread would. "
        "Who lives there is not who is about in a centre at night."
    ),
    NullModel.REPORTS: N_(
        "A flagged cell has clearly more of the chosen categories than the same organisations' other reports would "
        "give. It stands out for its kind of reports, not for their number."
    ),
}
METHODS = {
    NullModel.EVEN: N_("What is expected is an even spread inside the study area (the null model)."),
    NullModel.PEOPLE: N_(
        "What is expected follows the people or addresses of each place (the null model); a twentieth is spread "
        "evenly, as there are passers-by where nobody lives. A flag stands out from an even spread too, and a clear "
        "one would if twice as many people were there as the file says."
    ),
    NullModel.REPORTS: N_(
        "What is expected follows all reports of the same organisations in each place (the null model)."
    ),
}


def choose_null_model(visitor: Visitor, selection: Selection) -> NullModel:
    """Draw the choice of what flags stand out from, of what is at hand, and return it."""
    _ = visitor.translator.gettext
    offered = [NullModel.EVEN]
    if not visitor.answer(people_by_cell).is_empty():
        offered.append(NullModel.PEOPLE)
    if selection.categories and not selection.subcategories:
        offered.append(NullModel.REPORTS)
    asked = st.query_params.get(KEY, "")
    chosen = NullModel(asked) if asked in set(offered) else NullModel.EVEN
    if len(offered) == 1:
        return NullModel.EVEN
    names = {null: _(NAMES[null]) for null in offered}
    number = st.selectbox(
        _("Compared with"),
        offered,
        index=offered.index(chosen),
        format_func=lambda null: names[null],
        key="compared with",
        on_change=_keep,
    )
    return NullModel(number)


def _keep() -> None:
    null = st.session_state["compared with"]
    if null == NullModel.EVEN:
        st.query_params.pop(KEY, None)
    else:
        st.query_params[KEY] = str(null)


def draw_places(visitor: Visitor, selection: Selection, shown: MapView) -> None:
    """Draw the flagged places with what they have become, how stable they are and on whom they rest."""
    _, translator = visitor.translator.gettext, visitor.translator
    key = ("places", selection, shown.found.resolution, shown.found.null, visitor.language, visitor.store.version)
    with progress_bar(_("Following the places back, week by week")) as bar:
        rows, told = visitor.keep_answer(key, lambda: _places(visitor.store, selection, shown, translator, bar))
    names = {
        "place": _("Place"),
        "flag": _("Flag"),
        "trend": _("What it has become"),
        "state": _("Since last week"),
        "reports": _("Reports"),
        "since": _("Marked since"),
        "organisations": _("Organisations"),
        "rests": _("Rests on"),
        "stability": _("Stands in redraws"),
        "outline": _("Outline, ha"),
    }
    if rows.is_empty():
        st.write(_("No place is flagged in this selection."))
    else:
        percent = st.column_config.NumberColumn(names["stability"], format="percent")
        columns = {"stability": percent} | localise_columns(names, ("outline",))
        opened = OpenRow(
            "flagged place", rows["cells"].to_list(), lambda cells: _ways(visitor, selection, shown, cells)
        )
        draw_table(rows, names, alt=_("The flagged places"), columns=columns, unfolded=opened)
    if told.since is None:
        st.caption(_("What places have become is shown once there are reports from two years."))
    else:
        window = _("What it has become: {older} beside {newer}, growth counted within each organisation.")
        older, newer = (translator.period(part.start, part.end) for part in (told.older, told.newer))
        st.caption(window.format(older=older, newer=newer))
    st.caption(
        _(
            "Every flag was tested a hundred times with its inexact places redrawn, and without each "
            "organisation; what holds in fewer than 80 is not called a flag."
        )
    )
    st.caption(
        _(
            "Marked since: the week from which the place has been flagged every week, each time looking back over a "
            "period as long as the one chosen. Last week is the last whole one before the period's last day."
        )
    )
    st.caption(
        _(
            "A place comes on the list with a clear flag and leaves it when it is no longer flagged at all. It is new "
            "when nothing there was on the list for twelve weeks. Where nothing changes, with 1,500 reports a year, "
            "some place is called new in about {percent} % of weeks."
        ).format(percent=translator.number(100 * FALSE_NEWS))
    )


def _ways(visitor: Visitor, selection: Selection, shown: MapView, cells: str) -> None:
    """Draw the ways from a place of the table: to the map, and to a hotspot."""
    flagged = {cell: place.flags[0] for place in shown.places for cell in place.cells}
    there = cells.split()
    seen = next((flagged[cell] for cell in there if cell in flagged), there[0])
    if st.button(visitor.translator.gettext("Show the reports"), key=f"reports of place {cells}"):
        figures = reports_of_cells(
            visitor, selection, tuple(there), coarsest_sigma(shown.found.area), (reports_of_place(shown, there),)
        )
        label = next((row["label"] for row in shown.cells.iter_rows(named=True) if row["cell"] == seen), seen)
        open_reports(visitor, label, figures)
    page_link(MAP, visitor.translator.gettext("See it on the map"), **serialise_selection(selection), cell=seen)
    offer_hotspot(visitor, there, selection if seen in flagged else None)


def reports_of_place(shown: MapView, cells: Collection[str]) -> float:
    """Return how many reports the cells of a place have on the map."""
    return float(shown.cells.filter(pl.col("cell").is_in(list(cells)))["count"].sum())


def _places(
    store: Store, selection: Selection, shown: MapView, translator: Translator, progress: Progress
) -> tuple[pl.DataFrame, TrendClasses]:
    """Return the candidates as rows of the table, and the classes."""
    _ = translator.gettext
    told = find_trend_classes(store, selection, shown.found)
    words = {row["cell"]: row for row in told.places.iter_rows(named=True)}
    cells = {row["cell"]: row for row in shown.cells.iter_rows(named=True)}
    names = dict(organisation_counts(store, selection).select("id", "name").rows())
    rows = []
    for item in tracked_places(store, selection, shown.found, progress):
        place = item.candidate
        known = [cells[cell] for cell in place.flags if cell in cells]
        there = known if item.state is not PlaceState.GONE else []
        leaning = sorted({translator.data_text(names.get(row["leans_on"], "")) for row in there if row["leans_on"]})
        become = next((words[cell] for cell in (*place.flags, *sorted(place.cells)) if cell in words), None)
        rows.append(
            {
                "cells": " ".join(sorted(place.cells)),
                "place": known[0]["label"] if known else place.name,
                "flag": _(FLAGS[place.flag]) if there else None,
                "reports": reports_of_place(shown, place.cells),
                "trend": _trend(become, translator) if become else None,
                "stability": max((row["stability"] for row in there if row["stability"] is not None), default=None),
                "outline": round(place.area_m2 / 10_000, 2),
                "organisations": max((row["organisations"] or 0 for row in there), default=None),
                "rests": _("one organisation: {name}").format(name=", ".join(leaning)) if leaning else None,
                "state": _(STATES[item.state]),
                "since": span_label(item.since, "week", translator) if item.since else None,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None), told


def _trend(row: dict[str, object], translator: Translator) -> str:
    word = translator.gettext(WORDS[str(row["trend"])])
    if row["bound_to"] is None:
        return word
    part = translator.gettext(str(row["bound_to"]))
    return f"{word} ({part})"


def draw_data_quality(visitor: Visitor, selection: Selection) -> None:
    """Draw points that stand for many addresses and events that two organisations reported."""
    _ = visitor.translator.gettext
    found = visitor.answer(mass_points, selection)
    st.markdown(_("Points with many different addresses: a placeholder for places that were not found, not a hotspot."))
    names = {
        "lat": _("Latitude"),
        "lng": _("Longitude"),
        "reports": _("Reports"),
        "texts": _("Different addresses"),
        "examples": _("Some of them"),
        "organisations": _("Organisations"),
    }
    _listed(found, partial(draw_table, found, names, alt=_("Points with many addresses")), _("There are none."))
    pairs = visitor.answer(duplicate_reports, selection)
    st.markdown(_("Likely the same event, told by two organisations: same category, within 150 metres and two hours."))
    kinds = visitor.answer(reference_lists, visitor.language).categories
    shown = pairs.with_columns(
        pl.col("category").replace(kinds),
        pl.col("organisation", "other_organisation").replace(visitor.organisations),
    )
    columns = {
        "starts": _("When"),
        "category": _("Category"),
        "organisation": _("Organisation"),
        "other_organisation": _("Other organisation"),
        "place": _("Place"),
        "metres": _("Metres apart"),
        "minutes": _("Minutes apart"),
    }
    metres = localise_columns(columns, ("metres",))
    _listed(
        shown, partial(draw_table, shown, columns, alt=_("Events told twice"), columns=metres), _("There are none.")
    )
    if not shown.is_empty():
        st.caption(
            _(
                "In the lists of reports each such event is one row with all its organisations. The tests count both:"
                " one report for each organisation, cell, category and day. That they are one event is likely, not "
                "certain, and no flag should hang on a guess; whether it rests on one organisation is shown beside "
                "it."
            )
        )


def _listed(frame: pl.DataFrame, draw: Callable[[], None], nothing: str) -> None:
    if frame.is_empty():
        st.caption(nothing)
    else:
        draw()
